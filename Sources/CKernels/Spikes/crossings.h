#ifndef SYNAPTIC_DYNAMICS_CROSSINGS_H
#define SYNAPTIC_DYNAMICS_CROSSINGS_H

#include "free_motion.h"

// Whether and when a neuron below its threshold reaches it.
//
// I falls, so V rises at the threshold only while I > θ: within (0, L] V is largest at s_e = min(L, τ_s ln(I₀/θ)), and the neuron
// fires if it is at least θ there. To find when, V(s) − θ times e^(s·slow) is taken if τ_s ≤ τ_m, and times e^(s/τ_s) else:
//
//     F(s) = V₀ e^(−k s) + (I₀/τ_m) s g(|κ|s) − θ e^(s·slow)       k = max(−κ, 0)
//
// is concave with F(0) < 0, so that Newton's steps from 0 rise to the first zero and need no bracket. F is summed from
// differences, so that it keeps its digits where V₀ is near the threshold.

INLINE double latest_crossing(const spike_neuron *neuron, double i, double length) {
  double s = neuron->tau_s * logarithm(i / neuron->threshold);
  return smaller(length, s);
}

INLINE int fires_within(
    const spike_neuron *neuron, const struct motion *motion, double v, double i, double length) {
  double s = latest_crossing(neuron, i > neuron->threshold ? i : neuron->threshold, length);
  double highest = potential_after(factors_of(motion, s), v, i);
  return (i > neuron->threshold) & (highest >= neuron->threshold) & (length > 0);
}

// One step of Newton from s; the same s where F has no zero beyond it but for rounding.
INLINE double crossing_step(
    const spike_neuron *neuron, const struct motion *motion, double k, double v, double i, double s) {
  double theta = neuron->threshold;
  double fall = decay_less_one(-motion->gap * s);           // e^(−|κ|s) − 1
  double rise = exponential_less_one(motion->slow * s);     // e^(s·slow) − 1
  double own = k > 0 ? v * fall : 0.0;
  double value = ((v - theta) + own) + i * motion->rate_m * shared_time(motion, s) - theta * rise;
  double slope = fused(i * motion->rate_m, 1 + fall, -theta * motion->slow * (1 + rise)) - k * (v + own);
  return slope > 0 && value < 0 ? s - value / slope : s;
}

#endif
