# Four optimisers on handwritten digits, each at the rate that examples held out choose: docs/experiments/optimisers.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
rates=1e-3,2e-3,5e-3,1e-2,2e-2,5e-2 folds=0,1,2,3,4 seeds=4 epochs=40
if [ -n "$short" ]; then rates=2e-3,5e-3 folds=0,1 seeds=1 epochs=2; fi
# Runs that diverge fail the sweep (70), and are not the best.
validation=results_validation_accuracy
synapse sweep optimisers --set 'drive.data={set: digits, validation: 288}' --set epochs=$epochs --set seeds=$seeds \
  --set synapse.bias_correction=discrete --vary rule=adam,rmsProp,momentum,bioAdam \
  --vary synapse.learning_rate=$rates --vary drive.data.fold=$folds --best-by $validation --for-each rule \
  --widen synapse.learning_rate --output "$output/rates" >&2 || test $? -eq 70
synapse table "$output/rates" --rows rule --best-by $validation --result $validation --result results_test_accuracy \
  --result results_train_accuracy --result results_train_loss --markdown |
  sed '1s/.*/| rule | η | runs | held out, % | test, % | training, % | training loss |/'
printf '\nLess Adam, test accuracies:\n\n'
synapse differences "$output/rates" --against rule=adam --best-by $validation --result results_test_accuracy \
  --within 0.5 --markdown | sed 's/synapse.learning_rate=/η = /; s/results_test_accuracy/test accuracy/'
