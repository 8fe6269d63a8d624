#pragma once
/// Voxel evidence kept on disk, so that fitting again (another text encoder, another calibration) does not
/// run the networks over a whole store again.

#include "train/vision_evidence.h"

namespace second_read::train {

/// SHA-256 of what evidence depends on: the network's names and values, the preprocessing, the store's files
/// by name.
std::string fingerprintOf(const vision::Tensors& network, const vision::Preprocessing& preprocessing,
                          const std::vector<std::filesystem::path>& files);

/// The numbers of one sequence alone (values, traits, offsets); reports and findings stay in the store.
Result<void> writeEvidence(const std::filesystem::path& file, const EvidenceTable& table, Sequence sequence,
                           const std::string& fingerprint);
/// Into `table`; false when there is no such file, it is damaged, or it belongs to something else.
bool readEvidence(const std::filesystem::path& file, Sequence sequence, const std::string& fingerprint,
                  EvidenceTable& table);

} // namespace second_read::train
