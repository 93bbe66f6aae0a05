// Loops over synapses and vectors that profit from wide registers. They are in C because Swift has no
// way to compile one function for several processors: here each loop exists for several x86-64 levels,
// and the loader picks the best one. Everything else is in Swift.
//
// Contraction to fused multiply-add is off, so that every level gives the same bits.

#ifndef SYNAPTIC_DYNAMICS_KERNELS_H
#define SYNAPTIC_DYNAMICS_KERNELS_H

#include <stddef.h>

#include "alignment.h"
#include "bandwidth.h"
#include "collocation.h"
#include "convolution.h"
#include "dormand_prince.h"
#include "drives.h"
#include "equations.h"
#include "held_windows.h"
#include "law.h"
#include "maps.h"
#include "moving_windows.h"
#include "noise.h"
#include "panels.h"
#include "spikes.h"
#include "stepped_neurons.h"
#include "surveys.h"
#include "units.h"

/// Writes the derivatives of the components that a law moves, for n synapses; nothing else is written.
///
/// `gradient` is the law's own signal; `state` and `rates` are laid out as `struct law` says.
void law_rates(const struct law *law, size_t n, size_t stride, const double *gradient,
               const double *state, double *rates);

/// Writes what the kinks of the rates hang on: what has the sign of each synapse's direction of change, and K g.
/// A null pointer is not wanted.
void law_directions(const struct law *law, size_t n, size_t stride, const double *gradient,
                    const double *state, double *directions, double *signals);

/// One step of forward Euler of length h, in place. `sequential`: first the substances, then the
/// weights (and the clock) by the new substances.
///
/// Returns 1, or 0 if a new value is not finite (or so large that the sum of a synapse's is not).
int law_euler_step(const struct law *law, size_t n, size_t stride, double h, int sequential,
                   const double *gradient, double *state);
int law_euler_step_float(const struct law *law, size_t n, size_t stride, double h, int sequential,
                         const float *gradient, float *state);

/// Replaces `vector` by the solution x of (I − γJ) x = vector, J the Jacobian of the rates: the part of
/// it that belongs to a law.
void law_newton_solve(const struct law *law, size_t n, size_t stride, double gamma,
                      const double *gradient, const double *state, double *vector);

/// z = a x + b y. z may be x or y.
void kernel_linear_sum(size_t n, double a, const double *x, double b, const double *y, double *z);

/// z = a x. z may be x.
void kernel_scale(size_t n, double a, const double *x, double *z);

/// weights = 1 / (relative |y| + absolute), with one absolute tolerance or one for each component.
void kernel_error_weights(size_t n, double relative, size_t absolute_count, const double *absolute,
                          const double *y, double *weights);

/// result[i] = e^x[i], to 1 unit in the last place; x is clamped to [−708, 709].
void kernel_exp(size_t n, const double *x, double *result);

/// result[i] = 2^((high + low)·x[i]) for powers between −1000 and 1000, to 1.25 units in the last place.
void kernel_power_of_two(size_t n, double high, double low, const double *x, double *result);

/// result[i] = 2^((high + low)·x[i]) for powers between −125 and 125, to 1.25 units in the last place.
void kernel_power_of_two_float(size_t n, float high, float low, const float *x, float *result);

#endif
