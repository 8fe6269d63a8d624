#pragma once

namespace second_read::app {

/// OpenBLAS reads OPENBLAS_CORETYPE in its constructor; Debian 12's does not know newer processors and falls
/// back to its oldest kernels, 6 to 15 times slower. When that happened, starts this program again with the
/// right core named. Returns when there is nothing to mend. Sets thread waiting to passive in the same go.
void useFittingBlasCore(char** arguments);

} // namespace second_read::app
