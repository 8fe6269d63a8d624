#!/usr/bin/env bash
# Configures build/release and builds one target of it: build.sh TARGET [CMake options]. Used by run.sh and test.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$1
shift
packaging/install-dependencies.sh
cmake --preset release "$@" >build-configure.log 2>&1 || { cat build-configure.log >&2; exit 1; }
rm -f build-configure.log
cmake --build --preset release --target "$target"
