#pragma once
/// One examination into one folder.

#include <filesystem>
#include <map>
#include <string>

#include "cohort/planted_error.h"
#include "simulate/simulator.h"

namespace second_read::cohort {

/// An invented person.
struct Person {
    std::string name, id; ///< DICOM forms
};

struct ExamOptions {
    std::uint64_t seed = 1; ///< of identity, dates, UIDs, reports
    double headerFaults = 0;
    double plantedErrors = 0.25; ///< share of drafts with one error
    bool masks = true, truth = true;
    std::size_t threads = 1;          ///< that write; the bytes do not depend on it
    std::optional<std::string> draft; ///< the provisional report; nullopt: written with planted errors
};

/// Writes dicom/, report.txt, provisional.txt, truth.json and masks/ into `folder`.
Result<void> writeExam(const std::filesystem::path& folder, const simulate::Examination& examination,
                       const ExamOptions& options);

/// "CC^DD" etc. of an examination; the same seed, the same person.
Person personOf(const simulate::Examination& examination, std::uint64_t seed);

} // namespace second_read::cohort
