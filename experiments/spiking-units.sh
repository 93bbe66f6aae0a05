# Spiking neural units and soft ones on MNIST, and with GRAPES or a constant factor at rates that examples held out choose: the first
# two tables of docs/experiments/spiking-units.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
. experiments/rates-common
seeds=5 few=3e-3,3e-2
if [ -n "$short" ]; then seeds=2; fi
small='--set drive.data.set=digits --set drive.data.training=300 --set drive.data.validation=100 --set drive.data.test=100
  --set epochs=2 --set drive.layers=[16]'
factor='{clip: [1.8, 1.8]}'

echo '| units, Adam, ten epochs | held out, % | test, % | training, % |'
echo '|---|---|---|---|'
for kind in softSpikingNeuralUnit spikingNeuralUnit; do
  train sweep spiking-units --set preset=adam2015 --set 'drive.data={set: mnist, validation: 5000}' --set epochs=10 \
    --set drive.error_modulation=none --set synapse.learning_rate=1e-3 --vary drive.neuron.kind=$kind --output "$output/adam-$kind"
  awk -F, -v kind=$kind '
    NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
    { printf "| %s |", kind == "spikingNeuralUnit" ? "spiking" : "soft"
      n = split("validation test train", names, " ")
      for (k = 1; k <= n; k++) printf " %.2f |", 100 * $place["results_" names[k] "_accuracy"]
      print "" }' "$output/adam-$kind/sweep.csv"
done

# A modulation of a kind of units: KIND NAME MODULATION HOW-MANY RATES LAYERS. As many rates as are best with seed 1 are run with all
# seeds, whose mean chooses.
modulated() {
  kind=$1 name=$1-$2 modulation=$3 count=$4
  set -- "$5" --set drive.neuron.kind=$kind --set "drive.layers=$6" --set "drive.error_modulation=$modulation"
  list=$1
  shift
  choose $name-rates spiking-units $list "$@"
  awk -F, -v count=$count '
    NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
    { value[$2] = $place["results_validation_accuracy"] }
    END {
      while (count-- > 0) {
        best = ""
        for (rate in value) if (value[rate] != "" && (best == "" || value[rate] > value[best])) best = rate
        list = list (list == "" ? "" : ",") best
        delete value[best]
      }
      print list
    }' "$tried/sweep.csv" > "$output/list"
  read -r list < "$output/list"
  train sweep spiking-units "$@" --vary synapse.learning_rate=$list --set seeds=$seeds --best-by $validation --output "$output/$name"
}
# Cells: KIND NAME. Rate, held out, test, and test less plain.
cells() {
  awk -F, '
    NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
    { printf " %s |", $1
      for (k = 1; k <= 2; k++) {
        name = "results_" (k == 1 ? "validation" : "test") "_accuracy"
        printf " %.1f ± %.1f |", 100 * $place[name], 100 * $place[name "_sd"]
      } }' "$output/$1-$2/best.csv"
  if [ $2 = none ]; then printf ' |'; else less $1-$2 $1-none test_accuracy --best-by $validation; fi
}
echo
echo "SGD, the rates that are best on held-out images, $seeds seeds:"
echo
echo '| | η, spiking | held out, % | test, % | less plain | η, soft | held out, % | test, % | less plain |'
echo '|---|---|---|---|---|---|---|---|---|'
for what in none grapes factor; do
  modulation=$what label=$what
  case $what in none) label=plain ;; grapes) label=GRAPES ;; factor) modulation=$factor label='a constant factor of 1.8' ;; esac
  modulated spikingNeuralUnit $what "$modulation" 2 0.001,0.003,0.006,0.01,0.03,0.06 '[256, 256, 256]'
  modulated softSpikingNeuralUnit $what "$modulation" 1 0.003,0.01,0.03,0.06 '[256, 256]'
  printf '| %s |' "$label"
  cells spikingNeuralUnit $what
  cells softSpikingNeuralUnit $what
  echo
done
