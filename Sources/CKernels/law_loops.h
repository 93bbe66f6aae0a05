// The loops of every rule over a population, for the numbers `real`. Included by one file for each
// kind of number, which defines before
//
//     real            the type
//     real_bits       an unsigned integer of the same size
//     power_of        2^(factor·x), the factor in two parts
//     largest_scaled  the largest |w/T| told apart: beyond it f stays at e^−largest_scaled, which is
//                     far below what moves a weight of that size; (1 + e^x)² must not overflow
//     largest_inverse the largest 1/T told apart, whose products must not overflow either
//     needs_rates     if the rates are wanted, and not only steps
//
// Each law stands here once. The rates, the step from the old state and the step in the order of
// discrete optimisers come from the same lines, with everything that does not depend on the synapse
// known when compiling.

#include <math.h>

#include "elementary.h"
#include "law.h"

// A tile of a loop has four cache lines of each component. Those of a later tile are called for while
// this one is worked on: the processor by itself stops at the borders of pages.
enum { tile = 256 / sizeof(real), ahead = 2048 / sizeof(real) };

enum loop_mode { RATES, SIMULTANEOUS, SEQUENTIAL };

// The law's numbers. All rates are multiplied by the length of the step.
struct constants {
  real gain, rate, weight_limit, power_high, power_low;
  real momentum_rate, rest, production, consumption, decay;
  real square_rate, epsilon, momentum_correction, square_correction;
  int has_momentum_correction, has_square_correction;
};

static struct constants constants_of(const struct law *law, double h) {
  struct constants c;
  c.gain = (real)law->gradient_gain;
  int is_predisposed = law->inverse_temperature != 0;
  c.rate = (real)(-h * law->learning_rate * (is_predisposed ? law->predisposition_gain : 1.0));
  // w/T as a power of two: log₂e/T in two parts, which together have twice the digits.
  double inverse = law->inverse_temperature < largest_inverse ? law->inverse_temperature
                                                              : largest_inverse;
  const double log2_e = 0x1.71547652b82fep0, rest_of_log2_e = 0x1.777d0ffda0d24p-56;
  double power = log2_e * inverse;
  double rest = fma(log2_e, inverse, -power) + rest_of_log2_e * inverse;
  c.power_high = (real)power;
  c.power_low = (real)((power - c.power_high) + rest);
  c.weight_limit = (real)(is_predisposed ? largest_scaled / inverse : 0);
  c.momentum_rate = (real)(h * law->momentum_rate);
  c.rest = (real)law->rest_concentration;
  c.production = (real)(h * law->production);
  c.consumption = (real)(h * law->consumption);
  c.decay = (real)(h * law->decay);
  c.square_rate = (real)(h * law->square_rate);
  c.epsilon = (real)law->epsilon;
  c.has_momentum_correction = isfinite(law->momentum_correction);
  c.has_square_correction = isfinite(law->square_correction);
  c.momentum_correction = (real)law->momentum_correction;
  c.square_correction = (real)law->square_correction;
  return c;
}

INLINE real magnitude(real x) { return x < 0 ? -x : x; }
INLINE real not_negative(real x) { return x < 0 ? 0 : x; }

// The bits of the magnitude: of what is not finite they are larger than of any number.
INLINE real_bits magnitude_bits(real x) {
  real_bits bits;
  memcpy(&bits, &x, sizeof bits);
  return bits & ~((real_bits)1 << (8 * sizeof bits - 1));
}

// The number of substances of a rule.
INLINE int substance_count(enum law_kind kind) {
  switch (kind) {
    case LAW_GRADIENT_FLOW: return 0;
    case LAW_MOMENTUM: case LAW_RMS_PROP: return 1;
    case LAW_ADAM: return 2;
    case LAW_BIO_ADAM: return 3;
  }
  return 0;
}

// base + ds/dt of the substances s under the signal g: with the state as base a step, with 0 the rates.
INLINE void move_substances(enum law_kind kind, const struct constants *c, real g, const real *s,
                            const real *base, real *moved) {
  switch (kind) {
    case LAW_GRADIENT_FLOW: break;
    case LAW_MOMENTUM: moved[0] = fused(c->momentum_rate, g - s[0], base[0]); break;
    case LAW_RMS_PROP: moved[0] = fused(c->square_rate, fused(g, g, -s[0]), base[0]); break;
    case LAW_ADAM:
      moved[0] = fused(c->momentum_rate, g - s[0], base[0]);
      moved[1] = fused(c->square_rate, fused(g, g, -s[1]), base[1]);
      break;
    case LAW_BIO_ADAM:
      // The rest first: m⁺ and m⁻ as far from it on either side stay so.
      moved[0] = fused(c->momentum_rate, fused(g, (real)-0.5, c->rest - s[0]), base[0]);
      moved[1] = fused(c->momentum_rate, fused(g, (real)0.5, c->rest - s[1]), base[1]);
      moved[2] = base[2] + fused(-fused(c->consumption, magnitude(g), c->decay), s[2],
                                 c->production);
      break;
  }
}

// dw/dt = −η f(w, direction) · direction · scale. Second moments below zero, which trial stages of
// solvers may have, count as zero.
INLINE real direction(enum law_kind kind, const struct constants *c, real g, const real *s) {
  switch (kind) {
    case LAW_GRADIENT_FLOW: return g;
    case LAW_MOMENTUM: return s[0];
    case LAW_RMS_PROP: return g / (square_root(not_negative(s[0])) + c->epsilon);
    case LAW_ADAM: {
      real m = c->has_momentum_correction ? c->momentum_correction * s[0] : g;
      real v = c->has_square_correction ? c->square_correction * not_negative(s[1]) : g * g;
      return m / (square_root(v) + c->epsilon);
    }
    case LAW_BIO_ADAM: return s[1] - s[0];
  }
  return 0;
}

