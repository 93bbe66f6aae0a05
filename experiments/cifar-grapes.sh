# GRAPES and a constant factor on CIFAR-10 with residual-9 and Adam, at rates that examples held out choose:
# docs/experiments/cifar-grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
. experiments/rates-common

: > "$output/repeated"
# Seeds of a modulation at $rate, and what they are less plain: FOLDER LABEL MODULATION.
repeated() {
  name=$1 label=$2
  repeat $name cifar-grapes --set "drive.error_modulation=$3" --set synapse.learning_rate=$rate
  {
    printf '| %s | %s |' "$label" $rate
    means $name 3 validation_accuracy test_accuracy train_loss
    if [ $name = plain ]; then echo ' | |'; else less $name plain validation_accuracy; less $name plain test_accuracy; echo; fi
  } >> "$output/repeated"
}
echo '| seed 1 | η: held out / test, % |'
echo '|---|---|'
choose plain-rates cifar-grapes 3e-4,1e-3,3e-3,1e-2 --set drive.error_modulation=none
printf '| plain |'
tried
repeated plain plain none
plain=$rate
choose grapes-rates cifar-grapes 3e-4,1e-3,3e-3
printf '| GRAPES |'
tried
repeated grapes GRAPES grapes
rate=$plain
repeated factor 'a constant factor of 1.8' '{clip: [1.8, 1.8]}'

echo
echo "At the chosen rates, the plain one for the factor, $seeds seeds:"
echo
echo '| | η | held-out images, % | test images, % | training loss | held-out images, less plain | test images, less plain |'
echo '|---|---|---|---|---|---|---|'
cat "$output/repeated"
echo
for result in test_accuracy validation_accuracy; do less grapes factor $result; done |
  sed 's/^ \(.*\) | \(.*\) |$/GRAPES less the factor: \1 on the test images, \2 on held-out ones./'
echo
