# GRAPES, a constant factor of its mean and plain backpropagation on handwritten digits, each at the rate that examples held out
# choose: docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
rates=0.05,0.1,0.2,0.3 folds=0,1,2,3,4 seeds=4 epochs=40
if [ -n "$short" ]; then rates=0.1,0.2 folds=0,1 seeds=1 epochs=2; fi
# Runs that diverge fail the sweep (70), and are not the best.
validation=results_validation_accuracy
synapse sweep depth --set 'drive.data={set: digits, validation: 288}' --set 'drive.layers=[64, 64, 64]' \
  --set drive.activation=tanh --set drive.initialisation=glorotUniform --set epochs=$epochs --set seeds=$seeds \
  --vary 'drive.error_modulation=none,grapes,{clip: [1.7, 1.7]}' --vary synapse.learning_rate=$rates \
  --vary drive.data.fold=$folds --best-by $validation --for-each drive.error_modulation \
  --widen synapse.learning_rate --output "$output/rates" >&2 || test $? -eq 70
synapse differences "$output/rates" --against drive.error_modulation=none --best-by $validation \
  --result results_test_accuracy --within 0.5 --markdown
