#!/usr/bin/env bash
# The arrows that include roots cannot enforce: libraries that lie in plain /usr/include may be named only where
# docs/architecture.md says so. Usage: arrows.sh SOURCE_FOLDER
set -uo pipefail
cd "$1"
bad=0

# only PATTERN WHY FOLDER...: includes matching PATTERN may stand in these folders of the project alone.
only() {
  local pattern=$1 why=$2 hits
  shift 2
  local allowed
  allowed=$(printf '%s|' "$@")
  hits=$(grep -rnE "^ *#include *[<\"]($pattern)" core ui app tests --include=*.h --include=*.cpp | grep -vE "^(${allowed%|})/")
  if [ -n "$hits" ]; then
    printf '%s:\n%s\n' "$why" "$hits"
    bad=1
  fi
}

torch_modules=(core/language core/vision core/pack core/simulate core/train tests/language tests/vision tests/simulate tests/pack tests/train tests/support)
only 'torch/|ATen/|c10/' 'LibTorch outside language, vision, pack, simulate, train' "${torch_modules[@]}"
only 'sqlite3\.h' 'SQLite outside archive and worklist' core/archive core/worklist tests/archive tests/worklist
only 'faiss/' 'faiss outside archive' core/archive tests/archive tests/bench
only 'dcmtk/' 'DCMTK outside study' core/study tests/study
only 'gdcm' 'GDCM outside study' core/study tests/study
only 'itk[A-Z]' 'ITK outside study and cohort' core/study core/cohort tests/study tests/cohort
only 'vtk[A-Z]' 'VTK outside the render bridge' ui/render
only 'Q[A-Z][A-Za-z]*>|QtTest' 'Qt outside the window' ui app/viewer tests/ui tests/presenters tests/engine_client
only 'QWidget|QMainWindow|QApplication|QDialog' 'widgets in presenters' ui/panels ui/window ui/theme ui/render app/viewer tests/ui
only 'spdlog/' 'logging outside the programs' app
only 'archive\.h>|archive_entry' 'libarchive outside study' core/study tests/study

# LibTorch never shows in a header of who does not own it.
hits=$(grep -lE '^ *#include *<(torch|ATen|c10)/' core/pack/pack.h core/analysis/*.h core/evaluate/*.h core/cohort/*.h 2>/dev/null)
[ -z "$hits" ] || { printf 'LibTorch in a public header:\n%s\n' "$hits"; bad=1; }

exit $bad
