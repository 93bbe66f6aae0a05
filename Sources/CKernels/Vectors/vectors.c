#include "CKernels.h"

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
