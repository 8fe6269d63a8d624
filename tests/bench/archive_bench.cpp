/// Search among 81,936 examinations (the number that the published model was trained on) of 384 values: what
/// the asker waits for. `build/release/bin/archive_bench`; built with the tests, not run by them.

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <random>

#include <benchmark/benchmark.h>

#include "archive/archive.h"

namespace {

using namespace second_read;

constexpr int kExaminations = 81'936;
constexpr int kDimension = 384;
const examination::PackId kPack = {"bench", "1"};

std::vector<float> unitVector(std::mt19937& random) {
    std::normal_distribution<float> normal;
    std::vector<float> vector(kDimension);
    float norm = 0;
    for (float& value : vector) {
        value = normal(random);
        norm += value * value;
    }
    for (float& value : vector) value /= std::sqrt(norm);
    return vector;
}

/// Made at the first call in the folder for temporary files, and used again by later runs.
const std::filesystem::path& filledArchive() {
    static const auto folder = [] {
        const auto place = std::filesystem::temp_directory_path() / "second-read-archive-bench";
        auto archive =
            archive::Archive::open(place, archive::Archive::Mode::ReadWrite, kPack, kDimension).value();
        std::mt19937 random(1);
        for (auto i = static_cast<int>(archive.size().value()); i < kExaminations; ++i) {
            archive::Record record;
            record.id = "1.2." + std::to_string(i);
            record.patient.id = "P" + std::to_string(i / 2);
            record.report = "FINDINGS: examination " + std::to_string(i) + ".";
            record.contentHash = std::to_string(i);
            record.reportEmbedding = unitVector(random);
            for (const auto sequence : {Sequence::T1, Sequence::T2, Sequence::FLAIR, Sequence::DWI})
                record.embeddings[sequence] = unitVector(random);
            if (!archive.put(record)) std::abort();
        }
        if (!archive.saveIndex()) std::abort();
        return place;
    }();
    return folder;
}

archive::Archive opened() {
    return archive::Archive::open(filledArchive(), archive::Archive::Mode::ReadOnly, kPack, kDimension)
        .value();
}

void byText(benchmark::State& state) {
    const auto archive = opened();
    std::mt19937 random(2);
    archive::Query query;
    query.text = unitVector(random);
    if (!archive.search(query)) std::abort(); // loads the index
    for (auto _ : state) benchmark::DoNotOptimize(archive.search(query).value().front().similarity);
}

void byFourSequences(benchmark::State& state) {
    const auto archive = opened();
    std::mt19937 random(3);
    archive::Query query;
    for (const auto sequence : {Sequence::T1, Sequence::T2, Sequence::FLAIR, Sequence::DWI})
        query.images[sequence] = unitVector(random);
    query.excludePatientId = "P7";
    if (!archive.search(query)) std::abort();
    for (auto _ : state) benchmark::DoNotOptimize(archive.search(query).value().front().similarity);
}

/// What the first search after a start costs: the index is read and its hash checked.
void firstSearchByText(benchmark::State& state) {
    filledArchive();
    std::mt19937 random(4);
    archive::Query query;
    query.text = unitVector(random);
    for (auto _ : state) {
        const auto archive = opened();
        benchmark::DoNotOptimize(archive.search(query).value().front().similarity);
    }
}

BENCHMARK(byText)->Unit(benchmark::kMillisecond);
BENCHMARK(byFourSequences)->Unit(benchmark::kMillisecond);
BENCHMARK(firstSearchByText)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
