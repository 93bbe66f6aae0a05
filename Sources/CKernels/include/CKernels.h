// Loops over synapses and vectors that profit from wide registers. They are in C because Swift has no way to
// compile one function for several processors: here each loop exists for several x86-64 levels, and
// the loader picks the best one. Everything else is in Swift.
//
// Contraction to fused multiply-add is off, so that every level gives the same bits.

#ifndef SYNAPTIC_DYNAMICS_KERNELS_H
#define SYNAPTIC_DYNAMICS_KERNELS_H

#include <stddef.h>

/// The constants of Bio-Adam's equations for one population.
struct bio_adam_constants {
  double momentum_rate;       ///< 1/τ_m
  double rest_concentration;  ///< m₀
  double gradient_gain;       ///< K
  double production;          ///< of ρ
  double consumption;         ///< of ρ, for each unit of |g|
  double decay;               ///< of ρ
  double learning_rate;       ///< η
  double inverse_temperature; ///< 1/T; 0 without predisposition
  double predisposition_gain; ///< what f is multiplied by
};

/// The state of a population, or its derivative: one array for each component.
struct bio_adam_state {
  const double *m_plus, *m_minus, *rho;
  const double *weights[2];
};
struct bio_adam_rates {
  double *m_plus, *m_minus, *rho;
  double *weights[2];
};

/// Writes the derivatives of n synapses with one or two weights each.
void bio_adam_rates(size_t n, size_t weight_count, const double *gradient,
                    struct bio_adam_state state, struct bio_adam_constants constants,
                    struct bio_adam_rates rates);

/// z = a x + b y. z may be x or y.
void kernel_linear_sum(size_t n, double a, const double *x, double b, const double *y, double *z);

/// z = a x. z may be x.
void kernel_scale(size_t n, double a, const double *x, double *z);

/// weights = 1 / (relative |y| + absolute), with one absolute tolerance or one for each component.
void kernel_error_weights(size_t n, double relative, size_t absolute_count, const double *absolute,
                          const double *y, double *weights);

/// result[i] = e^x[i], to 2 units in the last place; x is clamped to [−708, 709].
void kernel_exp(size_t n, const double *x, double *result);

#endif
