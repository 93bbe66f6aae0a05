# The Yin-Yang task by exact spikes under Bio-Adam, with errors that come back in several ways, at rates that points held out choose:
# docs/experiments/yin-yang.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
. experiments/rates-common
seeds=5 few=2e-3,5e-3 set='study=yin-yang-predisposition'
if [ -n "$short" ]; then seeds=2 set='drive.data={set: yinYang, training: 300, validation: 100, test: 100}'; fi
. experiments/yin-yang-common

: > "$output/repeated"
echo '| pathway, seed 1 | η: held out / test, % |'
echo '|---|---|'
for pathway in transport predisposition feedbackAlignment direct; do
  case $pathway in
    predisposition) label='predisposition, T = 10' ;;
    feedbackAlignment) label='feedback alignment' ;;
    *) label=$pathway ;;
  esac
  choose $pathway-rates yin-yang-predisposition 2e-3,5e-3,1e-2 --set drive.feedback=$pathway
  printf '| %s |' "$label"
  tried
  repeat $pathway yin-yang-predisposition --set drive.feedback=$pathway --set synapse.learning_rate=$rate
  row "$label | $rate" "$output/$pathway" 'error_angle:1 angle:2 difference:2' $accuracies best_test_accuracy >> "$output/repeated"
done
echo
echo "At the chosen rates, the seeds from 1 to $seeds:"
echo
echo '| pathway | η | seeds | held out, % | test, % | best test, % | error angle, hidden layer, ° | angle of W_f and W_b, outputs, ° | ‖W_f − W_b‖, outputs |'
echo '|---|---|---|---|---|---|---|---|---|'
cat "$output/repeated"
echo
difference 'Predisposition less transport' "$output/predisposition" "$output/transport"
