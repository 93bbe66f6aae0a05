// The loops of every rule over a population. Included by one file for each kind of number, which defines
//
//     needs_rates     if the rates are wanted, and not only steps
//
// The rates, the step from the old state and the step in the order of discrete optimisers come from the
// same lines.

#include "law_formulas.h"

// A tile of a loop has four cache lines of each component. Those of a later tile are called for while
// this one is worked on: the processor by itself stops at the borders of pages.
enum { tile = 256 / sizeof(real), ahead = 2048 / sizeof(real) };

enum loop_mode { RATES, RATES_BY_SIDES, SIMULTANEOUS, SEQUENTIAL };

// Unrolled loops are no faster, since memory is slower than all of this, and twice as large.
#define EACH_BY_ITSELF _Pragma("clang loop vectorize(assume_safety) interleave_count(1)")

// All synapses. In place the state and the rates are one; different components never overlap.
// Returns the largest magnitude among the sums of each synapse's new values, as bits: what is not
// finite gets through, and whole numbers have a maximum that can be taken in any order.
INLINE real_bits loop(enum law_kind kind, int weights, int is_predisposed, enum loop_mode mode,
                      const struct law *law, size_t n, size_t stride, double h,
                      const real *gradient, const real *state, real *result) {
  const int substances = substance_count(kind);
  const int is_rate = mode == RATES || mode == RATES_BY_SIDES;
  const struct constants c = constants_of(law, is_rate ? 1.0 : h);
  const double *direction_sides = law->direction_sides, *gradient_sides = law->gradient_sides;
  const real *restrict g = gradient;
  const real *y0 = state + law->substance * stride;
  const real *y1 = y0 + (substances > 1 ? stride : 0), *y2 = y0 + (substances > 2 ? 2 * stride : 0);
  const real *v0 = state + law->weight * stride, *v1 = v0 + (weights > 1 ? stride : 0);
  real *r0 = result + law->substance * stride;
  real *r1 = r0 + (substances > 1 ? stride : 0), *r2 = r0 + (substances > 2 ? 2 * stride : 0);
  real *u0 = result + law->weight * stride, *u1 = u0 + (weights > 1 ? stride : 0);
  // Each place of a tile has its own maximum: to take one over the tile would cost as much as a quarter
  // of the step.
  real_bits largest[tile] = {0};
  for (size_t first = 0; first < n; first += tile) {
    const size_t end = first + tile < n ? first + tile : n;
    if (first + ahead + tile <= n)
      for (size_t i = first + ahead; i < first + ahead + tile; i += 64 / sizeof(real)) {
        __builtin_prefetch(g + i);
        if (substances > 0) __builtin_prefetch(y0 + i);
        if (substances > 1) __builtin_prefetch(y1 + i);
        if (substances > 2) __builtin_prefetch(y2 + i);
        __builtin_prefetch(v0 + i);
        if (weights > 1) __builtin_prefetch(v1 + i);
      }
    EACH_BY_ITSELF
    for (size_t i = first; i < end; i++) {
      const real none[3] = {0, 0, 0};
      real signal = c.gain * g[i];
      real s[3] = {0, 0, 0}, w[2] = {v0[i], 0}, ds[3], dw[2];
      if (substances > 0) s[0] = y0[i];
      if (substances > 1) s[1] = y1[i];
      if (substances > 2) s[2] = y2[i];
      if (weights > 1) w[1] = v1[i];
      real size = mode == RATES_BY_SIDES ? (real)gradient_sides[i] * signal : magnitude(signal);
      move_substances(kind, &c, signal, size, s, is_rate ? none : s, ds);
      const real *current = mode == SEQUENTIAL ? ds : s;
      real x = direction(kind, &c, signal, current);
      real side = mode == RATES_BY_SIDES ? (real)direction_sides[i] : x;
      move_weights(weights, is_predisposed, &c, x, side, scale_of(kind, current), w,
                   is_rate ? none : w, dw);
      if (substances > 0) r0[i] = ds[0];
      if (substances > 1) r1[i] = ds[1];
      if (substances > 2) r2[i] = ds[2];
      u0[i] = dw[0];
      if (weights > 1) u1[i] = dw[1];
      if (!is_rate) {
        real sum = dw[0];
        if (weights > 1) sum += dw[1];
        for (int k = 0; k < substances; k++) sum += ds[k];
        real_bits bits = magnitude_bits(sum);
        largest[i - first] = bits > largest[i - first] ? bits : largest[i - first];
      }
    }
  }
  real_bits all = 0;
  for (int k = 0; k < tile; k++) all = largest[k] > all ? largest[k] : all;
  return all;
}

