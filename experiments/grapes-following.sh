# GRAPES with gradients that follow the weights, by the present weights and through a filter, a constant factor of its mean and none,
# with Bio-Adam and predisposition on handwritten digits: docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
seeds=3 epochs=4 layers='[64, 64, 64]' batch=64
if [ -n "$short" ]; then seeds=2 epochs=1 layers='[8, 8]' batch=512; fi
. experiments/grapes-common

set -- grapes --set "drive.layers=$layers" --set drive.batch=$batch
measure_constant "$@"
synapse sweep "$@" --set drive.presentation=following --set integrator.rtol=1e-4 --set synapse.learning_rate=1e-3 \
  --set epochs=$epochs --set seeds=$seeds --vary "drive.error_modulation=none,grapes,{filter: 20},$constant" \
  --output "$output/following" >&2
synapse table "$output/following" --result results_test_accuracy --result results_angle_1 --result results_angle_2 --markdown |
  named '| modulation | seeds | test accuracy, % | angle W_f, W_b, layer 1, degrees | layer 2 |' |
  sed 's/{filter: 20}/GRAPES, filter of τ_i = 20/'
