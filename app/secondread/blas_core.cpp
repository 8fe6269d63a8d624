#include "blas_core.h"

#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <unistd.h>

namespace second_read::app {
namespace {

const char* fittingCore() {
    __builtin_cpu_init();
    const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
    if (avx512) return "SkylakeX";
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? "Haswell" : nullptr;
}

} // namespace

void useFittingBlasCore(char** arguments) {
    if (std::getenv("OPENBLAS_CORETYPE")) return;
    const auto coreName = reinterpret_cast<const char* (*)()>(dlsym(RTLD_DEFAULT, "openblas_get_corename"));
    if (!coreName || std::strcmp(coreName(), "Prescott") != 0) return;
    const char* core = fittingCore();
    if (!core) return;
    ::setenv("OPENBLAS_CORETYPE", core, 1);
    ::setenv("OMP_WAIT_POLICY", "passive", 0);
    ::execv("/proc/self/exe", arguments); // only returns when it failed; then we go on slowly
}

} // namespace second_read::app