INLINE real_bits loop_of_kind(enum law_kind kind, enum loop_mode mode, const struct law *law,
                              size_t n, size_t stride, double h, const real *gradient,
                              const real *state, real *result) {
#define LOOP(weights, is_predisposed) \
  loop(kind, weights, is_predisposed, mode, law, n, stride, h, gradient, state, result)
  if (law->weight_count == 1) return law->inverse_temperature != 0 ? LOOP(1, 1) : LOOP(1, 0);
  return law->inverse_temperature != 0 ? LOOP(2, 1) : LOOP(2, 0);
#undef LOOP
}

INLINE real_bits loop_of_mode(enum loop_mode mode, const struct law *law, size_t n, size_t stride,
                              double h, const real *gradient, const real *state, real *result) {
#define CASE(kind) \
  case kind: return loop_of_kind(kind, mode, law, n, stride, h, gradient, state, result);
  switch (law->kind) { EACH_LAW(CASE) }
#undef CASE
  return 0;
}

// h η |m| ρ added to the clock, or with h = 1 written as its rate. Returns the largest magnitude.
INLINE real_bits clock_loop(int is_rate, int by_sides, const struct law *law, size_t n, size_t stride,
                            double h, const real *state, real *result) {
  const double *sides = law->direction_sides;
  const real *s = state + law->substance * stride;
  real *clock = result + law->clock * stride;
  real rate = (real)(h * law->learning_rate);
  real_bits largest = 0;
  EACH_BY_ITSELF
  for (size_t i = 0; i < n; i++) {
    real speed = rate * s[2 * stride + i];
    real size = by_sides ? (real)sides[i] * s[i] : magnitude(s[i]);
    real moved = fused(speed, size, is_rate ? 0 : clock[i]);
    clock[i] = moved;
    real_bits bits = magnitude_bits(moved);
    largest = bits > largest ? bits : largest;
  }
  return largest;
}

// What −λw adds to the rates of the weights, or to a step of length h; taken before the step, since both
// go by the old weights.
INLINE void decay_loop(const struct law *law, size_t n, size_t stride, double h,
                       const real *state, real *result) {
  real rate = (real)(h * law->weight_decay);
  for (size_t k = 0; k < law->weight_count; k++) {
    const real *weight = state + (law->weight + k) * stride;
    real *moved = result + (law->weight + k) * stride;
    EACH_BY_ITSELF
    for (size_t i = 0; i < n; i++) moved[i] = fused(-rate, weight[i], moved[i]);
  }
}

#ifdef needs_rates
FOR_EVERY_PROCESSOR
static void directions_for_processor(const struct law *law, size_t n, size_t stride,
                                     const real *gradient, const real *state, real *directions,
                                     real *signals) {
  const struct constants c = constants_of(law, 1);
  const int substances = substance_count(law->kind);
  const real *y = state + law->substance * stride;
  for (size_t i = 0; i < n; i++) {
    real s[3] = {0, 0, 0};
    for (int k = 0; k < substances; k++) s[k] = y[k * stride + i];
    if (directions) directions[i] = undivided_direction(law->kind, &c, c.gain * gradient[i], s);
    if (signals) signals[i] = c.gain * gradient[i];
  }
}

FOR_EVERY_PROCESSOR
static void rates_for_processor(const struct law *law, size_t n, size_t stride,
                                const real *gradient, const real *state, real *rates) {
  if (law->direction_sides) {
    loop_of_mode(RATES_BY_SIDES, law, n, stride, 1, gradient, state, rates);
    if (law->clock) clock_loop(1, 1, law, n, stride, 1, state, rates);
  } else {
    loop_of_mode(RATES, law, n, stride, 1, gradient, state, rates);
    if (law->clock) clock_loop(1, 0, law, n, stride, 1, state, rates);
  }
  if (law->weight_decay != 0) decay_loop(law, n, stride, 1, state, rates);
}
#endif

FOR_EVERY_PROCESSOR
static real_bits step_for_processor(const struct law *law, size_t n, size_t stride, double h,
                                    int sequential, const real *gradient, real *state) {
  // The clock goes by the same m and ρ as the weights.
  real_bits clock = 0;
  if (law->clock && !sequential) clock = clock_loop(0, 0, law, n, stride, h, state, state);
  if (law->weight_decay != 0) decay_loop(law, n, stride, h, state, state);
  real_bits largest =
      sequential ? loop_of_mode(SEQUENTIAL, law, n, stride, h, gradient, state, state)
                 : loop_of_mode(SIMULTANEOUS, law, n, stride, h, gradient, state, state);
  if (law->clock && sequential) clock = clock_loop(0, 0, law, n, stride, h, state, state);
  return clock > largest ? clock : largest;
}
