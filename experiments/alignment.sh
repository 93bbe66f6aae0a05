# How forward and backward weights align on handwritten digits at several temperatures, in the end and over the epochs: their angle, the
# ratio of their norms, and the angle of the error that they deliver: docs/experiments/predisposition.md.
#
# Called by scripts/experiments.sh, which says where files go ($output, $figures), whether the form is short ($short), and takes what
# is printed for the table of the page.
temperatures='10 5 2 1 0.5 0.2 0.1' epochs='0 1 5 20 60' last=60 seeds=5 layers='[64]'
if [ -n "$short" ]; then temperatures='10 0.2' epochs='0 1 3' last=3 seeds=2 layers='[16]'; fi

files= labels=
for t in $temperatures; do
  synapse run digits --set epochs=$last --set seeds=$seeds --set "drive.layers=$layers" --set synapse.temperature=$t \
    --output "$output/$t" >&2
  files="$files $output/$t/layers-seeds.csv" labels="$labels,T = $t"
done
labels=${labels#,}
synapse plot $files --labels "$labels" --by layer --panels angle,norm_ratio --output "$figures/alignment.png" >&2
synapse plot $files --labels "$labels" --panels error_angle --log y --key right --width 14cm --height 6cm \
  --output "$figures/alignment-error.png" >&2

# Cells of a row: what a column has at some epochs, in a layer if there are several; mean ± standard deviation over the seeds.
cells() {
  awk -F, -v column=$2 -v layer=$3 -v format=$4 -v epochs="$5" '
    BEGIN { n = split(epochs, list, " "); for (k = 1; k <= n; k++) is_wanted[list[k]] = 1 }
    NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
    (!("layer" in place) || $place["layer"] == layer) && $place["epoch"] in is_wanted {
      factor = column ~ /accuracy/ ? 100 : 1
      printf " " format " ± " format " |", factor * $place[column], factor * $place[column "_sd"] }' "$1"
}

echo '| T | test accuracy, % | angle, layer 1 | layer 2 | angle of the error | ‖W_b‖/‖W_f‖, layer 1 | layer 2 | ‖W_f − W_b‖, layer 1 | layer 2 |'
echo '|---|---|---|---|---|---|---|---|---|'
for t in $temperatures; do
  printf '| %s |' $t
  cells "$output/$t/learning-seeds.csv" test_accuracy 0 %.1f $last
  for what in 'angle 1 %.1f' 'angle 2 %.1f' 'error_angle 1 %.1f' 'norm_ratio 1 %.3f' 'norm_ratio 2 %.3f' 'difference 1 %.2f' 'difference 2 %.2f'
  do cells "$output/$t/layers-seeds.csv" $what $last; done
  echo
done

# A table: what it is called, and a row for each temperature.
courses() {
  printf '\n%s:\n\n| T |' "$1"
  for epoch in $epochs; do printf ' epoch %s |' $epoch; done
  printf '\n|---|'
  for epoch in $epochs; do printf -- '---|'; done
  for t in $temperatures; do printf '\n| %s |' $t; cells "$output/$t/layers-seeds.csv" $2 $3 $4 "$epochs"; done
  echo
}
courses 'Angle between W_f and W_b, layer 1' angle 1 %.1f
courses 'Layer 2' angle 2 %.1f
courses 'Angle of the error' error_angle 1 %.1f
courses '‖W_b‖/‖W_f‖, layer 1' norm_ratio 1 %.3f
courses 'Layer 2' norm_ratio 2 %.3f
