# ρ of Bio-Adam beside RMSProp's term 1/√v, under gradients that are constant, noise, or rare: docs/experiments/equilibrium.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
synapses=100 steps=100000
if [ -n "$short" ]; then synapses=5; fi

# Gradients that are Gaussian in one window of some, at random, and 0 in the others. The same numbers on every machine.
rare() {
  awk -v one_of=$1 -v n=$synapses -v rows=$steps '
    function uniform() { state = (16807 * state) % 2147483647; return state / 2147483647 }
    function gauss() { return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform()) }
    BEGIN {
      state = 1
      for (k = 1; k <= n; k++) names = names ",g" k
      print "time" names
      for (row = 0; row < rows; row++) {
        line = row
        for (k = 1; k <= n; k++) line = line "," (uniform() * one_of < 1 ? sprintf("%.6f", gauss()) : 0)
        print line
      }
    }'
}

# A rule under a drive; what a column of the trace has at the end.
ends() {
  synapse run "$output/study.yaml" --set synapse.learning_rate=0 --set synapses=$synapses --set duration=$steps --set "record.every=$steps" \
    --set "rule=$1" --set "drive=$2" --set "synapse.tau_rho=$4" --force --quiet --output "$output/run" >&2
  awk -F, -v column="$3" -v at=$steps '
    NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k }
    NR > 1 && $place["time"] == at { print $place[column] }' "$output/run/trace.csv"
}

# A row: what the gradients are, the drive, the time constant of rho, and what the theory says of the ratio.
row() {
  ends bioAdam "$2" rho $3 > "$output/rho"
  ends rmsProp "$2" v 10000 > "$output/v"
  paste "$output/rho" "$output/v" | awk -v gradients="$1" -v theory="$4" '
    { rho = $1; term = 1 / sqrt($2) }
    NR == 1 { first = rho; other = term }
    { a += rho - first; aa += (rho - first) ^ 2; b += term - other; bb += (term - other) ^ 2 }
    function text(first, sum, squares) {
      return sprintf("%.4g ± %.2g", first + sum / NR, sqrt((squares - sum * sum / NR) / (NR - 1)))
    }
    END { printf "| %s | %s | %s | %.3f | %s |\n", gradients, text(first, a, aa), text(other, b, bb),
      (first + a / NR) / (other + b / NR), theory }'
}

printf 'integrator: {method: auto}\nrecord: {synapses: all}\n' > "$output/study.yaml"
echo '| gradients | ρ | 1/√v | ratio | theory |'
echo '|---|---|---|---|---|'
row 'constant, 0.5' '{kind: constant, gradient: 0.5}' 1000 1
row 'Gaussian, sd 0.5' '{kind: heldNoise, window: 1, sd: 0.5}' 1000 '√(π/2) = 1.253'
for one_of in 16 144; do
  rare $one_of > "$output/rare.csv"
  theory=$(awk -v k=$one_of 'BEGIN { printf "√(%dπ/2) = %.3f", k, sqrt(k * 3.141592653589793 / 2) }')
  row "Gaussian in one window of $one_of, sd 1" "{kind: csv, file: $(realpath "$output/rare.csv")}" \
    $((10000 / one_of)) "$theory"
done
