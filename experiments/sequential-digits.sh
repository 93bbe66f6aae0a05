# Digits read row by row by spiking neural units that read each other and by some that do not, with and without GRAPES: the last table
# of docs/experiments/spiking-units.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
seeds=5 units=100 epochs=60
if [ -n "$short" ]; then seeds=2 units=10 epochs=2; fi
synapse sweep sequential-digits --set epochs=$epochs --set seeds=$seeds \
  --vary "drive.layers=[{dense: $units, recurrent: true}],[$units]" \
  --vary 'drive.error_modulation=none,grapes,{clip: [1.8, 1.8]}' --output "$output/sweep" >&2
synapse table "$output/sweep" --result results_validation_accuracy --result results_test_accuracy --markdown | sed "
  1 { s/drive.layers/layer/; s/drive.error_modulation/errors/; s/runs/seeds/; s/results_validation_accuracy/held out/; s/results_test_accuracy/test/ }
  s/\[{dense: $units, recurrent: true}\]/recurrent/; s/\[$units\]/not recurrent/
  s/| none /| plain /; s/| grapes /| GRAPES /; s/{clip: \[1.8, 1.8\]}/a constant factor of 1.8/"
