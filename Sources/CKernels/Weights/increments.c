// Predisposition's increments by themselves, for tests of their accuracy.

#include "../Elementary/numbers_double.h"

#include "held_windows.h"
#include "weights.h"

FOR_EVERY_PROCESSOR
static void increments_for_processor(size_t n, const double *u, const double *c, double *result) {
  struct law law;
  memset(&law, 0, sizeof law);
  law.inverse_temperature = law.predisposition_gain = 1;
  const struct predisposed predisposed = predisposed_of(&law);
  for (size_t first = 0; first < n; first += TILE) {
    size_t count = n - first < TILE ? n - first : TILE;
    struct lanes weight = {{0}}, swept = {{0}}, delta = {{0}};
    memcpy(weight.of, u + first, count * sizeof(double));
    for (size_t i = 0; i < count; i++) swept.of[i] = -c[first + i];
    real *weights[1] = {weight.of}, *deltas[1] = {delta.of};
    advance_predisposed(&predisposed, 1, whole_groups(count), swept.of, weights, deltas);
    memcpy(result + first, delta.of, count * sizeof(double));
  }
}

void kernel_predisposed_increment(size_t n, const double *u, const double *c, double *result) {
  increments_for_processor(n, u, c, result);
}
