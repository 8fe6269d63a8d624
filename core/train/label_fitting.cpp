#include "train/label_fitting.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <Eigen/Dense>

#include "base/files.h"
#include "evidence/flags.h"
#include "evidence/fusion.h"
#include "simulate/simulator.h"
#include "train/draw.h"
#include "train/statements.h"
#include "train/vision_alignment.h"

namespace second_read::train {
namespace {

constexpr std::size_t kReportsAtOnce = 64;

/// What is believed before any report was seen; kinds that simulated reports lack (resolved findings) stay
/// there.
const std::vector<double> kPrior = {
    -3, 5, 3.5, 0, -1, 2, 2}; // intercept, affirmed, uncertain, historical, negated, read-outs
constexpr double kPriorStrength = 1.0;

std::vector<double> featuresOf(const pack::TextSigns& signs) {
    const auto is = [&](Assertion assertion) { return signs.assertion == assertion ? 1.0 : 0.0; };
    return {1.0,
            is(Assertion::Affirmed),
            is(Assertion::Uncertain),
            is(Assertion::Historical),
            is(Assertion::Negated),
            signs.whole,
            signs.strongest};
}

/// A report by one of two writers: the simulator's radiologists, or sentences of the phrasebook under
/// headings.
std::string writtenReport(const catalogue::Catalogue& catalogue, const State& state, std::uint64_t seed) {
    Draw draw(seed);
    if (draw.chance(0.5))
        return "FINDINGS: " + writeBody(catalogue, state, draw.seed()) +
               "\nIMPRESSION: " + writeConclusion(catalogue, state, draw.seed());
    simulate::Examination examination;
    const std::vector<std::string> sites = {"A", "B", "C", "D"}, lobes = {"frontal lobe", "parietal lobe",
                                                                          "temporal lobe", "occipital lobe"};
    examination.site = draw.from(sites);
    examination.sex = draw.chance(0.5) ? "F" : "M";
    examination.age = 25 + static_cast<int>(draw.below(60));
    for (const auto& [id, side] : state) {
        simulate::Truth truth;
        truth.finding = id;
        truth.side = side.value_or(Side::Bilateral);
        truth.place = draw.from(lobes);
        truth.volumeMl = 1 + static_cast<double>(draw.below(40));
        examination.findings.push_back(truth);
    }
    return simulate::writeReport(examination, draw.seed());
}

/// With what is implied: a meningioma is a mass.
std::set<std::string> saidOf(const State& state, const catalogue::Catalogue& catalogue) {
    std::set<std::string> said;
    for (const auto& [id, side] : state) {
        said.insert(id);
        if (const auto* finding = catalogue.find(id))
            said.insert(finding->implies.begin(), finding->implies.end());
    }
    if (!state.empty()) said.insert(evidence::kAbnormality);
    return said;
}

std::vector<std::string> questionsOf(const catalogue::Catalogue& catalogue) {
    std::vector<std::string> questions;
    for (const auto& finding : catalogue.findings) questions.push_back(finding.id);
    questions.emplace_back(evidence::kAbnormality);
    return questions;
}

} // namespace

pack::ReadReport readForLabels(const report::ReportReader& reader, const std::string& text) {
    pack::ReadReport read{text, {}, {}};
    const report::Reading reading = reader.read(text);
    for (const report::Sentence& sentence : reading.sentences)
        if (sentence.section != report::SectionKind::ClinicalDetails &&
            sentence.section != report::SectionKind::Technique)
            read.sentences.push_back(slice(text, sentence.span));
    for (const auto& [finding, said] : reading.findings) read.assertions[finding] = said.assertion;
    return read;
}

Result<pack::LabelModel> fitLabels(const language::TextEncoder& encoder,
                                   const catalogue::Catalogue& catalogue, const LabelFitOptions& options,
                                   const JobContext& context) {
    if (options.reports < 50)
        return fail(ErrorCode::InvalidArgument, "a labeller needs at least 50 reports to be fitted on");
    const report::ReportReader reader(evidence::termsOf(catalogue));
    Draw draw(options.seed);
    std::vector<pack::ReadReport> reports;
    std::vector<std::set<std::string>> said;
    std::vector<std::string> texts;
    for (int i = 0; i < options.reports; ++i) {
        const State state = drawState(catalogue, draw.seed());
        reports.push_back(readForLabels(reader, writtenReport(catalogue, state, draw.seed())));
        texts.push_back(reports.back().text);
        said.push_back(saidOf(state, catalogue));
        for (auto& [finding, assertion] : reports.back().assertions)
            if (draw.chance(options.lostAssertions)) assertion = Assertion::Absent;
    }
    // Read-outs on one half, weights on the other: a read-out looks better than it is on what it was fitted
    // on.
    const std::size_t half = texts.size() / 2;
    SECOND_READ_TRY(
        embeddings,
        embedAll(encoder, {texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(half)}, context));
    const auto questions = questionsOf(catalogue);
    std::vector<std::vector<bool>> columns;
    for (const std::string& question : questions) {
        auto& column = columns.emplace_back();
        for (std::size_t i = 0; i < half; ++i) column.push_back(said[i].contains(question));
    }
    const auto readOuts = fitReadOuts(embeddings, columns, options.ridge);
    pack::LabelModel model;
    for (std::size_t q = 0; q < questions.size(); ++q) model.findings[questions[q]].readOut = readOuts[q];

    std::map<std::string, std::vector<std::vector<double>>> features;
    std::map<std::string, std::vector<bool>> labels;
    for (std::size_t begin = half; begin < reports.size(); begin += kReportsAtOnce) {
        SECOND_READ_CHECK(
            context.checkpoint("labels", static_cast<double>(begin) / static_cast<double>(reports.size())));
        const std::size_t end = std::min(begin + kReportsAtOnce, reports.size());
        SECOND_READ_TRY(signs, pack::signsOf(model, encoder,
                                             {reports.begin() + static_cast<std::ptrdiff_t>(begin),
                                              reports.begin() + static_cast<std::ptrdiff_t>(end)}));
        for (std::size_t i = begin; i < end; ++i)
            for (const std::string& question : questions) {
                features[question].push_back(featuresOf(signs[i - begin].at(question)));
                labels[question].push_back(said[i].contains(question));
            }
    }
    for (const std::string& question : questions) {
        const auto w = fitLogistic(features[question], labels[question], kPrior, kPriorStrength);
        model.findings[question].weights = {w[0], w[1], w[2], w[3], w[4], w[5], w[6]};
    }
    return model;
}

std::vector<double> fitLogistic(const std::vector<std::vector<double>>& features,
                                const std::vector<bool>& labels, const std::vector<double>& prior,
                                double strength) {
    const auto width = static_cast<Eigen::Index>(prior.size());
    const Eigen::VectorXd centre = Eigen::Map<const Eigen::VectorXd>(prior.data(), width);
    Eigen::VectorXd weights = centre;
    const auto objective = [&](const Eigen::VectorXd& w) {
        double sum = 0.5 * strength * (w - centre).squaredNorm();
        for (std::size_t i = 0; i < features.size(); ++i) {
            const double z = Eigen::Map<const Eigen::VectorXd>(features[i].data(), width).dot(w);
            sum += std::max(z, 0.0) - (labels[i] ? z : 0.0) + std::log1p(std::exp(-std::abs(z)));
        }
        return sum;
    };
    double now = objective(weights);
    for (int iteration = 0; iteration < 100; ++iteration) {
        Eigen::VectorXd gradient = strength * (weights - centre);
        Eigen::MatrixXd curvature = strength * Eigen::MatrixXd::Identity(width, width);
        for (std::size_t i = 0; i < features.size(); ++i) {
            const Eigen::Map<const Eigen::VectorXd> x(features[i].data(), width);
            const double p = 1 / (1 + std::exp(-x.dot(weights)));
            gradient += (p - (labels[i] ? 1.0 : 0.0)) * x;
            curvature += p * (1 - p) * x * x.transpose();
        }
        const Eigen::VectorXd step = curvature.ldlt().solve(gradient);
        double length = 1; // halved until the objective falls: Newton may overshoot far from the minimum
        while (length > 1e-6 && objective(weights - length * step) > now) length /= 2;
        weights -= length * step;
        now = objective(weights);
        if (length * step.norm() < 1e-8) break;
    }
    return {weights.begin(), weights.end()};
}

Result<std::vector<LabelledReport>> readLabelledReports(const std::filesystem::path& file) {
    SECOND_READ_TRY(bytes, readFile(file));
    std::vector<LabelledReport> reports;
    std::size_t number = 0;
    for (std::size_t begin = 0; begin < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
        const std::string line = bytes.substr(begin, end - begin);
        begin = end + 1;
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        const std::string place = file.string() + " line " + std::to_string(number);
        SECOND_READ_TRY(json, parseJson(line, place));
        try {
            LabelledReport report{json.at("text").get<std::string>(), {}};
            for (const auto& [finding, value] : json.at("labels").items())
                report.labels[finding] = value.get<int>() != 0;
            if (const auto normal = report.labels.find("normal"); normal != report.labels.end()) {
                report.labels[evidence::kAbnormality] = !normal->second;
                report.labels.erase("normal");
            }
            for (const auto& finding : json.value("ambiguous", nlohmann::json::array()))
                report.labels.erase(finding.get<std::string>());
            reports.push_back(std::move(report));
        } catch (const nlohmann::json::exception&) {
            return fail(ErrorCode::Corrupt,
                        place + " is no labelled report: \"text\" and \"labels\" with 0 or 1 are needed");
        }
    }
    return reports;
}

double areaUnderCurve(const std::vector<double>& scores, const std::vector<bool>& labels) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
    double won = 0, positives = 0, negatives = 0;
    for (std::size_t i = 0; i < order.size();) {
        double above = 0, equal = 0;
        std::size_t end = i;
        for (; end < order.size() && scores[order[end]] == scores[order[i]]; ++end)
            (labels[order[end]] ? above : equal) += 1;
        won += above * (negatives + equal / 2);
        positives += above;
        negatives += equal;
        i = end;
    }
    return positives > 0 && negatives > 0 ? won / (positives * negatives)
                                          : std::numeric_limits<double>::quiet_NaN();
}

