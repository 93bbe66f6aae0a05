#ifndef SYNAPTIC_DYNAMICS_COLLOCATION_H
#define SYNAPTIC_DYNAMICS_COLLOCATION_H

#include "law.h"

/// Points of a step at which the signal is taken, both ends among them.
#define COLLOCATION_NODES 8
/// Synapses that are stepped together.
#define COLLOCATION_LANES 64

/// Node j of a step, from 0 to 1.
double collocation_node(size_t j);

/// What a step's error is measured by: each component's tolerance is absolute + relative·|component|.
struct collocation_tolerances {
  double relative, momentum, rho, weight;
};

/// One step of up to COLLOCATION_LANES synapses, each of its own length. Each pointer is to one row of
/// COLLOCATION_LANES numbers, or to COLLOCATION_NODES of them, one for each node.
struct collocation_step {
  const double *size;      ///< h
  const double *gradient;  ///< g at the nodes, without gain
  const double *rho;       ///< ρ at the start
  const double *weight;    ///< the smaller |w|, for the error
  /// Whether the sign of g, of m, at the start counts: not where a step begins at a zero.
  const double *gradient_counts, *momentum_counts;
  double *momentum;         ///< m at the nodes: given at the start, found at the others
  double *new_rho;          ///< ρ at the end
  double *integral;         ///< ∫ m ρ dt
  double *error;            ///< estimated, in units of the tolerance
  double *gradient_change;  ///< the node before which g changes sign first, or 0
  double *momentum_change;  ///< the same of m
};

/// Computes a step of n synapses.
void collocation_evaluate(const struct law *law, const struct collocation_tolerances *tolerances,
                          size_t n, const struct collocation_step *step);

/// Where the polynomial through the values at the nodes, each in its row, is zero, between two nodes at
/// which it has different signs.
double collocation_zero(const double *values, size_t low, size_t high);

/// result[i] = amplitude Σ_h harmonics[h] sin(2π (h+1) frequency t + (h+1) phase) of signal signals[i] at
/// times[i].
void sum_of_sines(size_t n, const double *times, const size_t *signals, const double *amplitude,
                  const double *frequency, const double *phase, size_t harmonic_count,
                  const double *harmonics, double *result);

#endif
