#pragma once
/// Voxel evidence and embeddings kept on disk, so that fitting again (another text encoder, another
/// calibration) does not run the networks over a whole store again.

#include <optional>

#include "train/vision_evidence.h"

namespace second_read::train {

/// How a store's files stand: each one's path, time of last change and size. A store simulated anew has the
/// same names; its files' times tell without reading gigabytes.
std::string stateOf(const std::vector<std::filesystem::path>& files);
/// SHA-256 of what evidence depends on: the network's names and values, the preprocessing, and the stateOf()
/// the store's files.
std::string fingerprintOf(const vision::Tensors& network, const vision::Preprocessing& preprocessing,
                          const std::string& files);

/// The numbers of one sequence alone (values, traits, offsets); reports and findings stay in the store.
Result<void> writeEvidence(const std::filesystem::path& file, const EvidenceTable& table, Sequence sequence,
                           const std::string& fingerprint);
/// Into `table`; false when there is no such file, it is damaged, or it belongs to something else.
bool readEvidence(const std::filesystem::path& file, Sequence sequence, const std::string& fingerprint,
                  EvidenceTable& table);

/// Embeddings of texts, likewise. `fingerprint` is to tell text encoder and texts.
Result<void> writeEmbeddings(const std::filesystem::path& file, const std::vector<std::vector<float>>& rows,
                             const std::string& fingerprint);
std::optional<std::vector<std::vector<float>>> readEmbeddings(const std::filesystem::path& file,
                                                              int dimension, const std::string& fingerprint);

} // namespace second_read::train
