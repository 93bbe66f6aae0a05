# Predisposition at several temperatures beside backpropagation on MNIST: test accuracy, angles, and paired differences:
# docs/experiments/predisposition.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), where the data set is ($data), whether the form is short
# ($short: digits in its place), and takes what is printed for the table of the page.
study=mnist epochs=12 seeds=3 temperatures='10 5 1 0.3' layers='[256]'
if [ -n "$short" ]; then study=digits epochs=2 seeds=2 temperatures='10 0.3' layers='[16]'; fi

folders=
settings() {
  folders="$folders $output/$1"
  at=$output/$1
  shift
  synapse run $study --set epochs=$epochs --set seeds=$seeds --set "drive.layers=$layers" "$@" ${data:+--data-dir "$data"} --output "$at" >&2
}
# f is ½ near w = 0, which halves the rate.
settings backpropagation-5e-4 --set drive.feedback=transport --set 'synapse={gradient_gain: 1e4, m0: 1000, learning_rate: 5e-4}'
settings backpropagation-1e-3 --set drive.feedback=transport --set 'synapse={gradient_gain: 1e4, m0: 1000, learning_rate: 1e-3}'
for t in $temperatures; do settings "T-$t" --set "synapse={gradient_gain: 1e4, m0: 1000, learning_rate: 1e-3, temperature: $t}"; done

synapse differences $folders --result results_test_accuracy --within 0.5 --markdown | sed "s|$output/||g; s/results_test_accuracy/test accuracy/"
printf '\n| | angle, layer 1 | layer 2 | angle of the error |\n|---|---|---|---|\n'
for t in $temperatures; do
  for quantity in angle_1 angle_2 error_angle_1; do
    awk -F, -v quantity=results_$quantity 'NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
      $1 == quantity { printf " %.1f ± %.1f |", $place["mean"], $place["sd"] }' "$output/T-$t/seeds.csv"
  done | sed "s/^/| T = $t |/"
  echo
done
