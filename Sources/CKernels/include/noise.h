#ifndef SYNAPTIC_DYNAMICS_NOISE_H
#define SYNAPTIC_DYNAMICS_NOISE_H

#include <stddef.h>
#include <stdint.h>

/// The four words that Philox4x32-10 makes of a counter and a key.
///
/// Reference: J. K. Salmon, M. A. Moraes, R. O. Dror & D. E. Shaw, Parallel random numbers: as easy as
/// 1, 2, 3, SC'11, doi:10.1145/2063384.2063405.
void philox_words(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4]);

/// result[i] = (k + ½)/2⁵² with the 52 random bits k that belong to the counter (index, synapse + i) and
/// to the key; `purpose` goes into the counter's highest bits.
void random_uniforms(uint64_t key, uint32_t purpose, uint64_t index, uint64_t synapse, size_t n,
                     double *result);

/// The same brought to the standard normal distribution.
void random_normals(uint64_t key, uint32_t purpose, uint64_t index, uint64_t synapse, size_t n,
                    double *result);

/// result[i] = the x at which the standard normal distribution function is p[i]; result may be p.
void normal_quantiles(size_t n, const double *p, double *result);

/// ln x for positive x, without the C library.
double portable_logarithm(double x);

#endif
