#include "CKernels.h"

#include <math.h>

#include "../Elementary/processors.h"

enum { lanes = 32 };

FOR_EVERY_PROCESSOR
static void find_extremes(size_t n, const double *a, const double *b, alignment_extremes *extremes) {
  double of_a[lanes] = {0}, of_b[lanes] = {0}, of_difference[lanes] = {0};
  for (size_t first = 0; first < n; first += lanes) {
    size_t count = n - first < lanes ? n - first : lanes;
    for (size_t i = 0; i < count; i++) {
      double one = a[first + i], other = b[first + i];
      double difference = fabs(one - other);
      of_a[i] = fabs(one) > of_a[i] ? fabs(one) : of_a[i];
      of_b[i] = fabs(other) > of_b[i] ? fabs(other) : of_b[i];
      of_difference[i] = difference > of_difference[i] ? difference : of_difference[i];
    }
  }
  for (size_t i = 0; i < lanes; i++) {
    extremes->a = of_a[i] > extremes->a ? of_a[i] : extremes->a;
    extremes->b = of_b[i] > extremes->b ? of_b[i] : extremes->b;
    extremes->difference =
        of_difference[i] > extremes->difference ? of_difference[i] : extremes->difference;
  }
}

void alignment_find_extremes(size_t n, const double *a, const double *b, alignment_extremes *extremes) {
  find_extremes(n, a, b, extremes);
}

FOR_EVERY_PROCESSOR
static void write_squares(size_t n, const double *values, double unit, double *squares) {
  for (size_t i = 0; i < n; i++) {
    double value = values[i] / unit;
    squares[i] = value * value;
  }
}

void alignment_squares(size_t n, const double *values, double unit, double *squares) {
  write_squares(n, values, unit, squares);
}

FOR_EVERY_PROCESSOR
static void write_chords(size_t n, const double *a, const double *b, const double units[2], const double norms[2],
                         double *minus, double *plus) {
  for (size_t i = 0; i < n; i++) {
    double one = a[i] / units[0] / norms[0], other = b[i] / units[1] / norms[1];
    minus[i] = (one - other) * (one - other);
    plus[i] = (one + other) * (one + other);
  }
}

void alignment_chords(size_t n, const double *a, const double *b, const double units[2], const double norms[2], double *minus,
                      double *plus) {
  write_chords(n, a, b, units, norms, minus, plus);
}

FOR_EVERY_PROCESSOR
static double find_largest(size_t n, const double *terms, double found) {
  double largest[lanes] = {0};
  uint64_t odd[lanes] = {0};
  for (size_t first = 0; first < n; first += lanes) {
    size_t count = n - first < lanes ? n - first : lanes;
    for (size_t i = 0; i < count; i++) {
      double term = terms[first + i];
      largest[i] = term > largest[i] ? term : largest[i];
      odd[i] |= term != term;
    }
  }
  for (size_t i = 0; i < lanes; i++) {
    found = largest[i] > found ? largest[i] : found;
    if (odd[i]) found = INFINITY;
  }
  return found;
}

double alignment_largest(size_t n, const double *terms, double found) { return find_largest(n, terms, found); }

FOR_EVERY_PROCESSOR
static alignment_sum add(size_t n, const double *terms, const double scales[2]) {
  const double nearly_half = 0x1.fffffffffffffp-2;
  alignment_sum sum = {0, 0};
  for (size_t i = 0; i < n; i++) {
    // A number of more than 52 bits is whole, and adding less than a half leaves it as it is.
    double number = terms[i] * scales[0] * scales[1];
    int64_t whole = (int64_t)(number + copysign(nearly_half, number));
    sum.high += whole >> 32;
    sum.low += whole & 0xFFFFFFFF;
  }
  return sum;
}

alignment_sum alignment_add(size_t n, const double *terms, const double scales[2]) { return add(n, terms, scales); }
