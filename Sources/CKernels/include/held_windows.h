#ifndef SYNAPTIC_DYNAMICS_HELD_WINDOWS_H
#define SYNAPTIC_DYNAMICS_HELD_WINDOWS_H

#include "law.h"

/// Carries n synapses of Bio-Adam in place through windows of held gradient, in closed form.
///
/// A synapse's result depends on nothing but its own numbers: not on n, on its place, on how many
/// windows one call takes, nor on the processor.
///
/// - durations: of each window; one of length 0 changes nothing.
/// - gradient: of the law's signal, without gain: that of synapse i in window k is element
///   k·gradient_stride + i.
/// - state: component k of synapse i is element k·stride + i.
void held_windows(const struct law *law, size_t n, size_t stride, size_t windows,
                  const double *durations, const double *gradient, size_t gradient_stride,
                  double *state);

/// The same in 32 bits.
void held_windows_float(const struct law *law, size_t n, size_t stride, size_t windows,
                        const double *durations, const float *gradient, size_t gradient_stride,
                        float *state);

/// result[i] = log(1 + x[i]) for x[i] ≥ 0, to 1.5 units in the last place.
void kernel_log1p(size_t n, const double *x, double *result);

/// The same in 32 bits.
void kernel_log1p_float(size_t n, const float *x, float *result);

/// result[i] = the δ with δ + e^u (e^δ − 1) = c, for c ≥ 0, to 2e-15 of it;
/// above u = 350, where it is nothing beside u, at most c·e^(−350).
void kernel_predisposed_increment(size_t n, const double *u, const double *c, double *result);

#endif
