#pragma once
/// Simulated examinations as files (README.md beside this file has the format): DICOM, reports, drafts with
/// planted errors, truth. The same seed, count-independent: examination n of a seed has the same bytes
/// whatever else is asked for.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/job.h"
#include "simulate/simulator.h"

namespace second_read::cohort {

/// Version of the generator; part of cohort.json. A cohort is only ever continued by the version that began
/// it.
inline constexpr int kGeneratorVersion = 6;

/// Threads that simulate beside each other: a scene of native resolution takes about 0.4 GB, so a few.
std::size_t simulatingThreads();

struct Request {
    std::filesystem::path out;
    int count = 1;
    std::uint64_t seed = 1;
    std::optional<std::string> site;              ///< "A" to "D"; nullopt: drawn per examination
    std::optional<std::filesystem::path> anatomy; ///< label maps; nullopt: defaultAnatomy()
    simulate::Prevalences prevalences = simulate::defaultPrevalences(); ///< what is not in it does not occur
    double headerFaults = 0;                   ///< share of series with one wrong or missing attribute
    std::size_t threads = simulatingThreads(); ///< in all; the bytes do not depend on it
};

struct Summary {
    int examinations = 0; ///< complete in the folder, those of an earlier run included
    double seconds = 0;
};

/// Writes exam-000001 ... into `out`. Stopped or killed, the finished examinations stay valid and the same
/// request goes on where it stopped; another request on the same folder is a Mismatch. Progress per
/// examination.
Result<Summary> simulateCohort(const Request& request, const JobContext& context = {});

/// Label maps that ship with the program.
Result<std::filesystem::path> shippedAnatomy();

/// The label maps used when no folder is named: the shipped ones and Colin27, always all of them, so that a
/// seed means the same everywhere. NotFound names Debian's mricron-data where it is missing.
Result<std::vector<std::filesystem::path>> defaultAnatomy();

} // namespace second_read::cohort
