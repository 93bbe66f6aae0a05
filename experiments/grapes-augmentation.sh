# GRAPES, a constant factor of its mean and none on handwritten digits that are shifted anew in every epoch, each at the rate that
# examples held out choose: docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
rates=0.05,0.1,0.2,0.4 folds=0,1,2,3,4 seeds=2 epochs=80
if [ -n "$short" ]; then rates=0.1,0.2 folds=0,1 seeds=1 epochs=1; fi
. experiments/grapes-common

rows_header shift 'test accuracy, %'
for crop in 0 1; do
  set -- depth --set "drive.data={set: digits, validation: 288, augmentation: {crop: $crop}}" \
    --set 'drive.layers=[64, 64, 64]' --set drive.activation=tanh --set drive.initialisation=glorotUniform
  rows_at_their_rates $crop "$@"
done
