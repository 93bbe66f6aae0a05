# How many networks learn at high rates with GRAPES and with constant factors, and what becomes of the mean of GRAPES' factors:
# docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
seeds=10 epochs=40 transport='0.4 0.5 0.6 0.7' alignment='0.7 1 1.4' threshold=0.9
if [ -n "$short" ]; then seeds=2 epochs=3 transport=0.6 alignment= threshold=0.3; fi
. experiments/grapes-common

# Of the networks of a pathway at a rate: how many end above the threshold on the examples held out, and GRAPES' mean factors in them.
row() {
  synapse sweep "$@" --set drive.feedback=$pathway --set synapse.learning_rate=$rate --set epochs=$epochs --set seeds=$seeds \
    --vary "drive.error_modulation=none,{clip: [1.2, 1.2]},{clip: [1.4, 1.4]},$constant,grapes" \
    --output "$output/$pathway-$rate" >&2 || test $? -eq 70
  # Runs stand in the order of modulations, with all seeds of each.
  for run in "$output/$pathway-$rate"/runs/*; do
    for file in learning layers; do
      if [ -f "$run/$file.csv" ]; then sed "s/^/$file,$(basename "$run"),/" "$run/$file.csv"; fi
    done
  done | awk -F, -v pathway="$label" -v rate=$rate -v seeds=$seeds -v threshold=$threshold -v epochs=$epochs '
    $3 == "epoch" { for (k = 1; k <= NF; k++) place[$k] = k; next }
    $1 == "learning" && $3 == epochs { learns[$2 + 0] = $place["validation_accuracy"] > threshold }
    $1 == "layers" { factor[$2 + 0, $3, $place["layer"]] = $place["factor_mean"] }
    function factors(epoch,   layer, run, sum, n, text) {
      for (layer = 1; layer <= 3; layer++) {
        sum = n = 0
        for (run = 4 * seeds; run < 5 * seeds; run++) if (learns[run]) { sum += factor[run, epoch, layer]; n++ }
        if (n) text = text (layer > 1 ? ", " : "") sprintf("%.2f", sum / n)
      }
      return text
    }
    END {
      printf "| %s | %s |", pathway, rate
      for (run = 0; run < 5 * seeds; run++) {
        count += learns[run]
        if (run % seeds == seeds - 1) { printf " %d |", count; count = 0 }
      }
      printf " %s | %s | %s |\n", factors(0), factors(epochs < 5 ? epochs : 5), factors(epochs)
    }'
}

set -- depth --set 'drive.data={set: digits, validation: 288}' --set 'drive.layers=[64, 64, 64]' \
  --set drive.activation=tanh --set drive.initialisation=glorotUniform
measure_constant "$@"
echo "$constant" | sed 's/.*, \(.*\)\]}/| pathway | η | none | 1.2 | 1.4 | \1 | GRAPES | its factors at the start | epoch 5 | at the end |/'
echo '|---|---|---|---|---|---|---|---|---|---|'
pathway=transport label=transport
for rate in $transport; do row "$@"; done
pathway=feedbackAlignment label='feedback alignment'
for rate in $alignment; do row "$@"; done
