#include "../Elementary/numbers_float.h"

#include "held_windows_loops.h"

void held_windows_float(const struct law *law, size_t n, size_t stride, size_t windows,
                        const double *durations, const float *gradient, size_t gradient_stride,
                        float *state) {
  carry_all(law, n, stride, windows, durations, gradient, gradient_stride, state);
}
