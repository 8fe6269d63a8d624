#pragma once
/// The engine: answers the window's requests, one at a time, until its input ends.

#include <filesystem>
#include <iosfwd>

#include "base/job.h"
#include "pack/pack.h"

namespace second_read::analysis {

struct ServeOptions {
    std::filesystem::path pack;
    pack::Device device = pack::Device::Auto;
};

/// Reads requests (engine/protocol.h) line by line and writes replies, each line flushed. A worker thread
/// does the work, so that `cancel` is heard meanwhile; a cancelled request ends with "cancelled", whether it
/// waits or runs. A line that is no request is answered with an error under its id, or under id 0 where none
/// can be read. A pack that cannot be opened is told in answer to each request, and tried anew with the next.
/// Returns when the input has ended and what was asked is answered; when the output breaks or `context` is
/// stopped, what runs is stopped first.
Result<void> serve(std::istream& in, std::ostream& out, const ServeOptions& options,
                   const JobContext& context = {});

} // namespace second_read::analysis
