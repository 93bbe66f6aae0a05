# The same rule on handwritten digits with the discrete algorithm, with gradients held in continuous time, and in continuous time
# throughout: docs/experiments/discrete-or-continuous.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
rates=0.01,0.03 epochs=60 seeds=5 layers='[64]'
if [ -n "$short" ]; then epochs=2 seeds=2 layers='[16]'; fi
euler='{method: euler, dt: 1}'

# A row; the key batch, which has one value, has its place. Runs that diverge fail the sweep (70).
row() {
  to=$1 name=$2
  shift 2
  synapse sweep digits --set epochs=$epochs --set seeds=$seeds --set "drive.layers=$layers" --vary synapse.learning_rate=$rates \
    --vary drive.batch=64 "$@" --output "$output/$to" >&2 || test $? -eq 70
  synapse table "$output/$to" --rows drive.batch --across synapse.learning_rate --result results_test_accuracy --markdown |
    sed "s/^| drive[^|]*| /| | η = /; s/| \([0-9.]*\) |\$/| η = \1 |/; s/^| 64 /| $name /"
}
row simultaneous 'Euler, dt = 1, simultaneous' --set integrator="$euler" --set synapse.update_order=simultaneous
row sequential 'Euler, dt = 1, sequential' --set integrator="$euler" --set synapse.update_order=sequential | sed 1,2d
row held 'gradients held, exact' | sed 1,2d
row following 'gradients following' --set drive.presentation=following --set integrator.rtol=1e-3 | sed 1,2d
