#!/usr/bin/env bash
# Installs the PyPI wheel of torch with its NVIDIA libraries into build/cuda and prints the LibTorch prefix.
set -euo pipefail
cd "$(dirname "$0")/.."
version=2.11.0
venv=$PWD/build/cuda
if [ ! -x "$venv/bin/pip" ]; then
  python3 -m venv "$venv" || { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }
fi
"$venv/bin/pip" install --quiet "torch==$version" >&2
"$venv/bin/python" -c 'import os, torch; print(os.path.dirname(torch.__file__))'
