#include "language/inference_threads.h"

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

namespace second_read::language {
namespace {

/// What a thread asks of LibTorch for itself is the process's default from then on; this puts it back.
class DefaultThreads {
public:
    DefaultThreads() = default;
    DefaultThreads(const DefaultThreads&) = delete;
    DefaultThreads& operator=(const DefaultThreads&) = delete;
    ~DefaultThreads() { at::set_num_threads(m_threads); }

private:
    int m_threads = at::get_num_threads();
};

} // namespace

Result<void> forEachInference(const Items& items, const JobContext& context,
                              const std::function<Result<void>(std::size_t)>& work) {
    const DefaultThreads restored;
    return forEachItem(items, context, [&](std::size_t i) -> Result<void> {
        at::set_num_threads(1);
        const c10::NoGradGuard noGradient; // it is a thread's own too
        return work(i);
    });
}

} // namespace second_read::language
