// CPU against CUDA on one simulated study, as JSON: how far the scores lie apart and how long each takes.
//   device_figures --pack DIR --anatomy DIR
// "study_s" is encoding and scoring of all series, one after the other, from volumes in memory.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <map>

#include <CLI/CLI.hpp>

#include "base/json.h"
#include "pack/pack.h"
#include "simulate/simulator.h"

namespace second_read {
namespace {

using nlohmann::json;

constexpr int kRounds = 15;

using Scores = std::map<std::string, double>; // "FLAIR mass similarity"

Result<Scores> scoresOf(const pack::Pack& pack, const simulate::Examination& examination) {
    Scores scores;
    for (const auto& [sequence, volume] : examination.series) {
        SECOND_READ_TRY(encoded, pack.encode(volume, sequence));
        for (const auto& [finding, score] : pack.score(encoded).findings) {
            const std::string name = std::string(nameOf(sequence)) + " " + finding + " ";
            scores[name + "similarity"] = score.similarity;
            scores[name + "read-out"] = score.readOut;
            scores[name + "asymmetry"] = score.asymmetry;
        }
    }
    return scores;
}

struct Timed {
    std::vector<Scores> scores; ///< of each examination
    json figures;
};

Result<Timed> timed(const std::filesystem::path& folder, pack::Device device,
                    const std::vector<simulate::Examination>& examinations) {
    SECOND_READ_TRY(pack, pack::Pack::open(folder, device));
    Timed result;
    for (const auto& examination : examinations) {
        SECOND_READ_TRY(scores, scoresOf(pack, examination));
        result.scores.push_back(std::move(scores));
    }
    std::vector<double> seconds;
    for (int round = 0; round < kRounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        SECOND_READ_TRY(scores, scoresOf(pack, examinations.front()));
        (void)scores;
        seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(seconds.begin(), seconds.end());
    result.figures = {{"device", pack.info().device},
                      {"note", pack.info().deviceNote},
                      {"series", examinations.front().series.size()},
                      {"study_s", {{"least", seconds.front()}, {"median", seconds[kRounds / 2]}}}};
    return result;
}

Result<json> measure(const std::filesystem::path& folder, const std::filesystem::path& anatomy,
                     std::size_t count) {
    SECOND_READ_TRY(anatomies, simulate::Anatomies::load(anatomy, 2.0, 4));
    std::vector<simulate::Examination> examinations;
    for (std::uint64_t seed = 1; seed <= count; ++seed)
        examinations.push_back(simulate::simulate(anatomies, {}, seed));
    SECOND_READ_TRY(cpu, timed(folder, pack::Device::Cpu, examinations));
    SECOND_READ_TRY(cuda, timed(folder, pack::Device::Cuda, examinations));
    double apart = 0, largest = 0;
    std::string where;
    for (std::size_t i = 0; i < examinations.size(); ++i)
        for (const auto& [name, score] : cpu.scores[i]) {
            largest = std::max(largest, std::abs(score));
            if (const double difference = std::abs(score - cuda.scores[i].at(name)); difference > apart)
                apart = difference, where = name;
        }
    return json{
        {"examinations", count},       {"scores", cpu.scores.front().size()}, {"largest_score", largest},
        {"largest_difference", apart}, {"largest_difference_of", where},      {"cpu", cpu.figures},
        {"cuda", cuda.figures}};
}

} // namespace
} // namespace second_read

int main(int argc, char** argv) {
    CLI::App program{"CPU against CUDA on simulated studies"};
    std::string pack, anatomy;
    std::size_t count = 6;
    program.add_option("--pack", pack, "The pack")->required();
    program.add_option("--anatomy", anatomy, "Folder of label maps")->required();
    program.add_option("--count", count, "Examinations compared")->check(CLI::Range(1, 1000));
    CLI11_PARSE(program, argc, argv);
    const auto figures = second_read::measure(pack, anatomy, count);
    if (!figures) {
        std::cerr << figures.error().message << '\n';
        return 1;
    }
    std::cout << figures->dump(2) << '\n';
    return 0;
}
