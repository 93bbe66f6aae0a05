#ifndef SYNAPTIC_DYNAMICS_DRIVES_H
#define SYNAPTIC_DYNAMICS_DRIVES_H

#include <stddef.h>

/// result[i] = amplitude Σ_h harmonics[h] sin(2π (h+1) frequency t + (h+1) phase) of signal signals[i] at
/// times[i]; harmonic h + 1 to 4e-16 (h + 1)² of its amplitude.
void sum_of_sines(size_t n, const double *times, const size_t *signals, const double *amplitude,
                  const double *frequency, const double *phase, size_t harmonic_count,
                  const double *harmonics, double *result);

#endif
