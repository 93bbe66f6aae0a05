# GRAPES, a constant factor of its mean and none with fixed feedback on part of Fashion-MNIST, each at the rate that examples held out
# choose: docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
examples='{set: fashion, training: 6000, validation: 1500, test: 4000}' layers='[128, 128, 128]' rates=0.03,0.1,0.3 seeds=3 epochs=5
if [ -n "$short" ]; then examples='{set: digits, validation: 288}' layers='[64, 64]' rates=0.2,0.4 seeds=2 epochs=1; fi
. experiments/grapes-common

rows_header pathway 'test accuracy, %'
for pathway in feedbackAlignment direct; do
  set -- depth --set "drive.data=$examples" --set "drive.layers=$layers" --set drive.activation=tanh \
    --set drive.initialisation=glorotUniform --set drive.feedback=$pathway ${data:+"--data-dir=$data"}
  rows_at_their_rates $pathway "$@"
done
