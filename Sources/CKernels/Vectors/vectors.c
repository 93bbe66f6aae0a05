#include "CKernels.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "../Elementary/elementary.h"

// The result may be one of the operands: element by element that is safe, which the compiler has to
// be told, or it takes the narrow loop just then.
#define ELEMENT_BY_ELEMENT _Pragma("clang loop vectorize(assume_safety)")

FOR_EVERY_PROCESSOR
static void linear_sum(size_t n, double a, const double *x, double b, const double *y, double *z) {
  ELEMENT_BY_ELEMENT
  for (size_t i = 0; i < n; i++) z[i] = a * x[i] + b * y[i];
}

void kernel_linear_sum(size_t n, double a, const double *x, double b, const double *y, double *z) {
  linear_sum(n, a, x, b, y, z);
}

FOR_EVERY_PROCESSOR
static void extrapolate(size_t n, double weight, const double *x, double *y) {
  ELEMENT_BY_ELEMENT
  for (size_t i = 0; i < n; i++) y[i] = x[i] + weight * (x[i] - y[i]);
}

void kernel_extrapolate(size_t n, double weight, const double *x, double *y) {
  extrapolate(n, weight, x, y);
}

FOR_EVERY_PROCESSOR
static void scale(size_t n, double a, const double *x, double *z) {
  ELEMENT_BY_ELEMENT
  for (size_t i = 0; i < n; i++) z[i] = a * x[i];
}

void kernel_scale(size_t n, double a, const double *x, double *z) { scale(n, a, x, z); }

FOR_EVERY_PROCESSOR
static void error_weights(size_t n, double relative, size_t absolute_count, const double *absolute,
                          const double *y, double *weights) {
  if (absolute_count == 1) {
    double floor = absolute[0];
    ELEMENT_BY_ELEMENT
    for (size_t i = 0; i < n; i++)
      weights[i] = 1.0 / (relative * (y[i] < 0 ? -y[i] : y[i]) + floor);
  } else {
    ELEMENT_BY_ELEMENT
    for (size_t i = 0; i < n; i++)
      weights[i] = 1.0 / (relative * (y[i] < 0 ? -y[i] : y[i]) + absolute[i]);
  }
}

void kernel_error_weights(size_t n, double relative, size_t absolute_count, const double *absolute,
                          const double *y, double *weights) {
  error_weights(n, relative, absolute_count, absolute, y, weights);
}

// A maximum can be taken in any order; what is not a number is larger than all that are.
FOR_EVERY_PROCESSOR
static double largest_error(size_t n, double relative, double absolute, const double *x,
                            const double *y) {
  enum { lanes = 32 };
  uint64_t largest[lanes] = {0};
  for (size_t first = 0; first < n; first += lanes) {
    size_t count = n - first < lanes ? n - first : lanes;
    ELEMENT_BY_ELEMENT
    for (size_t i = 0; i < count; i++) {
      double a = x[first + i], b = y[first + i];
      double size_a = a < 0 ? -a : a, size_b = b < 0 ? -b : b;
      double size = size_a > size_b ? size_a : size_b;
      double error = (a - b) / (relative * size + absolute);
      uint64_t bits;
      memcpy(&bits, &error, sizeof bits);
      bits &= UINT64_MAX >> 1;
      largest[i] = bits > largest[i] ? bits : largest[i];
    }
  }
  uint64_t all = 0;
  for (size_t i = 0; i < lanes; i++) all = largest[i] > all ? largest[i] : all;
  double error;
  memcpy(&error, &all, sizeof error);
  return error;
}

double kernel_largest_error(size_t n, double relative, double absolute, const double *x,
                            const double *y) {
  return largest_error(n, relative, absolute, x, y);
}

// A stride in which g passes 0 at the distance d from its nearer end misses |slope| d².
FOR_EVERY_PROCESSOR
static double largest_missed_area(size_t n, double h, double length, double span,
                                  const double *start, const double *end) {
  enum { lanes = 32 };
  double largest[lanes] = {0};
  for (size_t first = 0; first < n; first += lanes) {
    size_t count = n - first < lanes ? n - first : lanes;
    ELEMENT_BY_ELEMENT
    for (size_t i = 0; i < count; i++) {
      double slope = (end[first + i] - start[first + i]) / span;
      double crossing = -start[first + i] / slope;
      double within = crossing - 2 * h * floor(crossing / (2 * h));
      double distance = within < h ? within : 2 * h - within;
      double size = slope < 0 ? -slope : slope;
      double area = crossing > 0 && crossing < length ? size * distance * distance : 0;
      largest[i] = area > largest[i] ? area : largest[i];
    }
  }
  double all = 0;
  for (size_t i = 0; i < lanes; i++) all = largest[i] > all ? largest[i] : all;
  return all;
}

double kernel_largest_missed_area(size_t n, double h, size_t strides, double span, const double *start,
                                  const double *end) {
  return largest_missed_area(n, h, 2 * h * (double)strides, span, start, end);
}
