# What the Yin-Yang task learns with neurons in steps of four lengths, and with exact events: the second table of
# docs/experiments/short-steps.md.
#
# Called by scripts/experiments.sh, which says where files go ($output, $figures), whether the form is short ($short), and takes what
# is printed for the table of the page.
steps=4,2,1,0.5 seeds=3 epochs=20 data=yinYang layers='[200]'
if [ -n "$short" ]; then
  steps=4,2 seeds=2 epochs=2 data='{set: yinYang, training: 500, test: 200}' layers='[30]'
fi

synapse sweep yin-yang-steps --set epochs=$epochs --set "drive.data=$data" --set "drive.layers=$layers" --set seeds=$seeds \
  --vary drive.step=$steps --output "$output/steps" >&2
synapse plot "$output/steps/sweep.csv" --x drive.step --result results_test_accuracy --output "$figures/yin-yang-steps.png" >&2
synapse run yin-yang --set epochs=$epochs --set "drive.data=$data" --set "drive.layers=$layers" --set seeds=$seeds \
  --set drive.trial=60 --set drive.readout=integratedVoltage --set 'synapse.schedule={learning_rate: {exponential: 0.9}}' \
  --set 'drive.initialisation=[{normal: [1.5, 0.78]}, {normal: [0, 0.4]}]' --output "$output/events" >&2

synapse table "$output/steps" --result results_test_accuracy --markdown |
  sed '1 { s/drive.step/steps, ms/; s/results_test_accuracy/test/; s/runs/seeds/ }'
synapse table "$output/events" --result results_test_accuracy --markdown |
  sed -n '$s/^/| exact events /p'
