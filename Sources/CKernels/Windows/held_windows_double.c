#include "../Elementary/numbers_double.h"

#include "held_windows_loops.h"

void held_windows(const struct law *law, size_t n, size_t stride, size_t windows,
                  const double *durations, const double *gradient, size_t gradient_stride,
                  double *state) {
  carry_all(law, n, stride, windows, durations, gradient, gradient_stride, state);
}
