#include "CKernels.h"

#include <math.h>
#include <string.h>

#include "../Elementary/processors.h"

INLINE uint64_t key(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits ^ ((uint64_t)((int64_t)bits >> 63) | (uint64_t)1 << 63);
}

FOR_EVERY_PROCESSOR
static void find_extremes(size_t n, const double *values, survey_extremes *extremes) {
  enum { lanes = 32 };
  double low[lanes], high[lanes];
  uint64_t odd[lanes] = {0};
  for (size_t i = 0; i < lanes; i++) {
    low[i] = extremes->low;
    high[i] = extremes->high;
  }
  for (size_t first = 0; first < n; first += lanes) {
    size_t count = n - first < lanes ? n - first : lanes;
    for (size_t i = 0; i < count; i++) {
      double value = values[first + i];
      low[i] = value < low[i] ? value : low[i];
      high[i] = value > high[i] ? value : high[i];
      odd[i] |= value != value;
    }
  }
  for (size_t i = 0; i < lanes; i++) {
    extremes->low = low[i] < extremes->low ? low[i] : extremes->low;
    extremes->high = high[i] > extremes->high ? high[i] : extremes->high;
    if (odd[i]) extremes->high = INFINITY;
  }
}

void survey_count(size_t n, const double *values, uint32_t *counts, survey_extremes *extremes) {
  find_extremes(n, values, extremes);
  for (size_t i = 0; i < n; i++) counts[key(values[i]) >> (64 - survey_bits)]++;
}

size_t survey_collect(size_t n, const double *values, const uint8_t *wanted, uint64_t *keys) {
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    uint64_t one = key(values[i]);
    keys[kept] = one;
    kept += wanted[one >> (64 - survey_bits)];
  }
  return kept;
}

void survey_count_next(size_t n, const uint64_t *keys, const uint8_t *rows, unsigned bits, int64_t *counts) {
  uint64_t mask = ((uint64_t)1 << bits) - 1;
  for (size_t i = 0; i < n; i++) {
    uint64_t one = keys[i], row = rows[one >> (64 - survey_bits)];
    counts[row << bits | (one >> (64 - survey_bits - bits) & mask)]++;
  }
}

size_t survey_count_digits(size_t n, uint64_t *keys, const uint64_t *prefixes, size_t prefix_count, unsigned known, unsigned bits,
                           int64_t *counts) {
  uint64_t mask = ((uint64_t)1 << bits) - 1;
  unsigned shift = 64 - known;
  size_t kept = 0, row = 0;
  for (size_t i = 0; i < n; i++) {
    uint64_t one = keys[i], prefix = one >> shift;
    // Neighbours in a population are often alike.
    if (prefix != prefixes[row]) {
      size_t next = 0;
      while (next < prefix_count && prefixes[next] != prefix) next++;
      if (next == prefix_count) continue;
      row = next;
    }
    counts[row << bits | (one >> (shift - bits) & mask)]++;
    keys[kept++] = one;
  }
  return kept;
}

FOR_EVERY_PROCESSOR
static void scale(size_t n, const double *part, double factor, double *values) {
  for (size_t i = 0; i < n; i++) values[i] = factor * part[i];
}

FOR_EVERY_PROCESSOR
static void add_scaled(size_t n, const double *part, double factor, double *values) {
  for (size_t i = 0; i < n; i++) values[i] += factor * part[i];
}

FOR_EVERY_PROCESSOR
static void write_differences(size_t n, const double *a, const double *b, double *values) {
  for (size_t i = 0; i < n; i++) values[i] = fabs(a[i] - b[i]);
}

void survey_scale(size_t n, const double *part, double factor, double *values) { scale(n, part, factor, values); }

void survey_add_scaled(size_t n, const double *part, double factor, double *values) {
  add_scaled(n, part, factor, values);
}

void survey_differences(size_t n, const double *a, const double *b, double *values) {
  write_differences(n, a, b, values);
}

// Added to a number below 2^51, it leaves the nearest whole number in the last bits.
static const double rounder = 0x1.8p52;

INLINE uint64_t whole(double number) {
  double shifted = number * 0x1p51 + rounder;
  uint64_t bits, zero;
  memcpy(&bits, &shifted, sizeof bits);
  memcpy(&zero, &rounder, sizeof zero);
  return bits - zero;
}

FOR_EVERY_PROCESSOR
static int64_t sum(size_t n, const double *values, double scale) {
  uint64_t total = 0;
  for (size_t i = 0; i < n; i++) total += whole(values[i] * scale);
  return (int64_t)total;
}

int64_t survey_sum(size_t n, const double *values, double scale) { return sum(n, values, scale); }

FOR_EVERY_PROCESSOR
static int64_t sum_of_squares(size_t n, const double *values, double mean, double scale) {
  uint64_t total = 0;
  for (size_t i = 0; i < n; i++) {
    double distance = (values[i] - mean) * scale;
    total += whole(distance * distance);
  }
  return (int64_t)total;
}

int64_t survey_sum_of_squares(size_t n, const double *values, double mean, double scale) {
  return sum_of_squares(n, values, mean, scale);
}

// Of numbers of either kind.
#define ADD_MAGNITUDES(number)                                                                 \
  enum { lanes = 32 };                                                                         \
  number largest[lanes] = {0};                                                                 \
  size_t first = 0;                                                                            \
  for (; first + lanes <= n; first += lanes) {                                                 \
    for (size_t i = 0; i < lanes; i++) {                                                       \
      number value = values[first + i], magnitude = value < 0 ? -value : value;                \
      sums[first + i] += magnitude * weight;                                                   \
      largest[i] = magnitude > largest[i] ? magnitude : largest[i];                            \
    }                                                                                          \
  }                                                                                            \
  for (; first < n; first++) {                                                                 \
    number value = values[first], magnitude = value < 0 ? -value : value;                      \
    sums[first] += magnitude * weight;                                                         \
    largest[0] = magnitude > largest[0] ? magnitude : largest[0];                              \
  }                                                                                            \
  for (size_t i = 1; i < lanes; i++)                                                           \
    largest[0] = largest[i] > largest[0] ? largest[i] : largest[0];                            \
  return largest[0];

FOR_EVERY_PROCESSOR
static double add_magnitudes(size_t n, const double *restrict values, double weight, double *restrict sums) {
  ADD_MAGNITUDES(double)
}

FOR_EVERY_PROCESSOR
static double add_magnitudes_float(size_t n, const float *restrict values, double weight,
                                   double *restrict sums) {
  ADD_MAGNITUDES(float)
}

double survey_add_magnitudes(size_t n, const double *values, double weight, double *sums) {
  return add_magnitudes(n, values, weight, sums);
}

double survey_add_magnitudes_float(size_t n, const float *values, double weight, double *sums) {
  return add_magnitudes_float(n, values, weight, sums);
}

void survey_expect(size_t n, const double *sums) {
  enum { line = 8 };
  for (size_t i = 0; i < n; i += line) __builtin_prefetch(sums + i, 1);
}
