# GRAPES, a constant factor of its mean and none with Bio-Adam and predisposition on handwritten digits: each at the rate that
# examples held out choose, and accuracies and angles between forward and backward weights at every rate:
# docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
rates=1e-3,2e-3,4e-3 folds=0,1,2,3,4 seeds=2 epochs=40
if [ -n "$short" ]; then rates=1e-3,2e-3 folds=0,1 seeds=1 epochs=1; fi
. experiments/grapes-common

set -- grapes --set 'drive.data={set: digits, validation: 288}'
measure_constant "$@"
# Runs that diverge fail the sweep (70), and are not the best.
validation=results_validation_accuracy
synapse sweep "$@" --set epochs=$epochs --set seeds=$seeds --vary "drive.error_modulation=none,grapes,$constant" \
  --vary synapse.learning_rate=$rates --vary drive.data.fold=$folds --best-by $validation \
  --for-each drive.error_modulation --widen synapse.learning_rate --output "$output/rates" >&2 || test $? -eq 70
{
  rows_header '' 'test accuracy, %'
  rows '' "$output/rates" results_test_accuracy --best-by $validation
} | cut -d '|' -f 1,3-
for result in test_accuracy angle_1 angle_4; do
  case $result in
  test_accuracy) name='Test accuracy, %:' ;;
  angle_1) name='Angle between W_f and W_b, first layer, degrees:' ;;
  angle_4) name='The same, last layer:' ;;
  esac
  printf '\n%s\n\n' "$name"
  synapse table "$output/rates" --rows drive.error_modulation --across synapse.learning_rate --result results_$result --markdown |
    sed '1s/[^|]*|/ modulation, η |/2' | named
done
