#!/usr/bin/env bash
# Configures and builds build/release. Used by run.sh and test.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/install-dependencies.sh
cmake --preset release "$@" >build-configure.log 2>&1 || { cat build-configure.log >&2; exit 1; }
rm -f build-configure.log
cmake --build --preset release
