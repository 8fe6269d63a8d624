// Figures of the text side as JSON on standard output, measured on data given by path:
//   text_figures --data DIR [--pack DIR] [--corpus FILE]... [--only tune,negex,...]
// DIR holds text/tune, text/assertion, text/pretrain as docs/text.md describes. Nothing of it is fitted on
// but the corpora given with --corpus. Intervals: 95 %, bootstrap over reports for areas, Wilson (1927) for
// shares.

#include <chrono>
#include <ctime>
#include <fstream>
#include <iostream>
#include <sstream>

#include <CLI/CLI.hpp>

#include "analysis/label.h"
#include "analysis/prepare.h"
#include "base/files.h"
#include "cohort/planted_error.h"
#include "evaluate/metrics.h"
#include "evidence/flags.h"
#include "evidence/fusion.h"
#include "pack/writer.h"
#include "simulate/simulator.h"
#include "train/label_fitting.h"
#include "train/language_training.h"
#include "train/section_matching.h"
#include "train/statements.h"

namespace second_read {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;
using Rows = std::vector<std::vector<float>>;

constexpr double kShipped = 0.5; ///< threshold of "the report says so"

struct Share {
    int hits = 0, n = 0;
    void add(bool hit) { hits += hit, ++n; }
};

json shown(const Share& share) {
    if (share.n == 0) return nullptr;
    const auto interval = evaluate::shareInterval(share.hits, share.n);
    return {{"share", static_cast<double>(share.hits) / share.n},
            {"n", share.n},
            {"ci", {interval->low, interval->high}}};
}

json shown(const std::vector<evaluate::Sample>& samples) {
    const auto positives = std::ranges::count_if(samples, [](const auto& s) { return s.positive; });
    json object = {{"n", samples.size()}, {"n_pos", positives}};
    if (const auto area = evaluate::auc(samples)) object["auc"] = *area;
    if (const auto interval = evaluate::aucInterval(samples)) object["ci"] = {interval->low, interval->high};
    return object;
}

std::vector<json> linesOf(const std::filesystem::path& file) {
    std::vector<json> all;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);)
        if (!line.empty()) all.push_back(json::parse(line));
    return all;
}

std::vector<std::vector<std::string>> tableOf(const std::filesystem::path& file) {
    std::vector<std::vector<std::string>> rows;
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line); // the header
    while (std::getline(stream, line)) {
        auto& fields = rows.emplace_back();
        std::istringstream cells(line);
        for (std::string cell; std::getline(cells, cell, '\t');) fields.push_back(cell);
    }
    return rows;
}

std::string textOf(const json& line, const char* key) {
    return line.contains(key) && line[key].is_string() ? line[key].get<std::string>() : "";
}

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += double(a[i]) * b[i];
    return sum;
}

/// A report whose findings are known.
struct Known {
    std::string text;
    std::set<std::string> said;        ///< kAbnormality included
    std::set<std::string> unclear;     ///< left out
    std::map<std::string, Side> sides; ///< where stated
};

class Figures {
public:
    Figures(std::filesystem::path data, std::filesystem::path fixtures, catalogue::Catalogue catalogue,
            language::TextEncoder encoder)
        : m_data(std::move(data)), m_fixtures(std::move(fixtures)), m_catalogue(std::move(catalogue)),
          m_reader(evidence::termsOf(m_catalogue)), m_encoder(std::move(encoder)) {}

    void fit(const train::LabelFitOptions& options) {
        const auto begun = Clock::now();
        m_labels = train::fitLabels(m_encoder, m_catalogue, options).value();
        std::cerr << "labeller fitted in " << secondsSince(begun) << " s\n";
    }
    void use(pack::LabelModel labels) { m_labels = std::move(labels); }
    const pack::LabelModel& labels() const { return m_labels; }

    json tune() {
        std::vector<Known> reports;
        for (const json& line : linesOf(m_data / "text/tune/brain_reports.jsonl")) {
            Known& report = reports.emplace_back();
            report.text = line.at("text");
            for (const auto& [finding, value] : line.at("labels").items())
                if (finding != "normal" && value == 1) report.said.insert(finding);
            if (line.at("labels").at("normal") == 0) report.said.insert(evidence::kAbnormality);
            for (const std::string finding : line.at("ambiguous")) report.unclear.insert(finding);
            for (const auto& [finding, side] : line.at("sides").items())
                if (const auto known = sideOf(side.get<std::string>())) report.sides[finding] = *known;
        }
        return measured(reports);
    }

