// Pictures and figures of the simulation, measured against real images given by path (docs/simulation.md):
//   simulation_figures sheets  --anatomy DIR --out DIR      findings.pgm and sites.pgm
//   simulation_figures realism --anatomy DIR --images DIR   real against simulated, as JSON
//   simulation_figures tissues --anatomy DIR --images DIR --pack DIR
//                                                           signal of fluid, grey, white and noise, as JSON
//   simulation_figures reports --anatomy DIR --reports FILE real against simulated reports, as JSON; a line
//                                                           of FILE is a JSON object: text, labels of
//                                                           findings
//   simulation_figures speed   --anatomy DIR                training volumes a second, on every core
// DIR of images holds a folder a case with one NIfTI file a sequence (FLAIR.nii.gz, T1c.nii.gz).

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iostream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <thread>

#include <CLI/CLI.hpp>

#include "base/files.h"
#include "base/json.h"
#include "base/parallel.h"
#include "evaluate/baselines.h"
#include "evaluate/metrics.h"
#include "pack/writer.h"
#include "simulate/simulator.h"
#include "study/study_reader.h"
#include "vision/preprocessing.h"
#include "vision/voxel_evidence.h"

namespace second_read {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::array kSequences = {Sequence::T1,  Sequence::T1Gd, Sequence::T2, Sequence::FLAIR,
                                   Sequence::DWI, Sequence::ADC,  Sequence::SWI};

// ---- contact sheets

constexpr int kTileWidth = 150, kTileHeight = 180;
constexpr double kTilePixel = 1.25; // mm

/// Linear between voxels; nullopt outside.
std::optional<double> between(const volume::Volume& volume, const Eigen::Vector3d& at) {
    if (!volume.grid.contains(at)) return std::nullopt;
    std::array<int, 3> low{};
    std::array<double, 3> part{};
    for (std::size_t a = 0; a < 3; ++a) {
        const double v = std::clamp(at[static_cast<Eigen::Index>(a)], 0.0, volume.grid.size[a] - 1.0);
        low[a] = std::min(static_cast<int>(v), volume.grid.size[a] - 2);
        part[a] = v - low[a];
    }
    double sum = 0;
    for (int corner = 0; corner < 8; ++corner) {
        const int i = corner & 1, j = corner >> 1 & 1, k = corner >> 2;
        sum += (i ? part[0] : 1 - part[0]) * (j ? part[1] : 1 - part[1]) * (k ? part[2] : 1 - part[2]) *
               volume.at(low[0] + i, low[1] + j, low[2] + k);
    }
    return sum;
}

/// The axial plane through `centre`, patient's left on the right, in the window a reader would see.
std::vector<unsigned char> tileOf(const volume::Volume& volume, const Eigen::Vector3d& centre) {
    volume::Grid plane;
    plane.size = {kTileWidth, kTileHeight, 1};
    plane.spacing = {kTilePixel, kTilePixel, kTilePixel};
    plane.origin = centre - 0.5 * kTilePixel * Eigen::Vector3d(kTileWidth - 1, kTileHeight - 1, 0);
    const volume::Window window = volume::robustWindow(volume);
    std::vector<unsigned char> tile;
    for (int j = 0; j < kTileHeight; ++j)
        for (int i = 0; i < kTileWidth; ++i) {
            const Eigen::Vector3d at = volume.grid.voxelOf(plane.patientOf({double(i), double(j), 0}));
            const double value = between(volume, at).value_or(window.center - window.width / 2);
            tile.push_back(static_cast<unsigned char>(
                std::clamp((value - window.center) / window.width + 0.5, 0.0, 1.0) * 255));
        }
    return tile;
}

class Sheet {
public:
    Sheet(std::size_t columns, std::size_t rows)
        : m_columns(columns), m_rows(rows), m_pixels(columns * kTileWidth * rows * kTileHeight) {}
    void put(std::size_t column, std::size_t row, const std::vector<unsigned char>& tile) {
        for (std::size_t y = 0; y < kTileHeight; ++y)
            std::copy_n(tile.begin() + static_cast<std::ptrdiff_t>(y * kTileWidth), kTileWidth,
                        m_pixels.begin() + static_cast<std::ptrdiff_t>(
                                               ((row * kTileHeight + y) * m_columns + column) * kTileWidth));
    }
    /// As a portable grey map (pgm(5)).
    Result<void> write(const fs::path& file) const {
        return writeFileAtomically(file, "P5 " + std::to_string(m_columns * kTileWidth) + " " +
                                             std::to_string(m_rows * kTileHeight) + " 255\n" +
                                             std::string(m_pixels.begin(), m_pixels.end()));
    }

private:
    std::size_t m_columns, m_rows;
    std::vector<unsigned char> m_pixels;
};

/// Where to look: the plane that most of the largest lesion lies in, else a little above the middle of the
/// head.
Eigen::Vector3d focusOf(const simulate::Examination& examination) {
    const simulate::Truth* largest = nullptr;
    for (const auto& truth : examination.findings)
        if (!truth.mask.empty() && (!largest || truth.volumeMl > largest->volumeMl)) largest = &truth;
    const auto& grid = examination.truthGrid;
    const Eigen::Vector3d centre(grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1);
    Eigen::Vector3d middle = grid.patientOf(0.5 * centre);
    middle.z() += 10;
    if (!largest) return middle;
    const auto plane = static_cast<std::ptrdiff_t>(grid.size[0]) * grid.size[1];
    std::ptrdiff_t most = 0;
    for (int k = 0; k < grid.size[2]; ++k) {
        const auto first = largest->mask.begin() + k * plane;
        const auto here = std::count(first, first + plane, std::uint8_t{1});
        if (here <= most) continue;
        most = here;
        middle.z() = grid.patientOf({0, 0, static_cast<double>(k)}).z();
    }
    return middle;
}

void drawRow(Sheet& sheet, std::size_t row, const simulate::Anatomies& anatomies, simulate::Options options,
             std::uint64_t seed) {
    options.sequences.assign(kSequences.begin(), kSequences.end());
    const auto examination = simulate::simulate(anatomies, options, seed);
    const Eigen::Vector3d focus = focusOf(examination);
    for (std::size_t s = 0; s < kSequences.size(); ++s)
        sheet.put(s, row, tileOf(examination.series.at(kSequences[s]), focus));
}

Result<void> drawSheets(const simulate::Anatomies& anatomies, const fs::path& out) {
    std::vector<std::string> findings;
    for (const auto& [finding, share] : simulate::defaultPrevalences()) findings.push_back(finding);
    Sheet byFinding(kSequences.size(), findings.size());
    for (std::size_t row = 0; row < findings.size(); ++row) {
        simulate::Options options;
        options.findings = {findings[row]};
        options.site = "B";
        drawRow(byFinding, row, anatomies, options, 700 + row);
        std::cerr << "row " << row + 1 << ": " << findings[row] << '\n';
    }
    SECOND_READ_CHECK(byFinding.write(out / "findings.pgm"));
    Sheet bySite(kSequences.size(), 4);
    for (std::size_t row = 0; row < 4; ++row) {
        simulate::Options options;
        options.findings = std::vector<std::string>{};
        options.site = std::string(1, static_cast<char>('A' + row));
        drawRow(bySite, row, anatomies, options, 77);
    }
    return bySite.write(out / "sites.pgm");
}

// ---- real against simulated

constexpr int kPatch = 12; // voxels of the canonical grid

/// What tells one texture from another in a patch of z-scores.
const std::vector<const char*> kNumbers = {
    "mean",           "spread",       "skewness",           "step x",        "step y",       "step z",
    "second step xy", "largest step", "share at the clamp", "likeness at 2", "likeness at 4"};

std::vector<double> numbersOf(const volume::Volume& head, int x, int y, int z) {
    double sum = 0, squares = 0, cubes = 0, clamped = 0;
    std::array<double, 3> step{};
    double second = 0, largest = 0, two = 0, four = 0;
    const double n = kPatch * kPatch;
    for (int j = y; j < y + kPatch; ++j)
        for (int i = x; i < x + kPatch; ++i) {
            const double value = head.at(i, j, z);
            sum += value;
            clamped += value > 4.9;
            const std::array<double, 3> steps{head.at(i + 1, j, z) - value, head.at(i, j + 1, z) - value,
                                              head.at(i, j, z + 1) - value};
            for (std::size_t a = 0; a < 3; ++a) step[a] += std::abs(steps[a]) / n;
            second += std::abs(head.at(i + 1, j, z) + head.at(i - 1, j, z) + head.at(i, j + 1, z) +
                               head.at(i, j - 1, z) - 4 * value) /
                      n;
            largest = std::max({largest, std::abs(steps[0]), std::abs(steps[1])});
        }
    const double mean = sum / n;
    for (int j = y; j < y + kPatch; ++j)
        for (int i = x; i < x + kPatch; ++i) {
            const double value = head.at(i, j, z) - mean;
            squares += value * value / n;
            cubes += value * value * value / n;
            two += value * (head.at(i + 2, j, z) - mean) / n;
            four += value * (head.at(i + 4, j, z) - mean) / n;
        }
    const double spread = std::sqrt(squares) + 1e-6;
    return {mean,
            spread,
            cubes / (spread * spread * spread),
            step[0],
            step[1],
            step[2],
            second / spread,
            largest,
            clamped / n,
            two / (spread * spread),
            four / (spread * spread)};
}

/// Patches well inside the head of one volume on the networks' grid.
std::vector<std::vector<double>> patchesOf(volume::Volume head) {
    std::vector<std::vector<double>> rows;
    vision::normalise(head.voxels, vision::Preprocessing{});
    const float outside = *std::min_element(head.voxels.begin(), head.voxels.end());
    for (int z = 20; z < 44; z += 4)
        for (int y = 10; y + kPatch + 4 < 54; y += 8)
            for (int x = 10; x + kPatch + 4 < 48; x += 8) {
                int inside = 0;
                for (int j = y; j < y + kPatch; ++j)
                    for (int i = x; i < x + kPatch; ++i) inside += head.at(i, j, z) > outside + 0.2F;
                if (inside == kPatch * kPatch) rows.push_back(numbersOf(head, x, y, z));
            }
    return rows;
}

struct Patches {
    std::vector<std::vector<double>> rows;
    std::vector<bool> real;
    std::vector<std::string> cases;
    void add(volume::Volume head, bool isReal, const std::string& name) {
        for (auto& row : patchesOf(std::move(head))) {
            rows.push_back(std::move(row));
            real.push_back(isReal);
            cases.push_back(name);
        }
    }
};

double areaOf(const std::vector<double>& scores, const std::vector<bool>& labels) {
    std::vector<evaluate::Sample> samples;
    for (std::size_t i = 0; i < scores.size(); ++i) samples.push_back({scores[i], labels[i], ""});
    return evaluate::auc(samples).value_or(0.5);
}

/// Every real series on the networks' grid: (sequence, voxels, case).
template <class Use> Result<void> eachReal(const fs::path& images, Use&& use) {
    for (const auto& folder : fs::directory_iterator(images)) {
        auto found = study::openStudies(folder.path(), {});
        if (!found) return tl::unexpected<Error>(found.error());
        for (const auto& opened : found->studies)
            for (std::size_t s = 0; s < opened.study.series.size(); ++s) {
                const auto& series = opened.study.series[s];
                if (!series.eligible) continue;
                const auto volume = study::loadVolume(opened, s, {});
                if (!volume) continue;
                const vision::Preprocessing preprocessing;
                if (const auto source = vision::Source::of(*volume, preprocessing))
                    use(series.sequence,
                        source->sample(vision::canonicalGrid(preprocessing, source->headCentre())),
                        folder.path().filename().string());
            }
    }
    return {};
}

/// Simulated ones, which lie on that grid already: reading them through Source again would smooth them.
template <class Use> void eachSimulated(const simulate::Anatomies& anatomies, int count, Use&& use) {
    for (int n = 0; n < count; ++n) {
        simulate::Options options;
        options.sequences.assign(kSequences.begin(), kSequences.end());
        options.training = simulate::Options::Training{};
        const auto examination = simulate::simulate(anatomies, options, 7000 + static_cast<std::uint64_t>(n));
        for (const auto& [sequence, volume] : examination.series)
            use(sequence, volume, "simulated-" + std::to_string(n));
    }
}

Result<void> compare(const simulate::Anatomies& anatomies, const fs::path& images, int count) {
    std::map<Sequence, Patches> all;
    SECOND_READ_CHECK(eachReal(images, [&](Sequence sequence, volume::Volume head, const std::string& name) {
        all[sequence].add(std::move(head), true, name);
    }));
    eachSimulated(anatomies, count,
                  [&](Sequence sequence, const volume::Volume& head, const std::string& name) {
                      all[sequence].add(head, false, name);
                  });
    json result = json::object();
    for (const auto& [sequence, patches] : all) {
        const auto real = std::count(patches.real.begin(), patches.real.end(), true);
        const auto scores = evaluate::crossValidated(patches.rows, patches.real, patches.cases);
        if (!scores) continue;
        json& one = result[std::string(nameOf(sequence))];
        std::set<std::string> cases;
        for (std::size_t i = 0; i < patches.cases.size(); ++i)
            if (patches.real[i]) cases.insert(patches.cases[i]);
        one = {{"auc", areaOf(*scores, patches.real)},
               {"real_cases", cases.size()},
               {"real_patches", real},
               {"simulated_patches", patches.rows.size() - static_cast<std::size_t>(real)}};
        for (std::size_t f = 0; f < kNumbers.size(); ++f) {
            std::vector<double> column;
            double sums[2] = {0, 0};
            for (std::size_t i = 0; i < patches.rows.size(); ++i) {
                column.push_back(patches.rows[i][f]);
                sums[patches.real[i]] += patches.rows[i][f];
            }
            one["numbers"][kNumbers[f]] = {
                {"auc", areaOf(column, patches.real)},
                {"mean_real", sums[1] / static_cast<double>(std::max<std::ptrdiff_t>(1, real))},
                {"mean_simulated", sums[0] / static_cast<double>(std::max<std::size_t>(
                                                 1, patches.rows.size() - static_cast<std::size_t>(real)))}};
        }
    }
    std::cout << result.dump(2) << '\n';
    return {};
}

// ---- signal of tissues

double quantile(std::vector<float>& values, double share) {
    const auto at =
        values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// Ratios that no scaling changes, of where a pack's own network is sure of brain and of ventricle; empty
/// where it finds too little of either.
std::map<std::string, double> tissuesOf(const volume::Volume& head, const vision::Tensors& network) {
    std::vector<float> normalised = head.voxels;
    vision::normalise(normalised, vision::Preprocessing{});
    const auto& size = head.grid.size;
    const auto logits =
        vision::forward(network, at::from_blob(normalised.data(), {1, size[2], size[1], size[0]}));
    const auto maps = vision::mapsOf(logits, 0, head.grid);
    std::vector<float> brain, fluid, roughness;
    const auto row = static_cast<std::size_t>(size[0]);
    for (std::size_t i = row; i + row < head.voxels.size(); ++i) {
        if (maps.tissue[3][i] > 0.95F) fluid.push_back(head.voxels[i]);
        if (maps.tissue[1][i] < 0.95F || maps.lesion[i] > 0.05F) continue;
        brain.push_back(head.voxels[i]);
        if (maps.tissue[1][i - row] > 0.95F && maps.tissue[1][i + row] > 0.95F)
            roughness.push_back(std::abs(head.voxels[i - row] + head.voxels[i + row] - 2 * head.voxels[i]));
    }
    if (brain.size() < 5000 || fluid.size() < 50) return {};
    const double median = quantile(brain, 0.5);
    return {{"fluid / brain", quantile(fluid, 0.5) / median},
            {"bright / dark brain (90th / 10th percentile)", quantile(brain, 0.9) / quantile(brain, 0.1)},
            {"roughness / brain", quantile(roughness, 0.5) / median}};
}

Result<void> compareTissues(const simulate::Anatomies& anatomies, const fs::path& images,
                            const fs::path& folder, int count) {
    const c10::NoGradGuard noGradient;
    SECOND_READ_TRY(networks, pack::readNetworks(folder));
    std::map<Sequence, std::map<std::string, std::array<std::vector<float>, 2>>> all;
    const auto add = [&](Sequence sequence, const volume::Volume& head, bool real) {
        if (const auto network = networks.find(sequence); network != networks.end())
            for (const auto& [name, value] : tissuesOf(head, network->second))
                all[sequence][name][real].push_back(static_cast<float>(value));
    };
    SECOND_READ_CHECK(eachReal(images, [&](Sequence sequence, const volume::Volume& head,
                                           const std::string&) { add(sequence, head, true); }));
    eachSimulated(anatomies, count, [&](Sequence sequence, const volume::Volume& head, const std::string&) {
        add(sequence, head, false);
    });
    json result = json::object();
    for (auto& [sequence, ratios] : all)
        for (auto& [name, values] : ratios) {
            auto& [simulated, real] = values;
            if (real.empty() || simulated.empty()) continue;
            const double low = quantile(simulated, 0.05), high = quantile(simulated, 0.95);
            std::sort(real.begin(), real.end());
            result[std::string(nameOf(sequence))][name] = {
                {"real", real},
                {"simulated", {low, quantile(simulated, 0.5), high}},
                {"real_within",
                 std::count_if(real.begin(), real.end(), [&](float v) { return v >= low && v <= high; })}};
        }
    std::cout << result.dump(2) << '\n';
    return {};
}

// ---- reports

struct Writing {
    std::string text;
    std::size_t findings = 0;
};

/// In small letters, headings and fragments of up to three letters left out.
std::vector<std::string> sentencesOf(const std::string& text) {
    std::vector<std::string> sentences;
    std::string one;
    const auto finish = [&] {
        const auto first = one.find_first_not_of(" \t\r"), last = one.find_last_not_of(" \t\r");
        one = first == std::string::npos ? "" : one.substr(first, last - first + 1);
        const bool heading = one.ends_with(':') && std::none_of(one.begin(), one.end(), [](unsigned char c) {
                                 return std::islower(c);
                             });
        for (char& c : one) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (one.size() > 3 && !heading) sentences.push_back(one);
        one.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') {
            finish();
            continue;
        }
        one += text[i];
        const bool stop = std::string_view(".!?;").find(text[i]) != std::string_view::npos;
        if (stop && (i + 1 == text.size() || std::isspace(static_cast<unsigned char>(text[i + 1])))) finish();
    }
    finish();
    return sentences;
}

json figuresOf(const std::vector<Writing>& reports) {
    static const std::regex negation(R"(\b(no|not|nor|never|without|absent|denies|negative for|free of)\b)",
                                     std::regex::icase);
    static const std::regex word("[a-z]+", std::regex::icase);
    std::vector<float> lengths;
    std::set<std::string> sentences, words;
    double said = 0, denied = 0, found = 0;
    for (const auto& report : reports) {
        std::istringstream stream(report.text);
        lengths.push_back(static_cast<float>(std::distance(std::istream_iterator<std::string>(stream), {})));
        for (auto& sentence : sentencesOf(report.text)) said += 1, sentences.insert(std::move(sentence));
        const auto all = [&](const std::regex& wanted) {
            return std::sregex_iterator(report.text.begin(), report.text.end(), wanted);
        };
        denied += static_cast<double>(std::distance(all(negation), {}));
        found += static_cast<double>(report.findings);
        for (auto match = all(word); match != std::sregex_iterator(); ++match) {
            std::string small = match->str();
            for (char& c : small) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            words.insert(std::move(small));
        }
    }
    const auto count = static_cast<double>(reports.size());
    return {{"reports", reports.size()},
            {"words", {quantile(lengths, 0.05), quantile(lengths, 0.5), quantile(lengths, 0.95)}},
            {"sentences a report", said / count},
            {"distinct sentences", sentences.size()},
            {"distinct words", words.size()},
            {"negations a report", denied / count},
            {"findings a report", found / count}};
}

Result<void> compareReports(const simulate::Anatomies& anatomies, const fs::path& file, int count) {
    std::vector<Writing> real, simulated;
    SECOND_READ_TRY(lines, readFile(file));
    std::istringstream stream(lines);
    for (std::string line; std::getline(stream, line);) {
        const json one = json::parse(line, nullptr, false);
        if (!one.is_object() || !one.contains("text") || !one.contains("labels"))
            return fail(ErrorCode::Corrupt, file.string() + " has a line without text and labels");
        Writing report{one["text"].get<std::string>()};
        for (const auto& [finding, label] : one["labels"].items())
            if (finding != "normal" && (label.is_boolean() ? label.get<bool>() : label.get<int>() > 0))
                ++report.findings;
        real.push_back(std::move(report));
    }
    std::map<std::string, std::array<int, 2>> leftOut; // of a finding: all, not reported
    simulate::Options options;
    options.training = simulate::Options::Training{};
    for (int n = 0; n < count; ++n) {
        const auto examination = simulate::simulate(anatomies, options, 8000 + static_cast<std::uint64_t>(n));
        Writing report{simulate::writeReport(examination, 8000 + static_cast<std::uint64_t>(n))};
        for (const auto& truth : examination.findings) {
            report.findings += truth.reported;
            for (const auto& name : {truth.finding, std::string("all")})
                ++leftOut[name][0], leftOut[name][1] += !truth.reported;
        }
        simulated.push_back(std::move(report));
    }
    json result{{"simulated", figuresOf(simulated)}, {"real", figuresOf(real)}, {"left out", leftOut}};
    simulated.resize(std::min(simulated.size(), real.size()));
    result["simulated, as many as real"] = figuresOf(simulated);
    std::cout << result.dump(2) << '\n';
    return {};
}

// ---- speed

/// The size that the trial's prototype was timed at.
Result<void> timeTraining(const simulate::Anatomies& anatomies, int count) {
    simulate::Options options;
    options.sequences.assign(kSequences.begin(), kSequences.end());
    options.training = simulate::Options::Training{2.5, {64, 80, 64}};
    const std::size_t threads = std::thread::hardware_concurrency();
    const auto start = std::chrono::steady_clock::now();
    SECOND_READ_CHECK(forEachItem({.stage = "", .count = static_cast<std::size_t>(count), .threads = threads},
                                  {}, [&](std::size_t n) -> Result<void> {
                                      std::ignore = simulate::simulate(anatomies, options, 9000 + n);
                                      return {};
                                  }));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::cout << json{{"grid", "64x80x64, 2.5 mm"},
                      {"threads", threads},
                      {"volumes", static_cast<std::size_t>(count) * kSequences.size()},
                      {"volumes a second", static_cast<double>(count) * kSequences.size() / seconds}}
                     .dump(2)
              << '\n';
    return {};
}

int run(int argc, char** argv) {
    CLI::App program{"Pictures and figures of the simulation"};
    fs::path anatomy, out, images, pack, reports;
    std::size_t first = 16;
    int count = 60;
    program.require_subcommand(1);
    auto* sheets = program.add_subcommand("sheets", "findings.pgm and sites.pgm");
    sheets->add_option("--anatomy", anatomy, "Folder of label maps")->required();
    sheets->add_option("--out", out, "Folder of the pictures")->required();
    auto* realism = program.add_subcommand("realism", "Real against simulated patches");
    realism->add_option("--anatomy", anatomy, "Folder of label maps")->required();
    realism->add_option("--first", first, "First label map used, in name order");
    realism->add_option("--images", images, "A folder a case")->required();
    realism->add_option("--count", count, "Simulated examinations");
    auto* tissues = program.add_subcommand("tissues", "Signal of tissues, real and simulated");
    tissues->add_option("--anatomy", anatomy, "Folder of label maps")->required();
    tissues->add_option("--images", images, "A folder a case")->required();
    tissues->add_option("--pack", pack, "Whose networks tell the tissues apart")->required();
    tissues->add_option("--count", count, "Simulated examinations");
    auto* writing = program.add_subcommand("reports", "Real against simulated reports");
    writing->add_option("--anatomy", anatomy, "Folder of label maps")->required();
    writing->add_option("--reports", reports, "Real reports, a JSON object a line")->required();
    writing->add_option("--count", count, "Simulated examinations");
    auto* speed = program.add_subcommand("speed", "Training volumes a second");
    speed->add_option("--anatomy", anatomy, "Folder of label maps")->required();
    speed->add_option("--count", count, "Simulated examinations of seven sequences");
    CLI11_PARSE(program, argc, argv);
    const auto files = simulate::Anatomies::filesIn(anatomy);
    auto anatomies =
        files ? simulate::Anatomies::load(
                    {files->begin() + static_cast<std::ptrdiff_t>(std::min(first, files->size() - 1)),
                     files->end()},
                    2.0)
              : tl::unexpected<Error>(files.error());
    Result<void> done;
    if (!anatomies)
        done = tl::unexpected<Error>(anatomies.error());
    else
        done = sheets->parsed()    ? drawSheets(*anatomies, out)
               : tissues->parsed() ? compareTissues(*anatomies, images, pack, count)
               : writing->parsed() ? compareReports(*anatomies, reports, count)
               : speed->parsed()   ? timeTraining(*anatomies, count)
                                   : compare(*anatomies, images, count);
    if (done) return 0;
    std::cerr << "simulation_figures: " << done.error().message << '\n';
    return 1;
}

} // namespace
} // namespace second_read

int main(int argc, char** argv) { return second_read::run(argc, argv); }
