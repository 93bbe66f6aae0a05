# Four optimisers on CIFAR-10 with ResNet-20, each at the rate that examples held out choose, and Bio-Adam near its equilibrium:
# docs/experiments/cifar-optimisers.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
. experiments/rates-common

: > "$output/rates"
: > "$output/repeated"
# A rule with the rates that are tried, and their cells for both tables.
rule() {
  name=$1 label=$2 list=$3
  shift 3
  choose $name-rates cifar-optimisers $list --set rule=$name "$@"
  { printf '| %s |' "$label"; tried; } >> "$output/rates"
  repeat $name cifar-optimisers --set rule=$name "$@" --set synapse.learning_rate=$rate
  {
    printf '| %s | %s |' "$label" $rate
    means $name 2 validation_accuracy test_accuracy train_accuracy train_loss
    echo
  } >> "$output/repeated"
}
# The least and the largest value of columns over the layers at the end.
ranges() {
  awk -F, '
    function two(x, p) { if (x < 100) return sprintf("%.2g", x); for (p = 1; x / p >= 100; p *= 10); return int(x / p + 0.5) * p }
    NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; n = split("rho_ratio rho_time adam_ratio", names, " "); next }
    { for (k = 1; k <= n; k++) {
        x = $place[names[k]]
        if (x == "") continue
        if (at[k] != $1) { at[k] = $1; low[k] = high[k] = x + 0 }
        if (x + 0 < low[k]) low[k] = x + 0
        if (x + 0 > high[k]) high[k] = x + 0
      } }
    END { for (k = 1; k <= n; k++) printf " %s to %s |", two(low[k]), two(high[k]); print "" }' "$1/layers.csv"
}

rule momentum momentum 0.03,0.1,0.3,1,3 --set synapse.gradient_gain=1
rule rmsProp RMSProp 3e-4,1e-3,3e-3
rule adam Adam 1e-3,3e-3,1e-2 --set synapse.bias_correction=discrete
rule bioAdam Bio-Adam 1e-3,3e-3,1e-2,3e-2
choose near cifar-optimisers 1e-4,3e-4,1e-3,3e-3 --set integrator.method=exact --set synapse.gradient_gain=1e4 --set synapse.m0=1e4
{ printf '| Bio-Adam, K = 10⁴, exact windows |'; tried; } >> "$output/rates"
awk -F, -v best=$rate '$2 == best { printf "%04d\n", $1 }' "$tried/sweep.csv" > "$output/index"
read -r index < "$output/index"

echo '| seed 1 | η: held out / test, % |'
echo '|---|---|'
cat "$output/rates"
echo
echo "At the chosen rates, $seeds seeds:"
echo
echo '| rule | η | held-out images, % | test images, % | training images, % | training loss |'
echo '|---|---|---|---|---|---|'
cat "$output/repeated"
echo
less bioAdam adam test_accuracy | sed 's/^ \(.*\) |$/Bio-Adam less Adam, runs of the same seed: \1 per cent of the test images (95 % interval by t). Layers at the end, seed 1:/'
echo
echo
echo '| Bio-Adam | ρ over its equilibrium | relaxation time, steps | update, times Adam'"'"'s |'
echo '|---|---|---|---|'
{ printf '| K = 100 |'; ranges "$output/bioAdam/runs/0000"; printf '| K = 10⁴ |'; ranges "$tried/runs/$index"; }
