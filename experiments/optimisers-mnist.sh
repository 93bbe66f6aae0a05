# Four optimisers on MNIST, and Bio-Adam without scaled gradients, each at the rate that examples held out choose:
# docs/experiments/optimisers.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), where the data set is ($data), whether the form is short
# ($short: digits in its place), and takes what is printed for the table of the page.
examples='{set: mnist, validation: 10000}' layers='[256]' epochs=10 seeds=5 widen='--widen synapse.learning_rate'
if [ -n "$short" ]; then examples='{set: digits, validation: 288}' layers='[16]' epochs=2 seeds=2 widen=; fi
validation=results_validation_accuracy

# What it is called, its rates, and what it sets.
rule() {
  name=$1 rates=$2
  shift 2
  # Runs that diverge fail the sweep (70), and are not the best.
  synapse sweep optimisers --set "drive.data=$examples" --set "drive.layers=$layers" --set epochs=$epochs --set seeds=$seeds \
    --set drive.precision=single --set integrator.precision=single "$@" --vary synapse.learning_rate=$rates \
    --best-by $validation $widen ${data:+--data-dir "$data"} --output "$output/$name" >&2 || test $? -eq 70
}
rule Adam 3e-4,1e-3,3e-3 --set rule=adam --set synapse.gradient_gain=10000 --set synapse.bias_correction=discrete
rule RMSProp 3e-4,1e-3,3e-3 --set rule=rmsProp --set synapse.gradient_gain=10000
rule momentum 0.3,1,3 --set rule=momentum --set synapse.gradient_gain=1
rule Bio-Adam 1e-4,3e-4,1e-3 --set synapse.gradient_gain=10000
rule Bio-Adam-1 3e-2,6e-2,0.12 --set synapse.gradient_gain=1
rules='Adam RMSProp momentum Bio-Adam Bio-Adam-1'

echo 'Every rate:'
echo
echo '| rule | η | runs | held out, % | test, % | training loss |'
echo '|---|---|---|---|---|---|'
for name in $rules; do
  synapse table "$output/$name" --result $validation --result results_test_accuracy --result results_train_loss --markdown |
    sed "1,2d; s/^/| $name /"
done | sed 's/| Bio-Adam-1 |/| Bio-Adam, K = 1 |/'
echo
echo 'Each at its rate, less Adam:'
echo
for name in $rules; do folders="${folders:-} $output/$name"; done
synapse differences $folders --best-by $validation --result results_test_accuracy --within 0.5 --markdown |
  sed "s|$output/||g; s/synapse.learning_rate=/η = /; s/Bio-Adam-1/Bio-Adam, K = 1/; s/results_test_accuracy/test accuracy/"
