# What T = 10 and T = 5 may mean: readings of predisposition on handwritten digits, beside backpropagation, each at the rate that
# examples held out choose, and all at one rate: docs/experiments/predisposition.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
rates=1e-3,2e-3,5e-3,1e-2,2e-2 folds=0,1,2,3,4 seeds=4 epochs=10
if [ -n "$short" ]; then rates=5e-3,1e-2 folds=0,1 seeds=1 epochs=2; fi
# As written; with f(0) = 1; in units of the standard deviation of the first weights, and below.
readings='{}'
for temperature in 10 5; do
  readings="$readings,{temperature: $temperature},{temperature: $temperature, predisposition_gain: 2}"
done
scale='temperature_scale: initialStandardDeviation'
for temperature in 10 5 2 1 0.5 0.2; do readings="$readings,{temperature: $temperature, $scale}"; done

# Some rates, and where the runs go. Runs that diverge fail the sweep (70), and are not the best.
sweep() {
  at=$1 to=$2
  shift 2
  synapse sweep optimisers --set rule=bioAdam --set epochs=$epochs --set seeds=$seeds \
    --set 'drive={kind: network, data: {set: digits, validation: 288}, layers: [64, 64], activation: tanh}' \
    --vary "synapse=$readings" --vary synapse.gradient_gain=1000 --vary synapse.m0=100 \
    --vary synapse.update_order=sequential --vary "synapse.learning_rate=$at" --vary drive.data.fold=$folds "$@" \
    --output "$output/$to" >&2 || test $? -eq 70
}
differences() {
  from=$1 result=$2
  shift 2
  echo
  synapse differences "$output/$from" --against 'synapse={}' --result "results_$result" --within 0.5 --markdown "$@"
}

validation=results_validation_accuracy
sweep $rates rates --best-by $validation --for-each synapse --widen synapse.learning_rate
sweep 5e-3 one-rate
echo 'Each at its rate:'
differences rates train_accuracy --best-by $validation
differences rates test_accuracy --best-by $validation
echo
echo 'All at η = 5e-3:'
differences one-rate train_accuracy
differences one-rate test_accuracy
