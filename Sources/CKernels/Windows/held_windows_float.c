#include "../Elementary/numbers_float.h"

#include "held_windows_loops.h"

void held_windows_float(const struct law *law, size_t n, size_t stride, size_t windows,
                        const double *durations, const float *gradient, size_t gradient_stride,
                        float *state) {
  carry_all(law, n, stride, windows, durations, gradient, gradient_stride, state);
}

FOR_EVERY_PROCESSOR
static void log1p_for_processor(size_t n, const float *x, float *result) {
  for (size_t i = 0; i < n; i++) result[i] = log_1p_float(x[i]);
}

void kernel_log1p_float(size_t n, const float *x, float *result) {
  log1p_for_processor(n, x, result);
}
