#ifndef SYNAPTIC_DYNAMICS_MOVING_WINDOWS_H
#define SYNAPTIC_DYNAMICS_MOVING_WINDOWS_H

#include "law.h"

/// The most points of a path.
#define PATH_POINTS 8

/// Signals on their way through time: the polynomials through what they are at some times.
struct signal_path {
  size_t count;                        ///< of points, 1 to PATH_POINTS
  double times[PATH_POINTS];           ///< from the start of a step
  const double *signals[PATH_POINTS];  ///< at each time one value for each synapse, without gain
};

/// Carries n synapses of Bio-Adam in place through a time in which signals follow a path.
///
/// Collocation with Lobatto's five points, of order 8, in pieces that end where g or m changes its sign and are
/// short against τ_m and ρ's own time; of one point the closed form of a held window. A synapse's result depends on nothing but its own numbers.
///
/// - state: component k of synapse i is element k·stride + i.
///
/// Returns whether all arrive: not where a synapse would need more than ten thousand pieces, and the state is of no use then.
int moving_windows(const struct law *law, size_t n, size_t stride, double length,
                    const struct signal_path *path, double *state);

/// What the errors of paths are weighed by.
struct path_weights {
  /// Element j: by how much m and ρ, and the weights, go wrong for each unit of the difference of order j of
  /// signals: integrals over the step of what is left out.
  double once[PATH_POINTS], twice[PATH_POINTS];
  double relative, momentum, rho, weight;  ///< tolerances
};

/// Raises errors[j], for 0 < j < path.count, to the largest error that a step makes whose path leaves out the difference
/// of order j, over n synapses of finite states and relative to the tolerances; to NaN if a signal is. There are PATH_POINTS errors, 0 or more.
void path_errors(const struct law *law, size_t n, size_t stride, const struct signal_path *path,
                 const struct path_weights *weights, const double *state, double *errors);

#endif
