# The rates of six rules on handwritten digits, with GRAPES and without, that examples held out choose, and what GRAPES does at them:
# docs/experiments/devices.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
epochs=40 folds=0,1,2,3,4 seeds=2 layers='[64]' widen='--widen synapse.learning_rate'
if [ -n "$short" ]; then epochs=1 folds=0,1 seeds=1 layers='[16]' widen=; fi
validation=results_validation_accuracy

# A rule, its rates, and what it needs beside them. Runs that diverge fail the sweep (70), and are not the best.
rows() {
  rule=$1 rates=$2
  shift 2
  if [ -n "$short" ]; then rates=${rates%%,*}; fi
  synapse sweep optimisers --set 'drive.data={set: digits, validation: 288}' --set epochs=$epochs --set seeds=$seeds \
    --set "drive.layers=$layers" --set rule=$rule "$@" --vary drive.error_modulation=none,grapes --vary synapse.learning_rate=$rates \
    --vary drive.data.fold=$folds --best-by $validation --for-each drive.error_modulation $widen \
    --output "$output/$rule" >&2 || test $? -eq 70
  synapse differences "$output/$rule" --against drive.error_modulation=none --best-by $validation --result results_test_accuracy \
    --within 0.5 --markdown | sed "s/^| setting |/| rule | modulation and rate |/; s/^|---|/|---|---|/; s/^| drive\.error_modulation=/| $rule | /
      s/synapse\.learning_rate=/η = /; s/results_test_accuracy/test accuracy/"
}
rows gradientFlow 5e-4,1e-3,2e-3
rows momentum 1.5e-3,3e-3,6e-3 | sed 1,2d
rows nesterov 1.5e-3,3e-3,6e-3 | sed 1,2d
rows rmsProp 3e-3,6e-3,1.2e-2 | sed 1,2d
rows adam 1.5e-2,3e-2,6e-2 --set synapse.bias_correction=discrete | sed 1,2d
rows bioAdam 3e-3,6e-3,1.2e-2 | sed 1,2d
