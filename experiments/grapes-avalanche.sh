# Permuted MNIST as Avalanche has it, all pixels permuted and one epoch a task, by momentum: what is known of the tasks in the end with
# GRAPES, a constant factor of its mean and none, and what is forgotten: docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
examples='{set: mnist}' layers='[256, 256]' rate=0.01 seeds=3
if [ -n "$short" ]; then examples='{set: digits}' layers='[64, 64]' rate=0.1 seeds=2; fi
. experiments/grapes-common

set -- permuted-mnist --set "drive.data=$examples" --set rule=momentum --set synapse.tau_m=10 --set synapse.update_order=simultaneous \
  --set "drive.layers=$layers" --set drive.dropout=0 --set drive.tasks.epochs=1 --set drive.tasks.permuted_pixels=all \
  ${data:+"--data-dir=$data"}
measure_constant "$@" --set drive.data.training=640
synapse sweep "$@" --set seeds=$seeds --set synapse.learning_rate=$rate --vary "drive.error_modulation=none,grapes,$constant" \
  --output "$output/tasks" >&2
{
  rows_header result 'mean, %'
  rows 'average accuracy' "$output/tasks" results_average_accuracy
  rows 'right after each task' "$output/tasks" results_learning_accuracy
  rows forgetting "$output/tasks" results_forgetting
} | cut -d '|' -f 1-3,5-
