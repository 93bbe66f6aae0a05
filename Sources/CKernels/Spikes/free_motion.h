#ifndef SYNAPTIC_DYNAMICS_FREE_MOTION_H
#define SYNAPTIC_DYNAMICS_FREE_MOTION_H

#include "spikes.h"

#include "../Elementary/total_functions.h"

// A neuron between events. With κ = 1/τ_s − 1/τ_m, after a time s
//
//     I = I₀ e^(−s/τ_s)      V = V₀ e^(−s/τ_m) + I₀ c(s)      c(s) = e^(−s·slow) s g(|κ|s)/τ_m      g(y) = (1 − e^(−y))/y
//
// where slow is the smaller one of 1/τ_m and 1/τ_s: symmetric in the two, so that nothing is singular where they are equal and
// nothing overflows where they are far apart.

struct motion {
  double rate_m, rate_s, slow, gap;  // 1/τ_m, 1/τ_s, the smaller one, |κ|
};

INLINE struct motion motion_of(const spike_neuron *neuron) {
  double rate_m = 1 / neuron->tau_m, rate_s = 1 / neuron->tau_s;
  double gap = (neuron->tau_m - neuron->tau_s) / (neuron->tau_m * neuron->tau_s);
  return (struct motion){rate_m, rate_s, rate_m < rate_s ? rate_m : rate_s, gap < 0 ? -gap : gap};
}

INLINE double smaller(double x, double y) { return x < y ? x : y; }

// e^x − 1 for x ≤ 0, as for x ≥ 0; below −50 it is −1.
INLINE double decay_less_one(double x) { return exponential_less_one(x < -50.0 ? -50.0 : x); }

// s g(|κ|s) = (1 − e^(−|κ|s))/|κ|, or s.
INLINE double shared_time(const struct motion *motion, double s) {
  double y = motion->gap * s;
  return y < 1e-200 ? s : -decay_less_one(-y) / motion->gap;
}

struct factors {
  double potential, current, coupling;  // e^(−s/τ_m), e^(−s/τ_s), c(s)
};

INLINE struct factors factors_of(const struct motion *motion, double s) {
  double potential = exponential(-s * motion->rate_m), current = exponential(-s * motion->rate_s);
  double slower = potential > current ? potential : current;
  return (struct factors){potential, current, slower * shared_time(motion, s) * motion->rate_m};
}

FOR_EVERY_PROCESSOR
static void find_factors(const struct motion *motion, size_t n, const double *lengths, struct factors *factors) {
  for (size_t k = 0; k < n; k++) factors[k] = factors_of(motion, lengths[k]);
}

// For how many steps factors are found at once.
enum { ahead = 64 };

INLINE double potential_after(struct factors f, double v, double i) {
  return fused(f.potential, v, f.coupling * i);
}

#endif