Result<std::map<std::string, LabelQuality>> measureLabels(const pack::LabelModel& model,
                                                          const language::TextEncoder& encoder,
                                                          const catalogue::Catalogue& catalogue,
                                                          const std::vector<LabelledReport>& reports) {
    const report::ReportReader reader(evidence::termsOf(catalogue));
    std::vector<pack::ReadReport> read;
    for (const LabelledReport& report : reports) read.push_back(readForLabels(reader, report.text));
    SECOND_READ_TRY(probabilities, pack::label(model, encoder, read));
    std::map<std::string, LabelQuality> all;
    for (const auto& [finding, part] : model.findings) {
        std::vector<double> scores;
        std::vector<bool> labels;
        double hits = 0, wrong = 0, missed = 0;
        for (std::size_t i = 0; i < reports.size(); ++i) {
            const auto truth = reports[i].labels.find(finding);
            if (truth == reports[i].labels.end()) continue;
            scores.push_back(probabilities[i].at(finding));
            labels.push_back(truth->second);
            const bool said = scores.back() >= 0.5;
            hits += said && truth->second;
            wrong += said && !truth->second;
            missed += !said && truth->second;
        }
        LabelQuality& quality = all[finding];
        quality.auc = areaUnderCurve(scores, labels);
        quality.f1 = hits > 0 ? 2 * hits / (2 * hits + wrong + missed) : 0;
        quality.positives = static_cast<int>(std::count(labels.begin(), labels.end(), true));
        quality.negatives = static_cast<int>(labels.size()) - quality.positives;
    }
    return all;
}

} // namespace second_read::train
