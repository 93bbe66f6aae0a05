# The Yin-Yang task by exact spikes under Adam, with and without a gradient of silent labels: docs/experiments/yin-yang.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
seeds=10 set='study=yin-yang'
if [ -n "$short" ]; then seeds=2 set='drive.data={set: yinYang, training: 500, validation: 200, test: 200}'; fi
. experiments/yin-yang-common

for label in ignored late; do
  train run yin-yang --set seeds=$seeds --set drive.readout.silent_label=$label --output "$output/$label"
done
echo '| a silent label | seeds | held out, % | test, % | best test, % | training, % | loss | spikes of a hidden neuron | share that is silent |'
echo '|---|---|---|---|---|---|---|---|---|'
row 'is ignored' "$output/ignored" 'spikes:1 silent:1' $accuracies best_test_accuracy train_accuracy train_loss
row 'fires at the end' "$output/late" 'spikes:1 silent:1' $accuracies best_test_accuracy train_accuracy train_loss
echo
difference 'The second less the first' "$output/late" "$output/ignored"
