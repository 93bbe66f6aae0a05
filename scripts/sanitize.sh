#!/bin/sh
# Passes a part of the tests under sanitizers: those of all libraries and some of the command line under the address sanitizer
# and, in the C kernels, the undefined-behaviour sanitizer; what runs on several threads under the thread sanitizer. What
# they find ends the program. The builds are ones of their own, of some ten minutes each.
#
# Leaks are not looked for: Foundation keeps some memory for good. Tests that limit a program's memory or its
# environment are left out, since the sanitizer needs both.
#
# Usage:  sh scripts/sanitize.sh
set -eu

ASAN_OPTIONS=detect_leaks=0 swift test -c release --sanitize address --scratch-path .build-sanitize \
  -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined \
  --filter 'ParallelTests|ODESolversTests|GradientDrivesTests|SynapticDynamicsTests|NeuralNetworksTests|SpikingNetworksTests|DataFilesTests|DataSetsTests' \
  --filter 'PopulationMethodsTests|ConfigurationTests|StudiesTests|ResultsTests' \
  --filter 'FiguresTests|ExperimentsTests|WrongStudyTests|PlotTests|ThreadTests|RepetitionTests'

TSAN_OPTIONS=halt_on_error=1 swift test -c release --sanitize thread --scratch-path .build-sanitize-thread \
  --filter 'ParallelTests|NeuralNetworksTests|GradientTests|CollocationTests|SignalFeedTests|PopulationSurveyTests|GradientSumsTests' \
  --filter 'ViolationTests|ThreadTests|InterruptionTests'
