# What is forgotten of permuted digits with GRAPES, a constant factor of its mean and none, at rates up to large ones, and how the
# weights are distributed in the end: docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
seeds=5 epochs=10 rates='0.01 0.03 0.1 0.3'
if [ -n "$short" ]; then seeds=2 epochs=1 rates='0.03 0.1'; fi
. experiments/grapes-common

set -- permuted-digits --set rule=gradientFlow --set 'drive.layers=[64, 64, 64]'
measure_constant "$@"
for rate in $rates; do
  synapse sweep "$@" --set drive.tasks.epochs=$epochs --set seeds=$seeds --set synapse.learning_rate=$rate \
    --vary "drive.error_modulation=none,grapes,$constant" --output "$output/$rate" >&2 || test $? -eq 70
done
for what in average_accuracy forgetting; do
  case $what in
  average_accuracy) rows_header η 'average accuracy, %' ;;
  forgetting) echo && rows_header η 'forgetting, %' ;;
  esac
  for rate in $rates; do rows $rate "$output/$rate" results_$what; done
done | cut -d '|' -f 1-3,5-
printf '\n| η | modulation | weights, deviation, layer 1 | layer 2 | layer 3 | kurtosis, layer 1 | layer 2 | layer 3 |\n'
echo '|---|---|---|---|---|---|---|---|'
for rate in $rates; do
  set --
  for moment in sd kurtosis; do
    for layer in 1 2 3; do set -- "$@" --result results_weight_${moment}_$layer; done
  done
  # Without the number of runs.
  synapse table "$output/$rate" "$@" --markdown | named | sed "1,2d; s/^/| $rate /" | cut -d '|' -f 1-3,5-
done
