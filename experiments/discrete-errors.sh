# The errors of methods where the gradient follows the weights, on handwritten digits: docs/experiments/discrete-or-continuous.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
epochs=3 layers='[64]'
if [ -n "$short" ]; then epochs=1 layers='[8]'; fi
synapse compare digits --set epochs=$epochs --set "drive.layers=$layers" --set drive.presentation=following --set record.synapses=50 \
  --set 'compare={dt: [1, 0.1], rtol: [1e-3, 1e-4, 1e-6]}' --force --output "$output/compare" > "$output/said"
echo '| method | largest error | root of mean square | gradients |'
echo '|---|---|---|---|'
awk -F, 'NR > 1 {
  sub(/^euler$/, "Euler", $1); sub(/^rk4$/, "RK4", $1); sub(/^cvode/, "CVODE ", $1)
  printf "| %s, %s | %.2g | %.2g | %d |\n", $1, ($2 != "" ? "dt = " $2 + 0 : "rtol " $3), $4, $5, $8 }' "$output/compare/compare.csv"
printf '\nReference: '
sed -n 's/^reference: \(.*\)$/\1./p' "$output/said"
