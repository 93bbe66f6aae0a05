#ifndef SYNAPTIC_DYNAMICS_BANDWIDTH_H
#define SYNAPTIC_DYNAMICS_BANDWIDTH_H

#include <stddef.h>

/// The loads and stores of one step of Bio-Adam with two weights, and next to no arithmetic: reads the
/// gradient and five components, x = factor·x + g for each of them.
void same_traffic_step(size_t n, size_t stride, double factor, const double *gradient,
                       double *state);
void same_traffic_step_float(size_t n, size_t stride, float factor, const float *gradient,
                             float *state);

/// z = x + factor·y, the usual measure of a memory's bandwidth.
void triad(size_t n, double factor, const double *x, const double *y, double *z);

#endif
