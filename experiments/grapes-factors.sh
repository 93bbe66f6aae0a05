# GRAPES' factors, layer by layer, in a network of ten hidden layers of tanh units as it learns part of MNIST:
# docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
examples='{set: mnist, training: 10000, test: 2000}' layers='{count: 10, width: 256}' seeds=3 epochs=10
if [ -n "$short" ]; then examples=digits layers='{count: 4, width: 64}' seeds=2 epochs=2; fi
synapse run depth --set "drive.data=$examples" --set "drive.layers=$layers" --set drive.activation=tanh \
  --set drive.initialisation=glorotUniform --set drive.dropout=0.1 --set drive.error_modulation=grapes \
  --set synapse.learning_rate=0.003 --set epochs=$epochs --set seeds=$seeds ${data:+"--data-dir=$data"} \
  --force --quiet --output "$output/run" >&2
for file in learning layers; do sed "s/^/$file,/" "$output/run/$file-seeds.csv"; done | awk -F, -v epochs=$epochs '
  $2 == "epoch" { for (k = 1; k <= NF; k++) place[$1, $k] = k; next }
  $1 == "learning" && $2 == epochs { accuracy = 100 * $place[$1, "test_accuracy"] }
  $1 == "layers" && $place[$1, "factor_mean"] != "" {
    layer = $place[$1, "layer"]
    if (layer > count) count = layer
    text[$2, layer] = sprintf(" %.3f | %.3f | %.2f | %.2f |", $place[$1, "factor_mean"], $place[$1, "factor_sd"],
      $place[$1, "factor_min"], $place[$1, "factor_max"])
  }
  END {
    printf "| layer | mean, at the start | deviation | lowest | highest | mean, after %d epochs | deviation | lowest | highest |\n", epochs
    print "|---|---|---|---|---|---|---|---|---|"
    for (layer = 1; layer <= count; layer++) print "| " layer " |" text[0, layer] text[epochs, layer]
    printf "\nTest accuracy after %d epochs: %.1f %%.\n", epochs, accuracy
  }'
