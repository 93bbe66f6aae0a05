# Weights in devices on handwritten digits: noise on updates, and weights in steps, with GRAPES and without, at the rates that
# devices-rates.sh finds best without devices and without GRAPES: docs/experiments/devices.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
epochs=40 seeds=5 layers='[64]' modulations=none,grapes
devices='{},{update_noise: 1e-2},{update_noise: 3e-2},{weight_step: 0.01},{weight_step: 0.05},{weight_step: 0.05, rounding: stochastic}'
if [ -n "$short" ]; then epochs=1 seeds=2 layers='[16]' devices='{},{weight_step: 0.05}' modulations=none; fi

# A rule, its rate, and what it needs beside it. Runs that diverge fail the sweep (70).
rows() {
  rule=$1 rate=$2
  shift 2
  synapse sweep optimisers --set epochs=$epochs --set seeds=$seeds --set "drive.layers=$layers" --set rule=$rule \
    --set synapse.learning_rate=$rate "$@" --vary drive.error_modulation=$modulations --vary "drive.hardware=$devices" \
    --output "$output/$rule-$rate" >&2 || test $? -eq 70
  synapse table "$output/$rule-$rate" --rows drive.error_modulation --across drive.hardware --result results_test_accuracy --markdown |
    sed "s/^| drive[^|]*|/| rule, η | modulation |/; s/^|---|/|---|---|/; s/^| none/| $rule, $rate | none/; s/^| grapes/| $rule, $rate | GRAPES/
      s/| {} |/| nothing |/; s/{update_noise: \([^}]*\)}/noise \1/g; s/{weight_step: \([^},]*\)}/weight step \1/g
      s/{weight_step: 0.05, rounding: stochastic}/the same, stochastic/"
}
rows gradientFlow 1e-3
rows momentum 6e-3 | sed 1,2d
rows nesterov 1.5e-3 | sed 1,2d
rows rmsProp 3e-3 | sed 1,2d
rows adam 3e-2 --set synapse.bias_correction=discrete | sed 1,2d
rows bioAdam 3e-3 | sed 1,2d
# Rates that are too small for the steps.
rows gradientFlow 3e-4 | sed 1,2d
rows adam 1e-2 --set synapse.bias_correction=discrete | sed 1,2d
