# How much momentum and plain gradient descent forget of permuted digits, and how they do on tasks to come: docs/continual-learning.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
seeds=10 epochs=10 numbers='64 40 20'
if [ -n "$short" ]; then seeds=2 epochs=2 numbers='64 20'; fi
echo '| permuted pixels | rule | seeds | average accuracy, % | forgetting, % | future accuracy, % | right after each task, % |'
echo '|---|---|---|---|---|---|---|'
for pixels in $numbers; do
  synapse sweep permuted-digits --set drive.tasks.permuted_pixels=$pixels --set drive.tasks.epochs=$epochs --set seeds=$seeds \
    --vary rule=momentum,gradientFlow --output "$output/$pixels" >&2
  synapse table "$output/$pixels" --result results_average_accuracy --result results_forgetting \
    --result results_future_accuracy --result results_learning_accuracy --markdown | sed "1,2d; s/^/| $pixels /"
done
printf '\nForgetting of `gradientFlow` less that of `momentum`, pairs of the same seed:\n\n'
for pixels in $numbers; do
  synapse differences "$output/$pixels" --against rule=momentum --result results_forgetting --within 2 --markdown |
    sed "/^| setting/s/setting/permuted pixels/; s/rule=gradientFlow/$pixels/; /rule=momentum/d; s/results_forgetting/that of \`gradientFlow\`/"
done | awk '/^[|] permuted|^[|]---/ { if (NR > 2) next } 1'
