#include "CKernels.h"
#include "../Elementary/numbers_float.h"

#include "law_loops.h"

int law_euler_step_float(const struct law *law, size_t n, size_t stride, double h, int sequential,
                         const float *gradient, float *state) {
  return step_for_processor(law, n, stride, h, sequential, gradient, state) < 0x7F800000u;
}

FOR_EVERY_PROCESSOR
static void power_for_processor(size_t n, float high, float low, const float *x, float *result) {
  for (size_t i = 0; i < n; i++) result[i] = power_of_two_float(high, low, x[i]);
}

void kernel_power_of_two_float(size_t n, float high, float low, const float *x, float *result) {
  power_for_processor(n, high, low, x, result);
}

FOR_EVERY_PROCESSOR
static void log1p_for_processor(size_t n, const float *x, float *result) {
  for (size_t i = 0; i < n; i++) result[i] = log_1p_float(x[i]);
}

void kernel_log1p_float(size_t n, const float *x, float *result) {
  log1p_for_processor(n, x, result);
}