INLINE real scale_of(enum law_kind kind, const real *s) {
  return kind == LAW_BIO_ADAM ? s[2] : 1;
}

// The number with its sign turned where x has none: −a for x ≥ 0, a for x < 0.
INLINE real against(real x, real a) {
  const real_bits sign = (real_bits)1 << (8 * sizeof(real) - 1);
  real_bits direction, bits;
  a = -a;
  memcpy(&direction, &x, sizeof x);
  memcpy(&bits, &a, sizeof a);
  bits ^= direction & sign;
  memcpy(&a, &bits, sizeof a);
  return a;
}

// 1/f up to the gain: f = G σ(−w/T) for potentiation and G σ(w/T) for depression, whose sign the
// power has. By the logistic function, not by a tanh, small factors keep their digits.
INLINE real inverse_factor(const struct constants *c, real high, real low, real weight) {
  weight = weight < -c->weight_limit ? -c->weight_limit : weight;
  weight = weight > c->weight_limit ? c->weight_limit : weight;
  return 1 + power_of(high, low, weight);
}

// base + dw/dt of one or two weights; one division serves both factors.
INLINE void move_weights(int weights, int is_predisposed, const struct constants *c, real x,
                         real scale, const real *w, const real *base, real *moved) {
  real speed = c->rate * scale;
  if (is_predisposed) {
    real high = against(x, c->power_high), low = against(x, c->power_low);
    real inverse[2] = {inverse_factor(c, high, low, w[0]), 1};
    if (weights == 2) inverse[1] = inverse_factor(c, high, low, w[1]);
    real common = speed * x / (inverse[0] * inverse[1]);
    moved[0] = fused(common, inverse[1], base[0]);
    moved[1] = fused(common, inverse[0], base[1]);
  } else {
    moved[0] = fused(speed, x, base[0]);
    moved[1] = fused(speed, x, base[1]);
  }
}

// Unrolled loops are no faster, since memory is slower than all of this, and twice as large.
#define EACH_BY_ITSELF _Pragma("clang loop vectorize(assume_safety) interleave_count(1)")

// All synapses. In place the state and the rates are one; different components never overlap.
// Returns the largest magnitude among the sums of each synapse's new values, as bits: what is not
// finite gets through, and whole numbers have a maximum that can be taken in any order.
INLINE real_bits loop(enum law_kind kind, int weights, int is_predisposed, enum loop_mode mode,
                      const struct law *law, size_t n, size_t stride, double h,
                      const real *gradient, const real *state, real *result) {
  const int substances = substance_count(kind);
  const struct constants c = constants_of(law, mode == RATES ? 1.0 : h);
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
      move_substances(kind, &c, signal, s, mode == RATES ? none : s, ds);
      const real *current = mode == SEQUENTIAL ? ds : s;
      move_weights(weights, is_predisposed, &c, direction(kind, &c, signal, current),
                   scale_of(kind, current), w, mode == RATES ? none : w, dw);
      if (substances > 0) r0[i] = ds[0];
      if (substances > 1) r1[i] = ds[1];
      if (substances > 2) r2[i] = ds[2];
      u0[i] = dw[0];
      if (weights > 1) u1[i] = dw[1];
      if (mode != RATES) {
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
  case kind: return loop_of_kind(kind, mode, law, n, stride, h, gradient, state, result)
  switch (law->kind) {
    CASE(LAW_GRADIENT_FLOW);
    CASE(LAW_MOMENTUM);
    CASE(LAW_RMS_PROP);
    CASE(LAW_ADAM);
    CASE(LAW_BIO_ADAM);
  }
#undef CASE
  return 0;
}

// h η |m| ρ added to the clock, or with h = 1 written as its rate. Returns the largest magnitude.
INLINE real_bits clock_loop(int is_rate, const struct law *law, size_t n, size_t stride, double h,
                       const real *state, real *result) {
  const real *s = state + law->substance * stride;
  real *clock = result + law->clock * stride;
  real rate = (real)(h * law->learning_rate);
  real_bits largest = 0;
  EACH_BY_ITSELF
  for (size_t i = 0; i < n; i++) {
    real speed = rate * s[2 * stride + i];
    real moved = fused(speed, magnitude(s[stride + i] - s[i]), is_rate ? 0 : clock[i]);
    clock[i] = moved;
    real_bits bits = magnitude_bits(moved);
    largest = bits > largest ? bits : largest;
  }
  return largest;
}

#ifdef needs_rates
FOR_EVERY_PROCESSOR
static void rates_for_processor(const struct law *law, size_t n, size_t stride,
                                const real *gradient, const real *state, real *rates) {
  loop_of_mode(RATES, law, n, stride, 1, gradient, state, rates);
  if (law->clock) clock_loop(1, law, n, stride, 1, state, rates);
}
#endif

FOR_EVERY_PROCESSOR
static real_bits step_for_processor(const struct law *law, size_t n, size_t stride, double h,
                                    int sequential, const real *gradient, real *state) {
  // The clock goes by the same m and ρ as the weights.
  real_bits clock = 0;
  if (law->clock && !sequential) clock = clock_loop(0, law, n, stride, h, state, state);
  real_bits largest =
      sequential ? loop_of_mode(SEQUENTIAL, law, n, stride, h, gradient, state, state)
                 : loop_of_mode(SIMULTANEOUS, law, n, stride, h, gradient, state, state);
  if (law->clock && sequential) clock = clock_loop(0, law, n, stride, h, state, state);
  return clock > largest ? clock : largest;
}
