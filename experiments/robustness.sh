# Bio-Adam and Adam on handwritten digits over a grid of the two time constants and the rate, and Bio-Adam by Euler over a part of it;
# the tables have for each pair of time constants the rate that examples held out choose: docs/experiments/robustness.md.
#
# Called by scripts/experiments.sh, which says where files go ($output, $figures), whether the form is short ($short), and takes what
# is printed for the table of the page.
moments=2,5,10,20,50 one=10 magnitudes=30,100,300,1000,3000 epochs=20 seeds=5
if [ -n "$short" ]; then moments=2,50 one=2 magnitudes=30,3000 epochs=2 seeds=2; fi
validation=results_validation_accuracy
euler='{method: euler, dt: 1}'

# Where its runs go, τ_m, the rates, and what it sets.
grid() {
  to=$1 at=$2 rates=$3
  shift 3
  if [ -n "$short" ]; then rates=1e-3,1e-2; fi
  # Runs that diverge fail the sweep (70), and are not the best.
  synapse sweep robustness --set 'drive.data={set: digits, validation: 288}' --set epochs=$epochs --set seeds=$seeds "$@" \
    --vary synapse.tau_m=$at --vary synapse.tau_rho=$magnitudes --vary synapse.learning_rate=$rates \
    --best-by $validation --for-each synapse.tau_m --for-each synapse.tau_rho --output "$output/$to" >&2 || test $? -eq 70
}
# A heading, and the means of a result, with a column for each τ_ρ.
table() {
  printf '%s:\n\n' "$1"
  shift
  synapse table "$@" --across synapse.tau_rho --markdown |
    sed 's/synapse\.tau_m/τ_m/; s/synapse\.tau_rho/τ_ρ/; s/synapse\.learning_rate/η/'
  echo
}
grid bio-adam $moments 3e-4,1e-3,3e-3,1e-2,3e-2
grid adam $moments 1e-3,3e-3,1e-2,3e-2,1e-1 --set rule=adam --set integrator="$euler" --set synapse.bias_correction=discrete
grid euler $one 3e-4,1e-3,3e-3,1e-2,3e-2 --set integrator="$euler" --set synapse.update_order=sequential
for to in bio-adam adam; do
  case $to in adam) name=Adam ;; *) name=Bio-Adam ;; esac
  table "$name, test accuracy in %, each pair at its rate" "$output/$to" --rows synapse.tau_m --best-by $validation --result results_test_accuracy
  table "$name, training loss, each pair at its rate" "$output/$to" --rows synapse.tau_m --best-by $validation --result results_train_loss
  synapse plot "$output/$to/sweep.csv" --columns results_test_accuracy --title "$name: test accuracy" \
    --output "$figures/robustness-$to.png" >&2
done
by_rate='--rows synapse.tau_m --rows synapse.learning_rate --result results_test_accuracy'
table "Bio-Adam at τ_m = $one, gradients held, test accuracy in % at every rate" "$output/bio-adam" $by_rate | sed "/^| [0-9]/{/^| $one |/!d;}"
table "The same by Euler with dt = 1, sequential updates" "$output/euler" $by_rate
# For each rate the range of the pairs' means, and how many pairs chose it.
echo '| rule, η | lowest of the pairs, test accuracy in % | median | highest | pairs that chose this rate |'
echo '|---|---|---|---|---|'
for to in bio-adam adam; do
  case $to in adam) name=Adam ;; *) name=Bio-Adam ;; esac
  for file in best sweep-seeds; do
    awk -F, -v file=$file 'NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
      { print $place["synapse.learning_rate"], file, 100 * $place["results_test_accuracy"] }' "$output/$to/$file.csv"
  done | sort -k1,1g -k2,2 -k3,3g | awk -v name=$name '
    function show() { if (n) printf "| %s, %s | %.1f | %.1f | %.1f | %d |\n", name, rate, list[1], list[int((n + 1) / 2)], list[n], chosen }
    $1 != rate { show(); rate = $1; n = chosen = 0 }
    $2 == "best" { chosen++; next }
    { list[++n] = $3 }
    END { show() }'
done
