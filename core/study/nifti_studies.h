#pragma once
/// NIfTI files as studies: all files of one folder are one study.

#include <filesystem>
#include <vector>

#include "base/job.h"
#include "study/image_facts.h"
#include "study/study_reader.h"

namespace second_read::study {

bool isNiftiName(const std::filesystem::path& file);

/// One study per folder among `files`; unreadable ones go to `refused`.
std::vector<OpenedStudy> niftiStudies(const std::vector<std::filesystem::path>& files,
                                      std::vector<Found::Refused>& refused, const JobContext& context);

/// What a file name says: `FLAIR.nii.gz`, `sub-01_T2w.nii.gz`, `x_T1c.nii`. Other when it says nothing.
Sequence sequenceOfName(const std::filesystem::path& file);
/// "mask*", "*_seg", "*dseg", "*label*", "*roi*".
bool isLabelName(const std::filesystem::path& file);

} // namespace second_read::study
