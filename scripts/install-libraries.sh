#!/bin/sh
# Installs what is missing of SUNDIALS, OpenBLAS, zlib and gnuplot through apt or brew, without asking; with the
# argument mpi also an MPI implementation, its compiler flags and mpirun; with browser also Chromium; with python also what makes
# virtual environments; with deb also what makes Debian packages.
set -eu

has_sundials() {
  for folder in /usr/include /usr/local/include /opt/homebrew/include; do
    [ -f "$folder/cvode/cvode.h" ] && return 0
  done
  return 1
}

# macOS has zlib's headers in its SDK.
has_zlib() {
  [ "$(uname -s)" = Darwin ] || [ -f /usr/include/zlib.h ] || [ -f /usr/local/include/zlib.h ]
}

# macOS has BLAS in its Accelerate framework.
has_blas() {
  [ "$(uname -s)" = Darwin ] || pkg-config --exists openblas 2>/dev/null
}

# For the check of reports.
has_browser() {
  [ -d "/Applications/Chromium.app" ] || [ -d "/Applications/Google Chrome.app" ] && return 0
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  return 1
}

missing=""
[ "$(uname -s)" = Darwin ] || command -v pkg-config >/dev/null 2>&1 || missing="pkg-config"
has_blas || missing="$missing openblas"
has_sundials || missing="$missing sundials"
has_zlib || missing="$missing zlib"
command -v gnuplot >/dev/null 2>&1 || missing="$missing gnuplot"
if [ "${1:-}" = mpi ]; then
  pkg-config --exists mpi-c 2>/dev/null || missing="$missing open-mpi pkg-config"
  command -v mpirun >/dev/null 2>&1 || missing="$missing mpirun"
fi
if [ "${1:-}" = browser ] && ! has_browser; then missing="$missing chromium"; fi
if [ "${1:-}" = python ] && ! python3 -c "import ensurepip" 2>/dev/null; then missing="$missing python"; fi
if [ "${1:-}" = deb ] && ! command -v dpkg-shlibdeps >/dev/null 2>&1; then missing="$missing dpkg-dev"; fi
[ -n "$missing" ] || exit 0
echo "Installing what is missing: $missing"

if command -v apt-get >/dev/null 2>&1; then
  packages=$(echo "$missing" | sed 's/sundials/libsundials-dev/; s/openblas/libopenblas-dev/; s/zlib/zlib1g-dev/; s/gnuplot/gnuplot-nox/;
    s/open-mpi/libopenmpi-dev/; s/mpirun/openmpi-bin/; s/python/python3-venv/')
  elevate=""
  if [ "$(id -u)" -ne 0 ]; then elevate="sudo"; fi
  export DEBIAN_FRONTEND=noninteractive
  $elevate apt-get update -qq
  # shellcheck disable=SC2086 # a list of words
  $elevate env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages
elif command -v brew >/dev/null 2>&1; then
  missing=$(echo "$missing" | sed 's/mpirun/open-mpi/')
  # shellcheck disable=SC2086 # a list of words
  brew install --quiet $missing
else
  echo "Neither apt-get nor brew is here: install $missing by hand, with headers." >&2
  exit 1
fi
