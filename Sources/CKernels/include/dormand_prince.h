#ifndef SYNAPTIC_DYNAMICS_DORMAND_PRINCE_H
#define SYNAPTIC_DYNAMICS_DORMAND_PRINCE_H

#include <stddef.h>

/// Lanes that are stepped together. Component k of lane i is element k·DORMAND_PRINCE_LANES + i of a state.
#define DORMAND_PRINCE_LANES 128
/// Slopes that a step takes, and with those of the dense output.
#define DORMAND_PRINCE_STAGES 12
#define DORMAND_PRINCE_SLOPES 16

/// Where a slope is taken, as a part of the step; number 12 is at its end.
double dormand_prince_node(size_t slope);

/// Writes the state at which a slope is to be taken, from those before it; number 12 is the new state.
///
/// Slopes are laid out as states, one state after the other.
void dormand_prince_state(size_t slope, size_t components, size_t lanes, const double *state,
                          const double *sizes, const double *slopes, double *result);

/// Writes each lane's error in units of its tolerances, the largest of its components', infinite where something is not
/// finite; and how much longer its next step should be, between 1/5 and 1.5.
///
/// A component's tolerance is relative·|component| + absolute; one whose absolute tolerance is infinite has no say.
void dormand_prince_errors(size_t components, size_t lanes, const double *state,
                           const double *new_state, const double *sizes, const double *slopes,
                           double relative, const double *absolute, double *errors,
                           double *factors);

/// Writes the dense output's seven coefficients, each laid out as a state, from all slopes.
void dormand_prince_dense(size_t components, size_t lanes, const double *state,
                          const double *new_state, const double *sizes, const double *slopes,
                          double *coefficients);

/// Writes each lane's state at its place within the step, between 0 and 1.
void dormand_prince_interpolate(size_t components, size_t lanes, const double *state,
                                const double *coefficients, const double *places, double *result);

/// Writes 1 for lanes in which a switching function has, or comes close to, another sign than is held, else 0.
///
/// Its values at the states of slopes 0 to 10 and at the end are the rows 0 to 10 and 12, `stride` apart.
void dormand_prince_compare(size_t lanes, size_t stride, const double *values, const double *signs,
                            double *close);

#endif
