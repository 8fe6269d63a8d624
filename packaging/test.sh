#!/usr/bin/env bash
# Installs what is missing, builds build/release and runs every test.
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/build.sh all
exec ctest --test-dir build/release --output-on-failure --no-tests=error -j2 "$@"
