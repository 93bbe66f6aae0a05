# Normalisation by batches and by running statistics on CIFAR-10 with ResNet-20, over rates and seeds:
# docs/experiments/cifar-normalisation.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
. experiments/rates-common
seeds=3 few=3e-4,1e-3
if [ -n "$short" ]; then seeds=2; fi
small='--set drive.data.set=digits --set drive.data.training=150 --set drive.data.validation=50 --set drive.data.test=50
  --set epochs=1'

# The test accuracies of the seeds at a rate: LABEL NORMALISATION RATE.
seeds() {
  repeat $2-$3 cifar-optimisers --set drive.normalisation=$2 --set synapse.learning_rate=$3
  awk -F, -v label="$1 | $3" '
    NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
    {
      x = match($0, /t = [0-9]+/) ? "diverges at " substr($0, RSTART, RLENGTH) : "diverges"
      if ($place["status"] == "finished") x = sprintf("%.1f", 100 * $place["results_test_accuracy"])
      list = list (NR == 2 ? "" : "; ") x
    }
    END { print "| " label " | " list " |" }' "$folder/sweep.csv" >> "$output/seeds"
}
: > "$output/seeds"
echo '| seed 1 | η: held out / test, % |'
echo '|---|---|'
choose batch-rates cifar-optimisers 1e-3,3e-3,1e-2,3e-2 --set drive.normalisation=batch
printf '| batch |'
tried
seeds batch batch $rate
choose running-rates cifar-optimisers 1e-3,3e-3,5e-3,7e-3,1e-2,3e-2 --set drive.normalisation=running
printf '| running |'
tried
seeds running running $rate
# A rate of a third as well.
seeds running running 1e-3
echo
echo "At the chosen rates, and a smaller one, the seeds from 1 to $seeds:"
echo
echo '| | η | test images, % |'
echo '|---|---|---|'
cat "$output/seeds"