    /// Reports by the simulator's writers, site by site, and reports in the fixture's wording: neither is
    /// what the labeller was fitted on (it saw other draws of the first, none of the second).
    json simulated() {
        json object;
        for (const std::string site : {"A", "B", "C", "D"}) {
            std::vector<Known> reports;
            for (std::uint64_t i = 0; i < 300; ++i) reports.push_back(written(site, 900'000 + i));
            object["writer_" + site] = measured(reports);
        }
        std::vector<Known> reports;
        const auto rows = tableOf(m_fixtures / "meaning.tsv");
        for (std::size_t i = 0; i < rows.size(); ++i)
            for (const std::size_t column :
                 {0U, 1U, 2U}) { // with a sentence that denies nothing and one normal
                Known report{"The paranasal sinuses are clear. " + rows[i].at(column), {}, {}, {}};
                std::istringstream findings(rows[i].at(column == 2 ? 5 : 4));
                for (std::string finding; std::getline(findings, finding, '+');)
                    if (finding != "-") report.said.insert(finding);
                if (!report.said.empty()) report.said.insert(evidence::kAbnormality);
                reports.push_back(std::move(report));
            }
        object["unseen_wording"] = measured(reports);
        return object;
    }

    json negex() {
        Share right;
        for (const auto& row : tableOf(m_data / "text/assertion/negex.tsv")) {
            if (row.size() < 4) continue;
            const auto reading = report::ReportReader({{"concept", {row[1]}, {}, {}}}).read(row[2]);
            std::string capitals = row[1]; // so the annotated one of several places is written
            std::ranges::transform(capitals, capitals.begin(),
                                   [](unsigned char c) { return std::toupper(c); });
            std::optional<Assertion> said;
            for (const auto& mention : reading.mentions)
                if (!said || mention.term.begin == row[2].find(capitals)) said = mention.assertion;
            right.add((row[3] == "Negated") == (said == Assertion::Negated));
        }
        return {{"affirmed_against_negated", shown(right)}};
    }

    json headCt() {
        Share polarity, exact, side;
        for (const json& line : linesOf(m_data / "text/assertion/headct_neuro.jsonl")) {
            const auto reading = m_reader.read(line.at("sentence").get<std::string>());
            for (const auto& [finding, name] : line.at("assertions").items()) {
                const auto truth = assertionOf(name.get<std::string>()).value(),
                           said = reading.findings.at(finding).assertion;
                exact.add(said == truth);
                polarity.add((said >= Assertion::Uncertain) == (truth >= Assertion::Uncertain) &&
                             (said == Assertion::Negated) == (truth == Assertion::Negated));
                const auto stated =
                    sideOf(line.at("sides").value(finding, "none")); // "none": nothing to be right about
                if (said >= Assertion::Uncertain && stated)
                    side.add(reading.findings.at(finding).side == stated);
            }
        }
        return {{"finding_and_polarity", shown(polarity)}, {"exact", shown(exact)}, {"side", shown(side)}};
    }

    json meaning() {
        Share nearer, sides;
        std::map<std::string, Share> byKind;
        json missed = json::array();
        for (const auto& row : tableOf(m_fixtures / "meaning.tsv")) {
            const auto e = embed({row[0], row[1], row[2], analysis::mirroredText(row[1])});
            const bool hit = cosine(e[0], e[1]) > cosine(e[0], e[2]);
            nearer.add(hit);
            byKind[row[3]].add(hit);
            if (!hit) missed.push_back({row[0], row[1], row[2], cosine(e[0], e[1]), cosine(e[0], e[2])});
            if (analysis::mirroredText(row[0]) != row[0] && analysis::mirroredText(row[1]) != row[1])
                sides.add(cosine(e[0], e[1]) > cosine(e[0], e[3]));
        }
        json kinds;
        for (const auto& [kind, share] : byKind) kinds[kind] = shown(share);
        return {{"paraphrase_nearer", shown(nearer)},
                {"left_from_right", shown(sides)},
                {"by_kind", kinds},
                {"missed", missed}};
    }

    json sections() {
        std::vector<train::SectionPair> openi;
        for (const json& line : linesOf(m_data / "text/pretrain/openi.jsonl"))
            if (!textOf(line, "findings").empty() && !textOf(line, "impression").empty() &&
                openi.size() < 1000)
                openi.push_back({textOf(line, "findings"), textOf(line, "impression")});
        return {{"openi", matched(openi)}, {"simulated", matched(train::heldOutPairs(m_catalogue, 500))}};
    }

    json speed() {
        std::string text; // 128 tokens, [CLS] and [SEP] included
        for (int i = 0; i < 126; ++i) text += i % 14 == 13 ? ". " : "brain ";
        std::vector<double> ms;
        const double cpu = cpuSeconds();
        for (int i = 0; i < 60; ++i) {
            const auto begun = Clock::now();
            embed({text + std::string(static_cast<std::size_t>(i), ' ')});
            ms.push_back(1000 * secondsSince(begun));
        }
        return {{"wall_ms_for_128_tokens",
                 {{"least", *evaluate::quantile(ms, 0)}, {"median", *evaluate::quantile(ms, 0.5)}}},
                {"cpu_ms_for_128_tokens", 1000 * (cpuSeconds() - cpu) / 60}};
    }

    /// Half simulated reports, half real texts taken in turn.
    std::string mixed(std::size_t number) {
        if (m_real.empty()) {
            for (const json& line : linesOf(m_data / "text/tune/brain_reports.jsonl"))
                m_real.push_back(line.at("text"));
            for (const json& line : linesOf(m_data / "text/pretrain/openi.jsonl"))
                m_real.push_back("FINDINGS: " + textOf(line, "findings") +
                                 "\nIMPRESSION: " + textOf(line, "impression"));
        }
        return number % 2 ? m_real[number / 2 % m_real.size()]
                          : written(std::string(1, "ABCD"[number / 2 % 4]), 2'000'000 + number).text;
    }

    /// The same as JSON lines, for `secondread label`.
    void writeMixed(std::size_t count, const std::filesystem::path& file) {
        std::ofstream stream(file);
        for (std::size_t i = 0; i < count; ++i)
            stream << json({{"id", std::to_string(i)}, {"text", mixed(i)}})
                          .dump(-1, ' ', false, json::error_handler_t::replace)
                   << '\n';
    }

    /// Mixed reports: read, labelled, printed. `apart`: nothing is remembered from one report to the next.
    json labelling(std::size_t count, bool apart) {
        const auto embedOf = [&](const auto& texts) { return m_encoder.embed(texts); };
        pack::Labeller labeller(m_labels, embedOf);
        std::size_t bytes = 0;
        double rules = 0, writing = 0;
        const auto begun = Clock::now();
        const double cpu = cpuSeconds();
        for (std::size_t done = 0; done < count;) {
            std::vector<pack::ReadReport> reports;
            for (; done < count && reports.size() < (apart ? 1 : 512); ++done) {
                const double before = cpuSeconds();
                std::string text = mixed(done);
                writing += cpuSeconds() - before;
                auto reading = m_reader.read(text);
                rules += cpuSeconds() - before;
                reports.push_back({std::move(text), std::move(reading)});
            }
            if (apart) labeller = pack::Labeller(m_labels, embedOf);
            const auto labels = labeller.label(reports).value();
            for (std::size_t i = 0; i < reports.size(); ++i)
                bytes += analysis::labelled("x", reports[i], labels[i]).dump().size();
        }
        return {{"reports", count},
                {"wall_s", secondsSince(begun)},
                {"cpu_s", cpuSeconds() - cpu - writing},
                {"cpu_s_of_rules", rules - writing},
                {"bytes", bytes},
                {"memory_mb", memoryMb()}};
    }

    json conflicts() {
        int tune = 0;
        const auto reports = linesOf(m_data / "text/tune/brain_reports.jsonl");
        json messages = json::array();
        for (const json& line : reports)
            for (const auto& conflict : m_reader.read(line.at("text").get<std::string>()).conflicts) {
                ++tune;
                messages.push_back({line.at("id"), conflict.message});
            }
        json missed = json::array();                     // drafts whose conclusion contradicts their findings
        std::map<std::string, int> drafts, found, wrong; // by kind of planted error; "none": unchanged
        for (std::uint64_t i = 0; i < 2000; ++i) {
            const auto examination = drawn(std::string(1, "ABCD"[i % 4]), 500'000 + i);
            const auto report = simulate::composeReport(examination, 500'000 + i);
            auto draft = report;
            const auto planted = cohort::plantError(draft, examination, 500'000 + i);
            const auto count = [&](const simulate::WrittenReport& text, const cohort::PlantedError& error) {
                const auto reading =
                    m_reader.read(simulate::rendered(text), {examination.sex, examination.age});
                bool hit = false;
                for (const auto& conflict : reading.conflicts) {
                    const bool right = isAbout(conflict, error);
                    hit = hit || right;
                    if (right) continue;
                    ++wrong[error.kind];
                    if (messages.size() < 40)
                        messages.push_back({error.kind, conflict.message, simulate::rendered(text)});
                }
                if (error.kind == "conflict" && !hit && missed.size() < 60)
                    missed.push_back({error.finding, simulate::rendered(text)});
                ++drafts[error.kind], found[error.kind] += hit;
            };
            count(report, {"none", "", ""});
            if (planted) count(draft, *planted);
        }
        json planted;
        for (const auto& [kind, n] : drafts)
            planted[kind] = {{"drafts", n}, {"found", found[kind]}, {"wrong_alarms", wrong[kind]}};
        return {{"tune", {{"alarms", tune}, {"n", reports.size()}}},
                {"simulated", planted},
                {"messages", messages},
                {"missed", missed}};
    }

private:
    static double cpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
    /// The most that was in use.
    static double memoryMb() {
        std::ifstream status("/proc/self/status");
        for (std::string line; std::getline(status, line);)
            if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
        return 0;
    }
    static double secondsSince(Clock::time_point begun) {
        return std::chrono::duration<double>(Clock::now() - begun).count();
    }
    Rows embed(const std::vector<std::string>& texts) { return m_encoder.embed(texts).value(); }

    /// An alarm that the planted error deserves: of its finding, or of the patient or a measurement.
    static bool isAbout(const report::TextConflict& alarm, const cohort::PlantedError& error) {
        return alarm.finding ? *alarm.finding == error.finding
                             : error.kind == "wrong_patient" || error.kind == "size";
    }

    simulate::Examination drawn(const std::string& site, std::uint64_t seed) {
        simulate::Examination examination;
        examination.site = site;
        examination.sex = seed % 2 ? "F" : "M";
        examination.age = 25 + static_cast<int>(seed % 60);
        for (const auto& [id, side] : train::drawState(m_catalogue, seed)) {
            simulate::Truth truth;
            truth.finding = id;
            truth.side = side.value_or(Side::Bilateral);
            truth.place = seed % 3 ? "frontal lobe" : "temporal lobe";
            truth.volumeMl = 1 + static_cast<double>(seed % 40);
            examination.findings.push_back(truth);
        }
        return examination;
    }

    Known written(const std::string& site, std::uint64_t seed) {
        const auto examination = drawn(site, seed);
        Known report;
        for (const auto& truth : examination.findings) {
            report.said.insert(truth.finding);
            for (const auto& implied : m_catalogue.find(truth.finding)->implies) report.said.insert(implied);
        }
        if (!report.said.empty()) report.said.insert(evidence::kAbnormality);
        report.text = simulate::writeReport(examination, seed);
        return report;
    }

    json measured(const std::vector<Known>& reports) {
        std::vector<pack::ReadReport> read;
        for (const Known& report : reports) read.push_back({report.text, m_reader.read(report.text)});
        pack::Labeller labeller(m_labels, [&](const auto& texts) { return m_encoder.embed(texts); });
        const auto labels = labeller.label(read).value();
        std::map<std::string, std::vector<evaluate::Sample>> samples;
        std::vector<evaluate::Sample> all;
        int hits = 0, wrong = 0, missed = 0;
        Share sides;
        for (std::size_t i = 0; i < reports.size(); ++i)
            for (const auto& [finding, label] : labels[i]) {
                if (reports[i].unclear.contains(finding)) continue;
                const bool truth = reports[i].said.contains(finding), said = label.probability >= kShipped;
                samples[finding].push_back({label.probability, truth, ""});
                if (finding == evidence::kAbnormality) continue;
                all.push_back(samples[finding].back());
                hits += said && truth, wrong += said && !truth, missed += !said && truth;
                const auto side = reports[i].sides.find(finding);
                const auto& reading = read[i].reading.findings.at(finding);
                if (truth && side != reports[i].sides.end() && reading.assertion == Assertion::Affirmed)
                    sides.add(reading.side == side->second);
            }
        json object, findings;
        double sum = 0;
        int counted = 0;
        for (const auto& [finding, list] : samples) {
            json one = shown(list);
            if (finding != evidence::kAbnormality && one["n_pos"] >= 5)
                sum += one.value("auc", 0.0), ++counted;
            (finding == evidence::kAbnormality ? object["normal_abnormal"] : findings[finding]) =
                std::move(one);
        }
        double brier = 0;
        for (const auto& sample : all) brier += std::pow(sample.score - sample.positive, 2);
        json bins = json::array();
        for (const auto& bin : evaluate::calibration(all, 5))
            bins.push_back({bin.predicted, bin.observed, bin.count});
        object["findings"] = findings;
        object["mean_auc_of_findings_with_5"] = sum / std::max(1, counted);
        object["f1"] = 2.0 * hits / std::max(1, 2 * hits + wrong + missed);
        object["missed"] = missed;
        object["wrong"] = wrong;
        object["side_of_affirmed"] = shown(sides);
        object["brier"] = brier / static_cast<double>(all.size());
        object["calibration"] = bins;
        return object;
    }

    /// The right conclusion among 100 found first; an identical one counts as right.
    json matched(const std::vector<train::SectionPair>& pairs) {
        std::vector<std::string> findings, conclusions;
        for (const auto& pair : pairs)
            findings.push_back(pair.findings), conclusions.push_back(pair.conclusion);
        const auto matches = train::matchSections(pairs, embed(findings), embed(conclusions));
        return {{"identical", shown(Share{matches.identical, matches.n})},
                {"says_the_same", shown(Share{matches.same, matches.n})}};
    }

    std::filesystem::path m_data, m_fixtures;
    catalogue::Catalogue m_catalogue;
    report::ReportReader m_reader;
    std::vector<std::string> m_real;
    language::TextEncoder m_encoder;
    pack::LabelModel m_labels;
};

int run(int argc, char** argv) {
    std::string data, packFolder, only, out, mixed;
    std::vector<std::string> corpora;
    train::LabelFitOptions options;
    CLI::App program("Figures of the text side");
    program.add_option("--data", data)->required();
    program.add_option("--pack", packFolder, "A pack or a folder of train language");
    program.add_option("--corpus", corpora, "Real sentences that may be fitted on");
    program.add_option("--only", only,
                       "tune,negex,headct,simulated,meaning,sections,speed,labelling,conflicts");
    program.add_option("--sentences", options.sentences);
    program.add_option("--reports", options.reports);
    program.add_option("--ridge", options.ridge);
    program.add_option("--labels", out, "Where the fitted labeller goes");
    bool shippedLabels = false;
    program.add_flag("--shipped-labels", shippedLabels, "The pack's own labeller instead of one fitted here");
    std::size_t count = 0;
    program.add_option("--labelling", count,
                       "Reports labelled for the speed; 121,556 is the published number");
    program.add_option("--write", mixed, "Writes as many mixed reports as JSON lines and ends");
    CLI11_PARSE(program, argc, argv);
    if (packFolder.empty()) packFolder = shippedFolder("models").value() / "brain-mri";
    const auto language = pack::languageIn(packFolder).value();
    const std::vector<std::filesystem::path> files(corpora.begin(), corpora.end());
    options.corpus = train::readCorpus(files).value();
    Figures figures(
        data, SECOND_READ_TEST_DATA,
        catalogue::readCatalogue(shippedFolder("resources").value() / "findings/brain.json").value(),
        language::TextEncoder::open(language.config, language.vocabulary, language.weights).value());
    const auto wanted = [&](const std::string& name) {
        return only.empty() || only.find(name) != std::string::npos;
    };
    if (!mixed.empty()) {
        figures.writeMixed(count, mixed);
        return 0;
    }
    json object;
    if (shippedLabels)
        figures.use(pack::Pack::open(packFolder).value().labeller().model());
    else if (wanted("tune") || wanted("simulated") || (wanted("labelling") && count > 0) || !out.empty())
        figures.fit(options);
    if (!out.empty()) std::ofstream(out) << pack::toJson(figures.labels()).dump();
    if (wanted("tune")) object["tune"] = figures.tune();
    if (wanted("negex")) object["negex"] = figures.negex();
    if (wanted("headct")) object["headct"] = figures.headCt();
    if (wanted("simulated")) object["simulated"] = figures.simulated();
    if (wanted("meaning")) object["meaning"] = figures.meaning();
    if (wanted("sections")) object["sections"] = figures.sections();
    if (wanted("speed")) object["speed"] = figures.speed();
    if (wanted("labelling") && count > 0)
        object["labelling"] = {{"together", figures.labelling(count, false)},
                               {"each_apart", figures.labelling(std::min<std::size_t>(count, 3000), true)}};
    if (wanted("conflicts")) object["conflicts"] = figures.conflicts();
    std::cout << object.dump(1) << '\n';
    return 0;
}

} // namespace
} // namespace second_read

int main(int argc, char** argv) {
    try {
        return second_read::run(argc, argv);
    } catch (const std::exception& problem) {
        std::cerr << problem.what() << '\n';
        return 1;
    }
}
