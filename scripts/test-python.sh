#!/bin/sh
# Installs the Python package into a new virtual environment, and passes its tests there: with numpy alone, and with pandas and xarray.
#
# Usage:  sh scripts/test-python.sh PROGRAM FOLDER
set -eu
program=$(realpath "$1")
folder=$2
rm -rf "$folder"
python3 -m venv "$folder"
# The package is built in a copy, so that nothing is left beside its sources.
cp -R python "$folder/package"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$folder/package"
SYNAPSE=$program "$folder/bin/python" -m unittest discover python/tests
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check pandas xarray
SYNAPSE=$program "$folder/bin/python" -m unittest discover python/tests
