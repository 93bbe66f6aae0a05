# MNIST by exact spikes, at the rate that examples held out choose: accuracies over the epochs, and what the hidden neurons do:
# docs/experiments/spiking-mnist.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
. experiments/rates-common
seeds=3 few=1e-3,5e-3 epochs='1 5 10 20'
if [ -n "$short" ]; then seeds=2 epochs='0 1'; fi
small='--set drive.data.set=digits --set drive.data.training=400 --set drive.data.validation=100 --set drive.data.test=100
  --set epochs=2 --set drive.layers=[20] --set drive.initialisation=[{"normal":[0.8,0.4]},{"normal":[0.2,0.37]}]'

# Two rates, of which the smaller one was stopped on the page: it does not go on.
widen=
choose rates spiking-mnist 1e-3,5e-3 --set epochs=4 --set drive.data.training=22000 --set drive.data.validation=2000 \
  --set synapse.schedule.learning_rate.exponential=0.8
repeat seeds spiking-mnist --set drive.data.validation=5000 --set synapse.learning_rate=$rate

# Test images after some epochs, mean of the seeds.
awk -F, -v epochs="$epochs" '
  NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; n = split(epochs, at, " "); next }
  { last = $1; mean[$1] = 100 * $place["test_accuracy"]; sd = 100 * $place["test_accuracy_sd"] }
  END {
    printf "| η |"
    for (k = 1; k <= n; k++) printf " test, %% after %s |", at[k]
    printf " test, %% after %s | seed by seed | held out, %% | training, %% |\n|---|", last
    for (k = 1; k <= n; k++) printf "---|"
    printf "---|---|---|---|\n| '$rate' |"
    for (k = 1; k <= n; k++) printf " %.1f |", mean[at[k]]
    printf " %.2f ± %.2f |", mean[last], sd
  }' "$folder/learning-seeds.csv"
awk -F, '
  NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
  {
    test = test (NR == 2 ? "" : ", ") sprintf("%.2f", 100 * $place["results_test_accuracy"])
    held = held (NR == 2 ? "" : ", ") sprintf("%.1f", 100 * $place["results_validation_accuracy"])
  }
  END { printf " %s | %s |", test, held }' "$folder/sweep.csv"
awk -F, '$1 == "results_train_accuracy" { printf " %.2f ± %.2f |\n", 100 * $2, 100 * $3 }' "$folder/seeds.csv"

echo
echo 'The hidden neurons:'
echo
echo '| seed | spikes in an image, before → after | first spike, ms | silent in all test images, % |'
echo '|---|---|---|---|'
for run in "$folder"/runs/*; do
  awk -F, -v seed=$((${run##*/000} + 1)) '
    NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
    $place["layer"] == 1 {
      n++
      spikes[n] = $place["spikes"]; first[n] = $place["first_spike"]; silent[n] = 100 * $place["silent"]
    }
    END {
      printf "| %s | %.2f → %.2f | %.1f → %.1f | %.0f → %.0f |\n", seed, spikes[1], spikes[n], first[1], first[n], silent[1], silent[n]
    }' "$run/layers.csv"
done
