#!/usr/bin/env bash
# An installed tree works on its own: the programs find pack and resources, the desktop finds program and icon.
# Usage: installed.sh BUILD_FOLDER WORK_FOLDER
set -euo pipefail
rm -rf "$2"
cmake --install "$1" --prefix "$2" >/dev/null
cd "$2"
info=$(bin/secondread pack info)
grep -q brain-mri <<<"$info"
entry=share/applications/second-read.desktop
test -x "bin/$(sed -n 's/^Exec=\([^ ]*\).*/\1/p' $entry)"
icon=$(sed -n 's/^Icon=//p' $entry)
for file in share/icons/hicolor/{scalable/apps/$icon.svg,128x128/apps/$icon.png} share/doc/*/copyright; do
  test -s "$file" || { echo "missing: $file" >&2; exit 1; }
done
if command -v desktop-file-validate >/dev/null; then desktop-file-validate $entry; fi
cd - >/dev/null
rm -rf "$2"
