#include "units.h"

#include "../Elementary/elementary.h"

#define real double
#define power_of power_of_two
#define largest_tanh 20.0
#define largest_power 690.0
#define NAME(x) units_##x
#include "units_loops.h"

FOR_EVERY_PROCESSOR
static void to_float(size_t n, const double *x, float *y) {
  for (size_t i = 0; i < n; i++) y[i] = (float)x[i];
}

FOR_EVERY_PROCESSOR
static void to_double(size_t n, const float *x, double *y) {
  for (size_t i = 0; i < n; i++) y[i] = x[i];
}

void kernel_to_float(size_t n, const double *x, float *y) { to_float(n, x, y); }

void kernel_to_double(size_t n, const float *x, double *y) { to_double(n, x, y); }
