# Four optimisers, neighbourhood aggregation and the surrogate gradient in a spiking network on MNIST, at rates that examples held
# out choose: docs/experiments/spiking-optimisers.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
. experiments/rates-common
small='--set drive.data.set=digits --set drive.data.training=300 --set drive.data.validation=100 --set drive.data.test=100
  --set epochs=2 --set drive.layers=[32]'

# Seeds of a setting at $rate: FOLDER LABEL OTHER OPTION…, where OTHER is what its test accuracy is compared with.
row() {
  name=$1 label=$2 than=$3
  shift 3
  repeat $name spiking-optimisers "$@" --set synapse.learning_rate=$rate
  printf '| %s | %s |' "$label" $rate
  means $name 2 validation_accuracy test_accuracy train_accuracy
  if [ $name = $than ]; then echo ' |'; else less $name $than test_accuracy; echo; fi
}
# An optimiser: FOLDER LABEL RATES OPTION….
optimiser() {
  name=$1 label=$2 list=$3
  shift 3
  choose $name-rates spiking-optimisers $list "$@"
  row $name "$label" adam "$@"
}
echo '| | η | held out, % | test, % | training, % | test, less Adam |'
echo '|---|---|---|---|---|---|'
optimiser adam Adam 3e-4,1e-3,3e-3,6e-3,1e-2
common=$rate
optimiser momentum 'SGD with momentum (0.9)' 1e-3,3e-3,1e-2,3e-2,6e-2,1e-1 --set preset=momentum
optimiser rmsprop RMSProp 1e-4,3e-4,1e-3,3e-3,6e-3,1e-2,3e-2 --set preset=rmsprop
optimiser bio-adam 'Bio-Adam, K = 1, m₀ = 100' 1e-3,3e-3,1e-2,3e-2 --set preset=bioAdam2022 --set synapse.m0=100

echo
echo "Adam, $seeds seeds, at the rate that the published aggregation chose:"
echo
echo '| | η | held out, % | test, % | training, % | test, less aggregation |'
echo '|---|---|---|---|---|---|'
rate=$common
aggregation() { row $1 "$2" adam --set "drive.gradient={kind: neighbourhoodAggregation$3}"; }
row adam 'neighbourhood aggregation as published' adam
aggregation unfiltered 'without `filters_errors`' ', filters_errors: false'
aggregation unscaled 'without `rescales_errors`' ', rescales_errors: false'
aggregation neither 'without both' ', filters_errors: false, rescales_errors: false'
row surrogate 'surrogate gradient' adam --set drive.gradient=surrogate
