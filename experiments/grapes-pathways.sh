# GRAPES, a constant factor of its mean and none with four pathways on handwritten digits, each at the rate that examples held out
# choose: docs/experiments/grapes.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
rates=0.1,0.2,0.35,0.6,1 folds=0,1,2,3,4 seeds=2 epochs=40
pathways='transport feedbackAlignment direct indirect'
if [ -n "$short" ]; then rates=0.1,0.2,0.4 folds=0,1 seeds=1 epochs=1 pathways='transport direct'; fi
. experiments/grapes-common

rows_header pathway 'test accuracy, %'
for pathway in $pathways; do
  set -- depth --set 'drive.data={set: digits, validation: 288}' --set 'drive.layers=[64, 64, 64]' \
    --set drive.activation=tanh --set drive.initialisation=glorotUniform --set drive.feedback=$pathway
  rows_at_their_rates $pathway "$@"
done
