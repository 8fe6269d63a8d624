#pragma once
/// Prepared examinations as tensors, from and to their files (pack/prepared_file.h). Simulating once and
/// training from files lets both cores do one thing at a time.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "base/job.h"
#include "pack/prepared_file.h"
#include "simulate/simulator.h"

namespace second_read::train {

using pack::ReportedFinding;

struct PreparedExamination : pack::PreparedFacts {
    at::Tensor voxels; ///< [sequences, z, y, x], uint8; see intensitiesOf
    at::Tensor truth;  ///< [z, y, x], uint8: tissue + 4 * lesion; undefined where none was simulated
};

/// float32 z-scores of stored bytes.
at::Tensor intensitiesOf(const at::Tensor& bytes, const vision::Preprocessing& preprocessing);

struct StoreOptions {
    std::filesystem::path anatomy; ///< folder of label maps
    std::size_t firstAnatomy = 0, lastAnatomy = 1000;
    std::filesystem::path out;
    std::size_t count = 1000;
    std::uint64_t seed = 1;
    int threads = 2;
    std::vector<Sequence> sequences = {Sequence::T1,  Sequence::T1Gd, Sequence::T2, Sequence::FLAIR,
                                       Sequence::DWI, Sequence::ADC,  Sequence::SWI};
    std::optional<std::vector<std::string>> findings; ///< exactly these; nullopt: drawn; empty: normals alone
    simulate::Prevalences prevalences = simulate::defaultPrevalences();
    vision::Preprocessing preprocessing;
};

/// Simulates what the folder still lacks; the same options give the same files. Returns how many lie there.
Result<std::size_t> simulateStore(const StoreOptions& options, const JobContext& context = {});

/// Normalised and quantised, its report written; `seed` of the report's words.
PreparedExamination prepare(const simulate::Examination& examination,
                            const vision::Preprocessing& preprocessing, std::uint64_t seed);
Result<void> writePrepared(const std::filesystem::path& file, const PreparedExamination& examination);
/// Corrupt: no prepared examination. Mismatch: prepared for another grid or clamp than `wanted`.
Result<PreparedExamination> readPrepared(const std::filesystem::path& file,
                                         const vision::Preprocessing& wanted);
/// Files of a store, in name order.
Result<std::vector<std::filesystem::path>> storeFiles(const std::filesystem::path& folder);

/// Left and right exchanged: what the same examination would be in a mirror.
simulate::Examination mirrored(simulate::Examination examination);

} // namespace second_read::train
