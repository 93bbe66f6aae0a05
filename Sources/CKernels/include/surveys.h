#ifndef SYNAPTIC_DYNAMICS_SURVEYS_H
#define SYNAPTIC_DYNAMICS_SURVEYS_H

#include <stddef.h>
#include <stdint.h>

// How many values there are of each kind, and sums that do not hang on the order: what a survey of a large population
// is made of. The key of a value is its 64 bits, turned so that keys are ordered as values are.

// By so many of the first bits of its key a value is counted.
enum { survey_bits = 16 };

// The smallest and the largest of some values; the largest is infinite if one of them is not a number.
typedef struct {
  double low, high;
} survey_extremes;

// Counts n values by the first bits of their keys, and takes them into the extremes.
void survey_count(size_t n, const double *values, uint32_t *counts, survey_extremes *extremes);

// Appends the keys whose first bits are wanted, for which counts[first bits] is 1 and not 0; there must be room for n.
// Returns how many these are.
size_t survey_collect(size_t n, const double *values, const uint8_t *wanted, uint64_t *keys);

// The sum of n ≤ 1024 values times a scale that makes them no larger than 1, in units of 2^-51.
int64_t survey_sum(size_t n, const double *values, double scale);

// The sum of ((values − mean) × scale)², which is no larger than 1 for each, in the same units.
int64_t survey_sum_of_squares(size_t n, const double *values, double mean, double scale);

// Counts n keys by the bits behind the first ones, a row of counts for each of these: which row, says what stands at the first
// bits.
void survey_count_next(size_t n, const uint64_t *keys, const uint8_t *rows, unsigned bits, int64_t *counts);

// Of n keys those whose first bits, as many as are known, are one of the prefixes, up to 16 ascending ones: counts them by their
// next bits, a row of counts for each prefix, and moves them to the front in their order. Returns how many these are.
size_t survey_count_digits(size_t n, uint64_t *keys, const uint64_t *prefixes, size_t prefix_count, unsigned known, unsigned bits,
                           int64_t *counts);

// Writes factor × part, or adds it to the values that are there.
void survey_scale(size_t n, const double *part, double factor, double *values);
void survey_add_scaled(size_t n, const double *part, double factor, double *values);

// Writes |a − b|.
void survey_differences(size_t n, const double *a, const double *b, double *values);

// Adds weight × |values| to n sums, and returns the largest |value|.
double survey_add_magnitudes(size_t n, const double *values, double weight, double *sums);
double survey_add_magnitudes_float(size_t n, const float *values, double weight, double *sums);

// Asks for the memory of n sums, which values will soon be added to.
void survey_expect(size_t n, const double *sums);

#endif
