#pragma once
/// A valid pack with random weights, written by the shipped writer: small enough for every test that needs
/// one.

#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/words.h"

namespace second_read::test {

/// Encoders for these sequences; a text encoder of one layer and 32 numbers that knows letters; read-outs and
/// calibration for every finding of the shipped catalogue. The answers mean nothing, but they are the same
/// every time.
Result<void> writeTinyPack(const std::filesystem::path& folder, const std::filesystem::path& catalogueFile,
                           const std::set<Sequence>& sequences = {Sequence::T1, Sequence::T2, Sequence::FLAIR,
                                                                  Sequence::DWI});

} // namespace second_read::test
