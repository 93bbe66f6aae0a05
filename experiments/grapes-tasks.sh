# Permuted MNIST as in protocol (ii) of GRAPES' paper: what is known of the tasks in the end, what is forgotten, and how the network does
# on tasks to come, with GRAPES, a constant factor of its mean and none: docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
numbers='600 300' examples=mnist small=
if [ -n "$short" ]; then
  numbers=40 examples=digits
  small='--set drive.layers=[16,16,16] --set drive.tasks.epochs=1 --set drive.tasks.count=2 --set seeds=2'
fi
. experiments/grapes-common

set -- permuted-mnist --set "drive.data={set: $examples}" $small ${data:+"--data-dir=$data"}
measure_constant "$@" --set drive.data.training=640 --set drive.tasks.epochs=1 --set drive.tasks.permuted_pixels=${numbers%% *}
for pixels in $numbers; do
  synapse sweep "$@" --set drive.tasks.permuted_pixels=$pixels --vary "drive.error_modulation=none,grapes,$constant" \
    --output "$output/$pixels" >&2
  if [ "$pixels" != "${numbers%% *}" ]; then echo; fi
  echo "$pixels permuted pixels:"
  echo
  {
    rows_header result 'mean, %'
    rows 'average accuracy' "$output/$pixels" results_average_accuracy
    rows 'right after each task' "$output/$pixels" results_learning_accuracy
    rows forgetting "$output/$pixels" results_forgetting
    rows 'future accuracy' "$output/$pixels" results_future_accuracy
  } | cut -d '|' -f 1-3,5-
done
