#ifndef SYNAPTIC_DYNAMICS_STEPPED_NEURONS_H
#define SYNAPTIC_DYNAMICS_STEPPED_NEURONS_H

#include <stddef.h>
#include <stdint.h>

/// What a neuron in discrete time gives.
enum stepped_output {
  OUTPUT_FIRES,        ///< y = 1 for v > 0, 0 otherwise
  OUTPUT_SOFT,         ///< y = 1/(1 + e^−v)
  OUTPUT_INTEGRATES    ///< y = s, and nothing resets it
};

/// A neuron in discrete time. From its current I, in every step:
///
///     u = I + decay · rest      s = g(u), g(u) = u for u > 0, leak · u otherwise      v = s − threshold
///     y by v, or s
///     rest = s (1 − y); with soft resets s − threshold · y; s where nothing resets it
///     z = z + filter · (y − z), which is y where the filter is 1
struct stepped_neuron {
  double decay;         ///< from 0 to below 1
  double leak;          ///< 1: g is the identity
  double filter;        ///< above 0, at most 1
  int output;           ///< a `stepped_output`: what y is
  int resets_softly;    ///< whether a threshold is taken off, instead of all
};

/// What stands for dy/dv.
enum step_slope {
  SLOPE_LOGISTIC,   ///< y (1 − y): the derivative of soft neurons
  SLOPE_TANH,       ///< 1 − tanh² v
  SLOPE_RATIONAL    ///< 0.2/(v² + 0.2)
};

/// How numbers of many neurons stand: step after step, and in a step row after row, each row as many neurons, whose
/// thresholds are the same in all rows.
struct step_layout {
  size_t steps;    ///< how many
  size_t stride;   ///< from a step's first number to the next one's
  size_t rows, width;
};

#define STEPPED_KERNELS(real, name)                                                                   \
  /** Takes neurons through steps. `s` has their currents and receives s; `z` receives z, times the mask if there is one. */ \
  /** `rest` and `trace` have rest and z, without the mask, of the step before, and receive those of the last. `fired` receives */ \
  /** 1 where v > 0, if it is wanted. Masks, rest and trace have a number for each neuron of a step. */ \
  void name##_forward(const struct stepped_neuron *neuron, const struct step_layout *layout,       \
                      const real *thresholds, const real *mask, real *rest, real *trace, real *s,  \
                      real *z, uint8_t *fired);                                                    \
  /** Takes errors back through steps: ∂L/∂z (z with the mask) become ∂L/∂I. `next` and `trace` have ∂L/∂I and */ \
  /** ∂L/∂z through the filter of the step behind the last, and receive those of the first; ∂L/∂(−threshold) is added to */ \
  /** `biases`. ∂L/∂y are multiplied by factors, if there are some: as many in each row, the same in all or `factor_stride` apart. */ \
  void name##_backward(const struct stepped_neuron *neuron, enum step_slope slope,                 \
                       const struct step_layout *layout, const real *thresholds, const real *mask, \
                       const real *factors, size_t factor_stride, const real *s, real *errors,     \
                       real *next, real *trace, real *biases);                                     \
  /** ∂L/∂z (z with the mask) become the errors of currents by aggregation over a spike's neighbourhood, before they are scaled: each spike is */ \
  /** made or unmade, and what becomes of L is divided by how far u is from the threshold. For neurons that are not soft, with */ \
  /** g(u) = u and full resets. `filters_twice` takes ∂L/∂z through the filter first. Σ|error| of each row goes to `sums`. */ \
  void name##_aggregate(const struct stepped_neuron *neuron, const struct step_layout *layout,     \
                        const real *thresholds, const real *mask, int filters_twice,               \
                        const real *s, real *errors, double *sums);                                \
  /** a = factor · a, and factors of each row besides, if there are some. */                       \
  void name##_rescale(const struct step_layout *layout, real factor, const real *factors,          \
                      size_t factor_stride, real *a);                                              \
  /** x = z of x by the filter, in place; `trace` has z of the step before, and receives that of the last. */ \
  void name##_filter(const struct step_layout *layout, real filter, real *trace, real *x);         \
  /** all[t] = weights[t] · one. */                                                                \
  void name##_repeat(const struct step_layout *layout, const real *weights, const real *one, real *all); \
  /** sum = Σ weights[t] · all[t], in the order of steps. */                                       \
  void name##_gather(const struct step_layout *layout, const real *weights, const real *all, real *sum);

STEPPED_KERNELS(double, stepped)
STEPPED_KERNELS(float, stepped_float)

#endif
