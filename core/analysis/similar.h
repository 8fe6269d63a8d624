#pragma once
/// Past examinations like a text or like an open study, each with the sentence that shows why.

#include <vector>

#include "analysis/encoding.h"
#include "analysis/passage.h"
#include "archive/archive.h"

namespace second_read::analysis {

/// An archive to look into, with the pack's id checked. Reads only.
Result<archive::Archive> openArchive(const pack::Pack& pack, const std::filesystem::path& folder);

/// Hits with their facts and passages, best first.
Result<std::vector<examination::Similar>> similar(const archive::Archive& archive,
                                                  const PassageFinder& passages, const archive::Query& query,
                                                  const Wanted& wanted);

/// The query of an open study: its embeddings; the study itself, the same patient and near-duplicates are
/// left out.
archive::Query queryOf(const examination::Study& study, const EncodedStudy& encoded);

/// Findings that the images suggest, for choosing a passage: at or above the 95th percentile of normals.
std::set<std::string> suggestedBy(const std::vector<examination::Evidence>& findings);

} // namespace second_read::analysis
