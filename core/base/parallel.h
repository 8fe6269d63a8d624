#pragma once
/// The same work on many items with a few threads: progress, cancel, first failure.

#include <cstddef>
#include <functional>
#include <string>

#include "base/job.h"

namespace second_read {

/// What the items of one piece of work have in common.
struct Items {
    std::string stage; ///< of the progress that is told
    std::size_t count = 0;
    std::size_t threads = 1;   ///< no more than items, at least one
    std::size_t tellEvery = 1; ///< progress is told before the first item and every how manyth from there
};

/// Calls work(0) to work(count - 1), each once, begun in this order, and waits for all of them; at the end
/// the progress is told as 1. A failure or a stop lets begun items end and begins no other: the first failure
/// is returned, Cancelled for a stop. What an item throws is thrown here.
///
/// The threads are new ones and the caller's is none of them: what work sets for its thread (how many more
/// LibTorch may use) is gone afterwards. `context.report` is called from them, one call at a time.
Result<void> forEachItem(const Items& items, const JobContext& context,
                         const std::function<Result<void>(std::size_t)>& work);

} // namespace second_read
