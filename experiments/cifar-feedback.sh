# Feedback pathways on CIFAR-10 with ResNet-20, each at the rate that examples held out choose: docs/experiments/cifar-feedback.md.
#
# Called by scripts/experiments.sh, which says where files go ($output, $figures), whether the form is short ($short), and takes what
# is printed for the table of the page.
. experiments/rates-common
if [ -n "$short" ]; then layers='1 2'; fi

# Rates of a pathway: FOLDER LABEL STUDY RATES OPTION….
rates() {
  name=$1 label=$2
  shift 2
  choose "$name-rates" "$@"
  { printf '| %s |' "$label"; tried; } >> "$output/rates"
}
# Its seeds, at $rate: FOLDER LABEL STUDY OPTION….
repeated() {
  name=$1 label=$2
  shift 2
  repeat "$name" "$@" --set synapse.learning_rate=$rate
  {
    printf '| %s | %s |' "$label" $rate
    means "$name" 2 validation_accuracy test_accuracy train_loss
    if [ "$name" = backpropagation ]; then echo ' |'; else less "$name" backpropagation test_accuracy; echo; fi
  } >> "$output/repeated"
}
: > "$output/rates"
: > "$output/repeated"
rates backpropagation backpropagation cifar-optimisers 1e-3,3e-3,1e-2,3e-2
repeated backpropagation backpropagation cifar-optimisers
# Two or three rates alone: they do not go on.
widen=
top=0
for decay in 3e-4 1e-3 5e-3; do
  list=3e-3,1e-2
  if [ $decay = 1e-3 ]; then list=1e-3,3e-3,1e-2; fi
  pathway="{pathway: kolenPollack, decay: $decay}"
  rates kolenPollack-$decay "Kolen–Pollack, λ = $decay" cifar-feedback $list --set "drive.feedback=$pathway"
  awk -F, -v top=$top -v rate=$rate -v decay=$decay '
    NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
    $place["results_validation_accuracy"] > top { print $place["results_validation_accuracy"], rate, decay }' \
    "$tried/best.csv" > "$output/better"
  if [ -s "$output/better" ]; then read -r top its_rate its_decay < "$output/better"; fi
done
rate=$its_rate
repeated kolenPollack "Kolen–Pollack, λ = $its_decay" cifar-feedback --set "drive.feedback={pathway: kolenPollack, decay: $its_decay}"
for t in 10 5; do
  rates $t "predisposition, T = $t" cifar-predisposition 3e-3,1e-2 --set synapse.temperature=$t
  repeated $t "predisposition, T = $t" cifar-predisposition --set synapse.temperature=$t
done
rates signSymmetry 'sign symmetry, uniform' cifar-feedback 1e-3,3e-3,1e-2 --set drive.feedback=signSymmetry
repeated signSymmetry 'sign symmetry, uniform' cifar-feedback --set drive.feedback=signSymmetry
rates feedbackAlignment 'feedback alignment' cifar-feedback 1e-3,3e-3,1e-2,3e-2
repeated feedbackAlignment 'feedback alignment' cifar-feedback
one='--set drive.feedback=direct --set synapse.gradient_gain=1'
rates direct 'direct feedback alignment, K = 1' cifar-feedback 3e-4,1e-3,3e-3,1e-2,3e-2,1e-1 $one
repeated direct 'direct feedback alignment, K = 1' cifar-feedback $one
synapse plot "$output/kolenPollack/runs/0000/learning.csv" --output "$figures/cifar-feedback.png" >&2

echo '| seed 1 | η: held out / test, % |'
echo '|---|---|'
cat "$output/rates"
echo
echo "At the chosen rates, $seeds seeds:"
echo
echo '| | η | held-out images, % | test images, % | training loss | test images, less backpropagation |'
echo '|---|---|---|---|---|---|'
cat "$output/repeated"
echo
less kolenPollack signSymmetry test_accuracy | sed 's/^ \(.*\) |$/Kolen–Pollack less sign symmetry: \1. What the layers do, means of the seeds:/'
echo
echo
heads='| | ' line='|---|---|'
for layer in ${layers:-1 2 7 8 13 14 19 20}; do heads="$heads | $layer" line="$line---|"; done
echo "$heads |"
echo "$line"
part() {
  label=$1 column=$2 form=$3
  shift 3
  for name; do
    printf '| %s | %s |' "$label" "$name" | sed 's/kolenPollack/Kolen–Pollack/; s/feedbackAlignment/feedback alignment/; s/signSymmetry/sign symmetry/'
    layers $name $column "$form"
  done
}
part 'angle W_f, W_b (90° before, sign symmetry 37°)' angle '%.0f°' kolenPollack feedbackAlignment signSymmetry
part '‖W_b‖/‖W_f‖' norm_ratio %.2f kolenPollack feedbackAlignment signSymmetry
part 'angle of the delivered error' error_angle '%.0f°' kolenPollack feedbackAlignment signSymmetry direct
part '‖W_f − W_b‖, before → after' difference '%.1f → %.1f' kolenPollack
