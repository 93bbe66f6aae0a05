# Networks of several depths on MNIST at one small rate, with GRAPES, a constant factor and none: docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
depths=2,4,6,8,10,12 seeds=3 epochs=10 width=256 examples=mnist
if [ -n "$short" ]; then depths=2,3 seeds=2 epochs=1 width=16 examples=digits; fi
. experiments/grapes-common

set -- depth --set "drive.data={set: $examples}" --set drive.layers.width=$width --set synapse.learning_rate=0.001 ${data:+"--data-dir=$data"}
measure_constant "$@" --set drive.data.training=640
synapse sweep "$@" --set epochs=$epochs --set seeds=$seeds --vary drive.layers.count=$depths \
  --vary "drive.error_modulation=none,grapes,$constant" --output "$output/depths" >&2
synapse table "$output/depths" --rows drive.error_modulation --across drive.layers.count --result results_test_accuracy --markdown |
  sed '1s/[^|]*|/ modulation, layers |/2' | named
