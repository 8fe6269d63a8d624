#pragma once

namespace second_read::app {

/// Lets LibTorch work on every core of this machine: left alone it took one of the two of a virtual machine.
/// OMP_NUM_THREADS in the environment still decides. To be called before anything of LibTorch is.
void useAllCores();

/// OpenBLAS reads OPENBLAS_CORETYPE in its constructor; Debian 12's does not know newer processors and falls
/// back to its oldest kernels, 6 to 15 times slower. When that happened, starts this program again with the
/// right core named. Returns when there is nothing to mend. Sets thread waiting to passive in the same go.
void useFittingBlasCore(char** arguments);

} // namespace second_read::app
