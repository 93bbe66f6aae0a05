# GRAPES, a constant factor of its mean and none with rules that have a memory, in a network of three hidden layers on handwritten
# digits, each at the rate that examples held out choose: docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
rules='momentum nesterov rmsProp adam bioAdam' rates=1e-3,2e-3,5e-3,1e-2 folds=0,1,2,3,4 seeds=2 epochs=40
if [ -n "$short" ]; then rules='momentum adam' rates=2e-3,5e-3 folds=0,1 seeds=1 epochs=1; fi
. experiments/grapes-common

rows_header rule 'test accuracy, %'
for rule in $rules; do
  set -- optimisers --set 'drive.data={set: digits, validation: 288}' --set 'drive.layers=[64, 64, 64]' --set rule=$rule
  if [ $rule = adam ]; then set -- "$@" --set synapse.bias_correction=discrete; fi
  rows_at_their_rates $rule "$@"
done
