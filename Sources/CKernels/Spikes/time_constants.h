#ifndef SYNAPTIC_DYNAMICS_TIME_CONSTANTS_H
#define SYNAPTIC_DYNAMICS_TIME_CONSTANTS_H

#include "free_motion.h"

// A free stretch of a unit: its state at the start, its adjoint at the end, and the running loss.
struct free_stretch {
  double length, v, i, adjoint_v, adjoint_i, q;
};

// (y − 1 + e^(−y))/y² for small y.
INLINE double second_order(double y) {
  double sum = 0, term = 0.5;
  for (int k = 0; k < 16; k++) {
    sum += term;
    term *= -y / (k + 3);
  }
  return sum;
}

// Adds ∂L/∂τ_m = ∫ λ_V V̇ dt and ∂L/∂τ_s = ∫ λ_I İ dt of a stretch: products of its exponentials, whose integrals are
// those of c(s).
static void add_stretch(
    const spike_neuron *neuron, const struct motion *motion, struct free_stretch s, spike_constants *constants) {
  double tau_m = neuron->tau_m, tau_s = neuron->tau_s, length = s.length;
  if (length <= 0) return;
  struct factors f = factors_of(motion, length);
  double kappa = (tau_m - tau_s) / (tau_m * tau_s), y = kappa * length;
  double first, second;  // e^(−L/τ_m) ∫ (1 − e^(−κs))/κ ds, and ∫ c(L − s) e^(−s/τ_s) ds
  if (y > -0.5 && y < 0.5) {
    first = f.potential * length * length * second_order(y);
    second = f.current * length * length * second_order(-y) / tau_m;
  } else {
    first = (f.potential * length - tau_m * f.coupling) / kappa;
    second = (f.coupling - f.current * length / tau_m) / kappa;
  }
  double sum = s.adjoint_v + s.q;
  double v_end = potential_after(f, s.v, s.i), i_end = s.i * f.current;
  constants->tau_m += sum / tau_m * (s.i * tau_m * f.coupling - f.potential * s.v * length - s.i * first / tau_m)
      - s.q * (v_end - s.v);
  constants->tau_s +=
      -s.i / tau_s * ((s.adjoint_i + s.q) * f.current * length + sum * (tau_m / tau_s) * second)
      - s.q * (i_end - s.i);
}

#endif
