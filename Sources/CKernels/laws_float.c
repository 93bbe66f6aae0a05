#include "CKernels.h"
#include "elementary_float.h"

#define real float
#define real_bits uint32_t
#define exponential_of exponential_float
#define square_root __builtin_elementwise_sqrt
#define largest_scaled 40.0f
#include "law_loops.h"

int law_euler_step_float(const struct law *law, size_t n, size_t stride, double h, int sequential,
                         const float *gradient, float *state) {
  return step_for_processor(law, n, stride, (float)h, sequential, gradient, state) < 0x7F800000u;
}

FOR_EVERY_PROCESSOR
static void exp_for_processor(size_t n, const float *x, float *result) {
  for (size_t i = 0; i < n; i++) result[i] = exponential_float(x[i]);
}

void kernel_exp_float(size_t n, const float *x, float *result) { exp_for_processor(n, x, result); }
