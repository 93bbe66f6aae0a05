# The predisposition f over the weight at several temperatures, for potentiation and depression, as the ratio of what weights change by
# with it and without it, and how far that is from eqs. 22 and 23: docs/experiments/predisposition.md.
#
# Called by scripts/experiments.sh, which says where files go ($output, $figures), and takes what is printed for the table of the page.
# The form is short.
weights='-20 -10 -5 -2 -1 -0.5 -0.2 0 0.2 0.5 1 2 5 10 20' temperatures='10 5 1 0.2'
list=$(echo $weights | sed 's/ /, /g')
printf 'synapse: {learning_rate: 1.0e-8, initial: {w_f: [%s], w_b: 0}}\nrecord: {synapses: all}\n' "$list" > "$output/study.yaml"

# By how much the weights change under a constant gradient of a sign. η is so small that f hardly does.
changes() {
  gradient=${1}1
  shift
  synapse run "$output/study.yaml" --set synapses="$(echo $weights | wc -w)" --set duration=100 --set record.every=100 \
    --set "drive={kind: constant, gradient: $gradient}" "$@" --force --quiet --output "$output/run" >&2
  awk -F, 'NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
    $place["time"] == 0 { first[$place["synapse"]] = $place["w_f"] }
    $place["time"] == 100 { printf "%.17g\n", $place["w_f"] - first[$place["synapse"]] }' "$output/run/trace.csv"
}

echo $weights | tr ' ' '\n' > "$output/curves"
header='| w |' rule='|---|'
for t in $temperatures; do
  for sign in - +; do
    case $sign in -) kind=potentiation ;; *) kind=depression ;; esac
    header="$header T = $t, $kind |" rule="$rule---|"
    changes $sign > "$output/without"
    changes $sign --set synapse.temperature=$t | paste "$output/curves" - "$output/without" |
      awk '{ without = $NF; with = $(NF - 1); NF -= 2; printf "%s %.12g\n", $0, with / without }' > "$output/next"
    mv "$output/next" "$output/curves"
  done
done
echo "$header"
echo "$rule"
awk -v temperatures="$temperatures" '
  {
    n = split(temperatures, t, " ")
    printf "| %s |", $1
    for (k = 1; k <= 2 * n; k++) {
      error = $(k + 1) - 1 / (1 + exp((k % 2 ? 1 : -1) * $1 / t[int((k + 1) / 2)]))
      if (error < 0) error = -error
      if (error > largest) largest = error
      printf " %.4f |", $(k + 1) + 1e-12
    }
    print ""
  }
  END { printf "\nLargest difference from eqs. 22 and 23: %.0e.\n", largest }' "$output/curves"

# Points as measured, curves of the equations.
gnuplot >&2 <<END
set terminal pngcairo size 1400,500 font 'sans,15' linewidth 2
set output '$figures/predisposition-curves.png'
set multiplot layout 1,2
set xlabel 'weight'; set ylabel 'f'; set samples 1000; set grid; set key center right
do for [s in '-1 1'] {
  set title (s > 0 ? 'depression' : 'potentiation')
  plot [-20:20][-0.02:1.02] for [k = 1:4] 1/(1 + exp(-s*x/word('$temperatures', k))) lc k title 'T = '.word('$temperatures', k), \
    for [k = 1:4] '$output/curves' using 1:(column(2*k + (s > 0))) lc k pt 7 notitle
}
END
