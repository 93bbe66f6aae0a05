# The difference of forward and backward weights, measured and as the contraction clock predicts it, at several temperatures on
# handwritten digits: docs/experiments/contraction-clock.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
temperatures='10 5 2 1 0.5 0.2' epochs=60 seeds=5 layers='[64]'
if [ -n "$short" ]; then temperatures='10 0.2' epochs=2 seeds=2 layers='[16]'; fi

echo '| T | layer | ‖W_f − W_b‖ at the start | measured at the end | predicted | predicted over measured fall, less 1, % |'
echo '|---|---|---|---|---|---|'
for t in $temperatures; do
  synapse run digits --set epochs=$epochs --set seeds=$seeds --set "drive.layers=$layers" --set synapse.temperature=$t \
    --set record.contraction_clock=true --output "$output/$t" >&2
  # The first and the last row of each layer in each run; a blank line parts the runs.
  for layer in 1 2; do
    for run in "$output/$t"/runs/*/; do
      awk -F, -v layer=$layer 'NR == 1 { for (k = 1; k <= NF; k++) place[$k] = k; next }
        $place["layer"] == layer { if (!start) start = $place["difference"]; end = $place["difference"]; predicted = $place["difference_predicted"] }
        END { print start, end, predicted, 100 * ((start - predicted) / (start - end) - 1) }' OFMT=%.12g "${run}layers.csv"
    done | awk -v t=$t -v layer=$layer '
      { for (k = 1; k <= 4; k++) { if (NR == 1) first[k] = $k; sum[k] += $k - first[k]; squares[k] += ($k - first[k]) ^ 2 } }
      END {
        printf "| %s | %d |", t, layer
        for (k = 1; k <= 4; k++)
          printf " %.3f ± %.3f |", first[k] + sum[k] / NR, sqrt((squares[k] - sum[k] ^ 2 / NR) / (NR - 1))
        print ""
      }'
  done
done
