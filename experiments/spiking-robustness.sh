# Test accuracies of a spiking network over time constants and rates, under Bio-Adam and Adam: docs/experiments/spiking-robustness.md.
#
# Called by scripts/experiments.sh, which says where files go ($output, $figures), whether the form is short ($short), and takes what
# is printed for the table of the page.
. experiments/rates-common
tau_m=2,5,10,20,50 tau_rho=30,100,300,1000,3000 bio=1e-3,3e-3,1e-2 adam=1e-3,3e-3
if [ -n "$short" ]; then tau_m=5,10 tau_rho=30,1000 bio=3e-3,1e-2 adam=3e-3,1e-2; fi
small='--set drive.data.set=digits --set drive.data.training=200 --set drive.data.validation=100 --set drive.data.test=100
  --set epochs=1 --set drive.layers=[16]'

# A map: FOLDER LABEL RATES FIGURE OPTION….
map() {
  folder=$output/$1 label=$2 rates=$3 figure=$figures/$4
  shift 4
  train sweep spiking-robustness "$@" --vary synapse.learning_rate=$rates --vary synapse.tau_m=$tau_m \
    --vary synapse.tau_rho=$tau_rho --best-by $validation --output "$folder"
  synapse plot "$folder/sweep.csv" --result results_test_accuracy --title "$label: test accuracy" --output "$figure" >&2
  synapse table "$folder" --rows synapse.learning_rate --rows synapse.tau_m --across synapse.tau_rho \
    --result results_test_accuracy --markdown | sed '
    1 { s/synapse.learning_rate/η/; s/synapse.tau_m/τ_m/; s/synapse.tau_rho/τ_ρ/ }'
  # The best on held-out images.
  awk -F, '
    NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
    {
      printf "\nThe best on held-out images is τ_m = %s, τ_ρ = %s at η = %s: %.1f %% of them, %.1f %% of the test images.\n", $2, $3, $1,
        100 * $place["results_validation_accuracy"], 100 * $place["results_test_accuracy"]
    }' "$folder/best.csv"
}
echo 'Bio-Adam, test accuracies in per cent:'
echo
map bio-adam Bio-Adam $bio spiking-robustness.png
echo
echo 'Adam:'
echo
map adam Adam $adam spiking-robustness-adam.png --set rule=adam \
  --set 'synapse={learning_rate: 1e-3, bias_correction: discrete, update_order: sequential}'
