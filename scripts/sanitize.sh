#!/bin/sh
# Passes a part of the tests under sanitizers: first address and, in the C kernels, undefined behaviour, which ends the
# program; then thread. Each has a build of its own, of some ten minutes.
#
# Leaks are not looked for: Foundation keeps some memory for good. Tests that limit a program's memory or its
# environment are left out, since the sanitizers need both.
#
# Usage:  sh scripts/sanitize.sh
set -eu

ASAN_OPTIONS=detect_leaks=0 swift test -c release --sanitize address --scratch-path .build-sanitize-address \
  -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined \
  --filter 'ODESolversTests|SynapticDynamicsTests|NeuralNetworksTests|DataFilesTests|DataSetsTests|StudiesTests' \
  --filter 'FiguresTests|ExperimentsTests|WrongStudyTests|PlotTests|ThreadTests|RepetitionTests'

swift test -c release --sanitize thread --scratch-path .build-sanitize-thread \
  --filter 'SynapticDynamicsTests|NeuralNetworksTests|ThreadTests|RepetitionTests'
