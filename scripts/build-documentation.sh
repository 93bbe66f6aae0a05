#!/bin/sh
# Builds the API documentation of all libraries into a folder; a warning, such as a link that leads nowhere, is an error.
#
# Usage:  sh scripts/build-documentation.sh FOLDER
set -eu
folder=$1
set --
for library in RandomNumbers DataFiles Parallel ODESolvers GradientDrives SynapticDynamics PopulationMethods DataSets \
  NeuralNetworks SpikingNetworks Results Studies StudyRuns Figures Reports Experiments; do
  set -- "$@" --target "$library"
done
mkdir -p "$folder"
swift package --scratch-path .build-documentation --allow-writing-to-directory "$folder" \
  generate-documentation "$@" --enable-experimental-combined-documentation \
  --warnings-as-errors --output-path "$folder"
