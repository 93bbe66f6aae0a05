// Newton's systems of implicit solvers, (I − γJ) x = b. Synapses do not act on each other, weights do
// not act on substances, and these do not act on each other: forward substitution in each synapse.

#include "CKernels.h"
#include "../Elementary/numbers_double.h"

#include "law_formulas.h"

// One weight: (1 + slope) x = b + f·change. The slope is −γ times the rate's derivative by the weight,
// f·change is γ times what the rate changes with the substances, and the speed γ η G |direction| scale.
INLINE double solved_weight(int is_predisposed, const struct constants *c, double side,
                            double inverse_temperature, double speed, double change, double w,
                            double b) {
  if (!is_predisposed) return b + change;
  double power = inverse_power(&c->temperature, side, w);
  double factor = 1 / (1 + power);
  double slope = speed * inverse_temperature * (power * factor) * factor;
  return (b + change * factor) / (1 + slope);
}

INLINE void solve(enum law_kind kind, int weights, int is_predisposed, int by_sides, const struct law *law,
                  size_t n, size_t stride, double gamma, const double *gradient,
                  const double *state, double *vector) {
  const int substances = substance_count(kind);
  // With γ for h: the constants of the rates come multiplied by γ.
  const struct constants c = constants_of(law, gamma);
  const double clock_rate = gamma * law->learning_rate;
  const double inverse_temperature = law->inverse_temperature;
  const double *direction_sides = law->direction_sides, *gradient_sides = law->gradient_sides;
  const double *y = state + law->substance * stride, *v = state + law->weight * stride;
  double *dy = vector + law->substance * stride, *dv = vector + law->weight * stride;
  _Pragma("clang loop vectorize(assume_safety) interleave_count(1)")
  for (size_t i = 0; i < n; i++) {
    double g = c.gain * gradient[i];
    double s[3] = {0, 0, 0}, x[3] = {0, 0, 0}, rates[3] = {0, 0, 0};
    relaxation(kind, &c, by_sides ? gradient_sides[i] * g : magnitude(g), rates);
    for (int k = 0; k < substances; k++) {
      s[k] = y[k * stride + i];
      x[k] = dy[k * stride + i] / (1 + rates[k]);
      dy[k * stride + i] = x[k];
    }
    double m = direction(kind, &c, g, s), scale = scale_of(kind, s);
    double by_substances = scale * direction_change(kind, &c, g, s, x) + m * scale_of_change(kind, x);
    double side = by_sides ? direction_sides[i] : m;
    double size = by_sides ? direction_sides[i] * m : magnitude(m);
    for (int k = 0; k < weights; k++)
      dv[k * stride + i] =
          solved_weight(is_predisposed, &c, side, inverse_temperature,
                        -c.rate * scale * size, c.rate * by_substances, v[k * stride + i], dv[k * stride + i]);
  }
  if (law->weight_decay != 0) {
    const double decay = 1 + gamma * law->weight_decay;
    for (size_t k = 0; k < law->weight_count; k++) {
      _Pragma("clang loop vectorize(assume_safety) interleave_count(1)")
      for (size_t i = 0; i < n; i++) dv[k * stride + i] /= decay;
    }
  }
  if (kind != LAW_BIO_ADAM || !law->clock) return;
  double *clock = vector + law->clock * stride;
  _Pragma("clang loop vectorize(assume_safety) interleave_count(1)")
  for (size_t i = 0; i < n; i++) {
    double side = by_sides ? direction_sides[i] : y[i] < 0 ? -1 : 1;
    clock[i] += clock_rate * side * (y[2 * stride + i] * dy[i] + y[i] * dy[2 * stride + i]);
  }
}

FOR_EVERY_PROCESSOR
static void solve_for_processor(const struct law *law, size_t n, size_t stride, double gamma,
                                const double *gradient, const double *state, double *vector) {
#define SOLVE(kind, weights, is_predisposed)                                                      \
  if (law->direction_sides)                                                                      \
    solve(kind, weights, is_predisposed, 1, law, n, stride, gamma, gradient, state, vector);      \
  else                                                                                           \
    solve(kind, weights, is_predisposed, 0, law, n, stride, gamma, gradient, state, vector)
#define CASE(kind)                                                                  \
  case kind:                                                                        \
    if (law->weight_count == 1) {                                                   \
      if (law->inverse_temperature != 0) { SOLVE(kind, 1, 1); } else { SOLVE(kind, 1, 0); } \
    } else {                                                                        \
      if (law->inverse_temperature != 0) { SOLVE(kind, 2, 1); } else { SOLVE(kind, 2, 0); } \
    }                                                                               \
    break;
  switch (law->kind) { EACH_LAW(CASE) }
#undef CASE
#undef SOLVE
}

void law_newton_solve(const struct law *law, size_t n, size_t stride, double gamma,
                      const double *gradient, const double *state, double *vector) {
  solve_for_processor(law, n, stride, gamma, gradient, state, vector);
}
