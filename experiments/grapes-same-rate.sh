# GRAPES, a constant factor of its mean and none with four pathways on handwritten digits, all at the same small rate:
# docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
pathways='transport feedbackAlignment direct indirect' seeds=5 epochs=40
if [ -n "$short" ]; then pathways='transport direct' seeds=2 epochs=2; fi
. experiments/grapes-common

{
  rows_header pathway 'test accuracy, %'
  for pathway in $pathways; do
    set -- depth --set 'drive.layers=[64, 64, 64]' --set drive.activation=tanh --set drive.initialisation=glorotUniform \
      --set drive.feedback=$pathway --set synapse.learning_rate=0.01
    measure_constant "$@"
    synapse sweep "$@" --set epochs=$epochs --set seeds=$seeds --vary "drive.error_modulation=none,grapes,$constant" \
      --output "$output/$pathway" >&2
    rows $pathway "$output/$pathway" results_test_accuracy
  done
} | cut -d '|' -f 1-3,5-
