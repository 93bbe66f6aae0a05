#ifndef SYNAPTIC_DYNAMICS_PANELS_H
#define SYNAPTIC_DYNAMICS_PANELS_H

#include <stddef.h>

/// Linear components that are solved together at most.
enum { WINDOW_MOST_COMPONENTS = 22 };

/// value[i] = x at time[i] of x′ = forcing[i] − rate[i] x from start[i] on, to some units in the last place for every rate, 0 and
/// rates below 0 among them.
void window_relaxation(size_t n, const double *time, const double *rate, const double *start,
                       const double *forcing, double *value);

/// value = x at a time ≥ 0 of x′ = A x + forcing from `start` on; A has `count` rows, one after the other.
void window_linear(size_t count, const double *matrix, const double *start, const double *forcing,
                   double time, double *value);

/// How many points a panel has.
size_t panel_point_count(void);
/// Where they are on [0, 1], ascending; both ends lie beyond them.
const double *panel_point_list(void);

/// Integrals over panels, whose values stand point by point, `width` panels side by side: those of Kronrod's formula, what
/// Gauss' differ from them, and those of the magnitudes.
void panel_integrals(size_t width, const double *length, const double *values, double *integral,
                     double *difference, double *magnitude);

/// result = at every point the integral from the panel's start on of the polynomial through the values.
void panel_antiderivatives(size_t width, const double *length, const double *values, double *result);

/// The polynomial through a panel's values at any place of [0, 1].
double panel_polynomial(const double *values, double place);

#endif
