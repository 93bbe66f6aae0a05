# MNIST at one small rate: accuracies over the epochs and the slowness of learning with GRAPES, GRAPES of a layer's own, a constant
# factor and none: docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
seeds=5 epochs='1 10 30 100' examples='{set: mnist}' small=
if [ -n "$short" ]; then
  seeds=2 epochs='1 2 3' examples='{set: digits, training: 700}' small='--set drive.layers=[16,16]'
fi
. experiments/grapes-common

set -- grapes-mnist --set "drive.data=$examples" $small ${data:+"--data-dir=$data"}
measure_constant "$@" --set drive.data.training=640
factor=${constant##* }
header='| modulation | slowness |' line='|---|---|'
for epoch in $epochs; do header="$header test, % after $epoch |" line="$line---|"; done
echo "$header"
echo "$line"
for modulation in none grapes '{scope: local}' "$constant"; do
  case $modulation in
    none) label=none ;;
    grapes) label=GRAPES ;;
    *local*) label='GRAPES, local' ;;
    *) label="factor ${factor%]*}" ;;
  esac
  folder=$output/$(echo "$label" | tr -d ', ')
  synapse run "$@" --set seeds=$seeds --set epochs=${epochs##* } --set "drive.error_modulation=$modulation" --output "$folder" --quiet >&2
  awk -F, -v label="$label" -v asked="$epochs" '
    FNR == 1 { file++ }
    file == 1 && FNR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
    file == 1 { cell[$1] = sprintf("%.2f ± %.2f", 100 * $place["test_accuracy"], 100 * $place["test_accuracy_sd"]) }
    file == 2 && $1 == "results_slowness" { slowness = sprintf("%.3f ± %.3f", $2, $3) }
    END {
      printf "| %s | %s |", label, slowness
      n = split(asked, at, " ")
      for (k = 1; k <= n; k++) printf " %s |", cell[at[k]]
      print ""
    }' "$folder/learning-seeds.csv" "$folder/seeds.csv"
done
