# How far ρ is from its equilibrium after training on handwritten digits, over the scale K of the gradients and τ_ρ:
# docs/experiments/equilibrium.md.
#
# Called by scripts/experiments.sh, which says where files go ($output), whether the form is short ($short), and takes what is
# printed for the table of the page.
gains=10,100,1000,10000 magnitudes=30,100,300,1000,3000 epochs=5,60 seeds=3 layers='[64]'
if [ -n "$short" ]; then gains=10,1000 magnitudes=30,1000 epochs=1,2 seeds=2 layers='[16]'; fi

# Runs that diverge fail the sweep (70).
synapse sweep digits --set synapse.m0=1e4 --set seeds=$seeds --set "drive.layers=$layers" \
  --vary synapse.gradient_gain=$gains --vary epochs=$epochs --vary synapse.tau_rho=$magnitudes \
  --output "$output/gain" >&2 || test $? -eq 70
for result in 'rho_ratio_1 ρ over its equilibrium, median of layer 1' 'train_loss Training loss'; do
  printf '%s:\n\n' "${result#* }"
  synapse table "$output/gain" --rows synapse.gradient_gain --rows epochs --across synapse.tau_rho --result "results_${result%% *}" --markdown |
    sed 's/synapse\.gradient_gain/K/; s/synapse\.tau_rho/τ_ρ/'
  echo
done
