#include "CKernels.h"
#include "../Elementary/numbers_double.h"

#define needs_rates
#include "law_loops.h"

void law_rates(const struct law *law, size_t n, size_t stride, const double *gradient,
               const double *state, double *rates) {
  rates_for_processor(law, n, stride, gradient, state, rates);
}

void law_directions(const struct law *law, size_t n, size_t stride, const double *gradient,
                    const double *state, double *directions, double *signals) {
  directions_for_processor(law, n, stride, gradient, state, directions, signals);
}

int law_euler_step(const struct law *law, size_t n, size_t stride, double h, int sequential,
                   const double *gradient, double *state) {
  return step_for_processor(law, n, stride, h, sequential, gradient, state) <
         UINT64_C(0x7FF0000000000000);
}

FOR_EVERY_PROCESSOR
static void exp_for_processor(size_t n, const double *x, double *result) {
  for (size_t i = 0; i < n; i++) result[i] = exponential(x[i]);
}

FOR_EVERY_PROCESSOR
static void power_for_processor(size_t n, double high, double low, const double *x,
                                double *result) {
  for (size_t i = 0; i < n; i++) result[i] = power_of_two(high, low, x[i]);
}

void kernel_exp(size_t n, const double *x, double *result) { exp_for_processor(n, x, result); }

void kernel_power_of_two(size_t n, double high, double low, const double *x, double *result) {
  power_for_processor(n, high, low, x, result);
}

FOR_EVERY_PROCESSOR
static void log1p_for_processor(size_t n, const double *x, double *result) {
  for (size_t i = 0; i < n; i++) result[i] = log_1p(x[i]);
}

void kernel_log1p(size_t n, const double *x, double *result) { log1p_for_processor(n, x, result); }
