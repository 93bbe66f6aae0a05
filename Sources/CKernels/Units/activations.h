// The activations of units and their slopes, for the numbers `real`. Part of units_loops.h, which says what has to be defined.

#include "formulas.h"

FOR_EVERY_PROCESSOR
static void activate(enum unit_kind kind, size_t n, real *a) {
  switch (kind) {
    case UNIT_LINEAR: break;
    case UNIT_TANH:
      EACH for (size_t i = 0; i < n; i++) a[i] = tanh_of(a[i]);
      break;
    case UNIT_RELU:
      EACH for (size_t i = 0; i < n; i++) a[i] = positive(a[i]);
      break;
    case UNIT_SIGMOID:
      EACH for (size_t i = 0; i < n; i++) a[i] = sigmoid_of(a[i]);
      break;
  }
}

FOR_EVERY_PROCESSOR
static void times_slope(enum unit_kind kind, size_t n, const real *y, real *error) {
  switch (kind) {
    case UNIT_LINEAR: break;
    case UNIT_TANH:
      EACH for (size_t i = 0; i < n; i++) error[i] *= (1 - y[i]) * (1 + y[i]);
      break;
    case UNIT_RELU:
      EACH for (size_t i = 0; i < n; i++) error[i] = y[i] > 0 ? error[i] : 0;
      break;
    case UNIT_SIGMOID:
      EACH for (size_t i = 0; i < n; i++) error[i] *= y[i] * (1 - y[i]);
      break;
  }
}
