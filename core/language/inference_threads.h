#pragma once
/// Inference beside inference: many small networks on a thread and a core each are faster than one after the
/// other on all threads, since nothing waits within a network.

#include <functional>

#include "base/parallel.h"

namespace second_read::language {

/// forEachItem for work with LibTorch on the CPU: each item has one of LibTorch's threads and no gradients.
/// LibTorch's default for other threads is afterwards what it was.
Result<void> forEachInference(const Items& items, const JobContext& context,
                              const std::function<Result<void>(std::size_t)>& work);

} // namespace second_read::language
