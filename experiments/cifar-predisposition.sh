# Predisposition on CIFAR-10 with ResNet-20 at two temperatures, beside backpropagation: accuracies, and what the layers do:
# docs/experiments/cifar-predisposition.md.
#
# Called by scripts/experiments.sh, which says where files go ($output, $figures), whether the form is short ($short), and takes what
# is printed for the table of the page.
. experiments/rates-common
if [ -n "$short" ]; then layers='1 2'; fi

row() {
  name=$1 label=$2
  printf '| %s | %s |' "$label" $rate
  means $name 2 validation_accuracy test_accuracy train_loss
  if [ $name = backpropagation ]; then echo ' |'; else less $name backpropagation test_accuracy; echo; fi
}

choose backpropagation-rates cifar-optimisers 1e-3,3e-3,1e-2,3e-2
common=$rate
repeat backpropagation cifar-optimisers --set synapse.learning_rate=$rate
echo '| | η | held-out images, % | test images, % | training loss | test images, less backpropagation |'
echo '|---|---|---|---|---|---|'
row backpropagation backpropagation
for t in 10 5; do
  repeat $t cifar-predisposition --set synapse.temperature=$t --set synapse.learning_rate=$common
  row $t "T = $t"
done
# A rate of its own, of two.
widen=
for t in 10 5; do
  choose $t-rates cifar-predisposition 3e-3,1e-2 --set synapse.temperature=$t
  if [ $rate != $common ]; then
    repeat $t-own cifar-predisposition --set synapse.temperature=$t --set synapse.learning_rate=$rate
    row $t-own "T = $t, at a rate of its own"
  fi
done
synapse plot "$output/10/runs/0000/learning.csv" --output "$figures/cifar-predisposition.png" >&2

echo
echo "What the layers do, means of $seeds seeds:"
echo
heads='| | ' rule='|---|---|'
for layer in ${layers:-1 2 7 8 13 14 19 20}; do heads="$heads | $layer" rule="$rule---|"; done
echo "$heads |"
echo "$rule"
for quantity in 'angle %.0f° angle W_f, W_b (90° before)' 'norm_ratio %.2f ‖W_b‖/‖W_f‖' 'error_angle %.0f° angle of the delivered error' \
  'difference %.1f_→_%.1f ‖W_f − W_b‖, before → after'; do
  echo "$quantity" > "$output/quantity"
  read -r column form label < "$output/quantity"
  for t in 10 5; do printf '| %s | T = %s |' "$label" $t; layers $t $column "$(echo $form | sed 's/_/ /g')"; done
done
