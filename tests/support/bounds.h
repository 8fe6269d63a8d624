#pragma once
/// Bounds for a child process that reads what may be hostile.

#include <sys/resource.h>

namespace second_read::test {

/// Of this process from here on: `bytes` of memory (not under the address sanitizer, which reserves more) and
/// `seconds` of computing, since a loaded machine is no hang.
inline void boundThisProcess([[maybe_unused]] rlim_t bytes, rlim_t seconds) {
#if !defined(__SANITIZE_ADDRESS__)
    const rlimit memory{bytes, bytes};
    ::setrlimit(RLIMIT_AS, &memory);
#endif
    const rlimit time{seconds, seconds};
    ::setrlimit(RLIMIT_CPU, &time);
}

} // namespace second_read::test
