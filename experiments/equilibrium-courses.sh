# m⁺, m⁻, m and ρ beside RMSProp's term 1/√v over time, under gradients that are constant, noise, or rare:
# docs/experiments/equilibrium.md.
#
# Called by scripts/experiments.sh, which says where files go ($output, $figures), whether the form is short ($short), and takes what
# is printed for the table of the page.
synapses=20 decades=5
if [ -n "$short" ]; then synapses=3 decades=3; fi
steps=1$(printf "%0${decades}d" 0)
times=$(awk -v n=$decades 'BEGIN {
  for (k = 0; k <= 80 * n; k++) { t = int(10 ^ (k / 80) + 0.5); if (t > last) printf "%s%d", last ? ", " : "", t; last = t } }')
printf 'integrator: {method: auto}\nrecord: {synapses: all, times: [%s]}\n' "$times" > "$output/study.yaml"
# Gradients that are Gaussian in one window of 16, at random, and 0 in the others. The same numbers on every machine.
awk -v n=$synapses -v rows=$steps '
  function uniform() { state = (16807 * state) % 2147483647; return state / 2147483647 }
  function gauss() { return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform()) }
  BEGIN {
    state = 1
    for (row = -1; row < rows; row++) {
      line = row < 0 ? "time" : row
      for (k = 1; k <= n; k++) line = line "," (row < 0 ? "g" k : uniform() * 16 < 1 ? sprintf("%.6f", gauss()) : 0)
      print line
    }
  }' > "$output/rare.csv"

# Under a drive: two rows of the table, means and standard deviations over the synapses; and the courses of the first one, in a file.
courses() {
  for rule in bioAdam rmsProp; do
    case $rule in bioAdam) tau=$4 cell='ρ' ;; *) tau=10000 cell='1/√v' ;; esac
    synapse run "$output/study.yaml" --set synapse.learning_rate=0 --set synapses=$synapses --set duration=$steps --set rule=$rule \
      --set "drive=$3" --set synapse.tau_rho=$tau --force --quiet --output "$output/run" >&2
    awk -F, -v rule=$rule -v file="$output/$1-$rule" -v row="| $2 | $cell |" '
      function show() {
        if (!n || at !~ /^100+(\.0)?$/) return
        variance = (squares - sum * sum / n) / (n - 1)
        row = row sprintf(" %.4g ± %.2g |", first + sum / n, sqrt(variance > 0 ? variance : 0))
      }
      NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
      $1 != at { show(); at = $1; n = sum = squares = 0 }
      {
        value = rule == "bioAdam" ? $place["rho"] : $place["v"] > 0 ? 1 / sqrt($place["v"]) : "inf"
        if ($place["synapse"] == 0) print at, value, (rule == "bioAdam" ? $place["m_plus"] " " $place["m_minus"] " " $place["m"] : "") > file
        if (!n) first = value
        n++; sum += value - first; squares += (value - first) ^ 2
      }
      END { show(); print row }' "$output/run/trace.csv"
  done
}
awk -v n=$decades 'BEGIN { for (k = 2; k <= n; k++) { cells = cells " " 10 ^ k " steps |"; rule = rule "---|" }
  print "| gradients | |" cells; print "|---|---|" rule }'
courses constant 'constant, 0.5' '{kind: constant, gradient: 0.5}' 1000
courses noise 'Gaussian, sd 0.5' '{kind: heldNoise, window: 1, sd: 0.5}' 1000
courses rare 'Gaussian in one window of 16, sd 1' "{kind: csv, file: $(realpath "$output/rare.csv")}" 625

gnuplot >&2 <<END
set terminal pngcairo size 1500,700 font 'sans,14' linewidth 1.5
set output '$figures/equilibrium-courses.png'
set multiplot layout 2,3
set logscale x; set format x '10^{%L}'; set grid; set xlabel 'learning steps'; set key top right horizontal
do for [k = 1:3] {
  set title word("'constant, 0.5' 'Gaussian, sd 0.5' 'Gaussian in one window of 16, sd 1'", k)
  bio = '$output/'.word('constant noise rare', k).'-bioAdam'
  plot [1:$steps][-0.5:1.8] for [c = 3:5] bio using 1:c with lines title word('m⁺ m⁻ m', c - 2)
}
set logscale y; set format y '10^{%L}'; unset title; set key top right vertical
do for [k = 1:3] {
  bio = '$output/'.word('constant noise rare', k).'-bioAdam'; rms = '$output/'.word('constant noise rare', k).'-rmsProp'
  plot [1:$steps][0.8:3000] bio using 1:2 with lines title 'ρ', rms using 1:2 with lines title '1/√v', \
    word('2 2.5066 20.053', k) + 0 with lines dashtype 2 lc 'black' title '1/⟨|g|⟩'
}
END
