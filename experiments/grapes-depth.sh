# Networks of several depths and widths with dropout, on handwritten digits: GRAPES, a constant factor of its mean and none, at one
# small rate and at rates that examples held out choose: docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
rates=0.01,0.03,0.1 seeds=5 epochs=20 depths=2,4,8,12 sizes='2x64 8x64 4x256'
if [ -n "$short" ]; then rates=0.1,0.3 seeds=2 epochs=1 depths=2,4 sizes='2x64'; fi
. experiments/grapes-common

data='drive.data={set: digits, validation: 288}'
measure_constant depth --set "$data" --set drive.layers.width=64
synapse sweep depth --set "$data" --set drive.dropout=0.1 --set drive.layers.width=64 --set synapse.learning_rate=0.003 \
  --set epochs=$epochs --set seeds=$seeds --vary drive.layers.count=$depths \
  --vary "drive.error_modulation=none,grapes,$constant" --output "$output/small" >&2
echo 'Test accuracy, %, hidden layers of 64, all at η = 0.003:'
echo
synapse table "$output/small" --rows drive.error_modulation --across drive.layers.count --result results_test_accuracy --markdown |
  sed '1s/[^|]*|/ modulation, layers |/2' | named
printf '\nEach at its rate:\n\n'
rows_header 'hidden layers' 'test accuracy, %'
for size in $sizes; do
  set -- depth --set "$data" --set drive.dropout=0.1 --set "drive.layers={count: ${size%x*}, width: ${size#*x}}"
  rows_at_their_rates $size "$@"
done | sed 's/^\(| [0-9]*\)x/\1 × /'
