#ifndef SYNAPTIC_DYNAMICS_ALIGNMENT_H
#define SYNAPTIC_DYNAMICS_ALIGNMENT_H

#include <stddef.h>
#include <stdint.h>

// What two vectors of weights are compared by, block by block.

// Takes n pairs into the largest |a|, |b| and |a − b|.
typedef struct {
  double a, b, difference;
} alignment_extremes;
void alignment_find_extremes(size_t n, const double *a, const double *b, alignment_extremes *extremes);

// Writes (values / unit)².
void alignment_squares(size_t n, const double *values, double unit, double *squares);

// Writes the squares of a − b and of a + b, after each is divided by its unit and then by its norm.
void alignment_chords(size_t n, const double *a, const double *b, const double units[2], const double norms[2], double *minus,
                      double *plus);

// The largest of n terms that are not negative, or what was found before; infinite if one of them is not a number.
double alignment_largest(size_t n, const double *terms, double found);

// The sum of n ≤ 1024 terms times both scales, each rounded to the nearest whole number, ties away from 0, of magnitudes up to 2^62:
// 2^32 × high + low.
typedef struct {
  int64_t high, low;
} alignment_sum;
alignment_sum alignment_add(size_t n, const double *terms, const double scales[2]);

#endif
