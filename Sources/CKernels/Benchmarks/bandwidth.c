// What memory allows: loops with next to no arithmetic, against which the steps of the rules are held.

#include "CKernels.h"
#include "../Elementary/elementary.h"

FOR_EVERY_PROCESSOR
static void double_traffic(size_t n, size_t stride, double factor, const double *gradient,
                           double *state) {
  double *a = state, *b = a + stride, *c = b + stride, *d = c + stride, *e = d + stride;
  _Pragma("clang loop vectorize(assume_safety)")
  for (size_t i = 0; i < n; i++) {
    double g = gradient[i];
    a[i] = a[i] * factor + g;
    b[i] = b[i] * factor + g;
    c[i] = c[i] * factor + g;
    d[i] = d[i] * factor + g;
    e[i] = e[i] * factor + g;
  }
}

FOR_EVERY_PROCESSOR
static void float_traffic(size_t n, size_t stride, float factor, const float *gradient,
                          float *state) {
  float *a = state, *b = a + stride, *c = b + stride, *d = c + stride, *e = d + stride;
  _Pragma("clang loop vectorize(assume_safety)")
  for (size_t i = 0; i < n; i++) {
    float g = gradient[i];
    a[i] = a[i] * factor + g;
    b[i] = b[i] * factor + g;
    c[i] = c[i] * factor + g;
    d[i] = d[i] * factor + g;
    e[i] = e[i] * factor + g;
  }
}

FOR_EVERY_PROCESSOR
static void triad_for_processor(size_t n, double factor, const double *x, const double *y,
                                double *z) {
  _Pragma("clang loop vectorize(assume_safety)")
  for (size_t i = 0; i < n; i++) z[i] = x[i] + factor * y[i];
}

void same_traffic_step(size_t n, size_t stride, double factor, const double *gradient,
                       double *state) {
  double_traffic(n, stride, factor, gradient, state);
}

void same_traffic_step_float(size_t n, size_t stride, float factor, const float *gradient,
                             float *state) {
  float_traffic(n, stride, factor, gradient, state);
}

void triad(size_t n, double factor, const double *x, const double *y, double *z) {
  triad_for_processor(n, factor, x, y, z);
}
