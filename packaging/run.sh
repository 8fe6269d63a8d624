#!/usr/bin/env bash
# Installs what is missing, builds, and opens the demo. Arguments go to the window instead (a study, --archive DIR).
# Without a display: prints findings, flags and similar cases of the demo and writes a screenshot of the window.
#   --cuda   use the LibTorch of the PyPI wheel with its NVIDIA libraries
set -euo pipefail
cd "$(dirname "$0")/.."
options=()
if [ "${1:-}" = --cuda ]; then
  shift
  options+=("-DSECOND_READ_TORCH_ROOT=$(packaging/fetch-cuda-libtorch.sh)")
fi
packaging/build.sh programs "${options[@]}"
bin=$PWD/build/release/bin

if [ $# -gt 0 ]; then exec "$bin/secondread-viewer" "$@"; fi

# The demo's text output: name, study and report of each case, then the archive, separated by tabs.
demo=$("$bin/secondread" demo)
archive=$(cut -f2 <<<"$(grep ^archive <<<"$demo")")
mapfile -t cases < <(grep -v ^archive <<<"$demo")
study_of() { cut -f2 <<<"$1"; }
report_of() { cut -f3 <<<"$1"; }
shown=${cases[1]} # the stroke that the report misses

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$bin/secondread-viewer" "$(study_of "$shown")" --report "$(report_of "$shown")" --archive "$archive"
fi

for case in "${cases[@]}"; do
  printf '\n== %s\n' "$(cut -f1 <<<"$case")"
  "$bin/secondread" analyse "$(study_of "$case")" --report "$(report_of "$case")" --archive "$archive"
done
shot=$PWD/build/release/window.png
xvfb-run -a -s "-screen 0 1920x1080x24" "$bin/secondread-viewer" "$(study_of "$shown")" \
  --report "$(report_of "$shown")" --archive "$archive" --screenshot "$shot"
echo "No display: a screenshot of the window is at $shot"
