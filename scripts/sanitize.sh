#!/bin/sh
# Passes a part of the tests under the address sanitizer and, in the C kernels, the undefined-behaviour sanitizer, which
# ends the program. The build is one of its own, of some ten minutes.
#
# Leaks are not looked for: Foundation keeps some memory for good. Tests that limit a program's memory or its
# environment are left out, since the sanitizer needs both.
#
# Usage:  sh scripts/sanitize.sh
set -eu

ASAN_OPTIONS=detect_leaks=0 swift test -c release --sanitize address --scratch-path .build-sanitize \
  -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined \
  --filter 'ParallelTests|ODESolversTests|GradientDrivesTests|SynapticDynamicsTests|NeuralNetworksTests|DataFilesTests|DataSetsTests' \
  --filter 'ConfigurationTests|StudiesTests|ResultsTests' \
  --filter 'FiguresTests|ExperimentsTests|WrongStudyTests|PlotTests|ThreadTests|RepetitionTests'
