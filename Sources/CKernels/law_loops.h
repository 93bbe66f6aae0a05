// The loops of every rule over a population, for the numbers `real`. Included by one file for each
// kind of number, which defines before
//
//     real            the type
//     real_bits       an unsigned integer of the same size
//     exponential_of  e^x
//     largest_scaled  the largest |w/T| told apart: beyond it f stays at e^−largest_scaled, which is
//                     far below what moves a weight of that size; (1 + e^x)² must not overflow
//     needs_rates     if the rates are wanted, and not only steps
//
// Each law stands here once. The rates, the step from the old state and the step in the order of
// discrete optimisers come from the same lines, with everything that does not depend on the synapse
// known when compiling.

#include <math.h>

#include "elementary.h"
#include "law.h"

enum loop_mode { RATES, SIMULTANEOUS, SEQUENTIAL };

struct constants {
  real gain, rate, inverse_temperature, predisposition_gain;
  real momentum_rate, rest, production, consumption, decay;
  real square_rate, epsilon, momentum_correction, square_correction;
  int has_momentum_correction, has_square_correction;
};

static struct constants constants_of(const struct law *law) {
  struct constants c;
  c.gain = (real)law->gradient_gain;
  c.rate = (real)law->learning_rate;
  c.inverse_temperature = (real)law->inverse_temperature;
  c.predisposition_gain = (real)law->predisposition_gain;
  c.momentum_rate = (real)law->momentum_rate;
  c.rest = (real)law->rest_concentration;
  c.production = (real)law->production;
  c.consumption = (real)law->consumption;
  c.decay = (real)law->decay;
  c.square_rate = (real)law->square_rate;
  c.epsilon = (real)law->epsilon;
  c.has_momentum_correction = isfinite(law->momentum_correction);
  c.has_square_correction = isfinite(law->square_correction);
  c.momentum_correction = (real)law->momentum_correction;
  c.square_correction = (real)law->square_correction;
  return c;
}

INLINE real magnitude(real x) { return x < 0 ? -x : x; }
INLINE real not_negative(real x) { return x < 0 ? 0 : x; }

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

// ds/dt of the substances s under the signal g.
INLINE void substance_rates(enum law_kind kind, const struct constants *c, real g, const real *s,
                            real *ds) {
  switch (kind) {
    case LAW_GRADIENT_FLOW: break;
    case LAW_MOMENTUM: ds[0] = c->momentum_rate * (g - s[0]); break;
    case LAW_RMS_PROP: ds[0] = c->square_rate * (g * g - s[0]); break;
    case LAW_ADAM:
      ds[0] = c->momentum_rate * (g - s[0]);
      ds[1] = c->square_rate * (g * g - s[1]);
      break;
    case LAW_BIO_ADAM:
      ds[0] = c->momentum_rate * (c->rest - s[0] - (real)0.5 * g);
      ds[1] = c->momentum_rate * (c->rest - s[1] + (real)0.5 * g);
      ds[2] = c->production - (c->consumption * magnitude(g) + c->decay) * s[2];
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

// 1/f up to the gain: f = G σ(−w/T) for potentiation (x < 0) and G σ(w/T) for depression. By the
// logistic function, not by a tanh, small factors keep their digits.
INLINE real inverse_factor(const struct constants *c, real x, real weight) {
  real scaled = weight * c->inverse_temperature;
  scaled = x < 0 ? scaled : -scaled;
  scaled = scaled > largest_scaled ? largest_scaled : scaled;
  return 1 + exponential_of(scaled);
}

// dw/dt of one or two weights; one division serves both factors.
INLINE void weight_rates(int weights, int is_predisposed, const struct constants *c, real x,
                         real scale, const real *w, real *dw) {
  real speed = -c->rate * scale;
  if (is_predisposed) {
    real inverse[2] = {inverse_factor(c, x, w[0]), 1};
    if (weights == 2) inverse[1] = inverse_factor(c, x, w[1]);
    real common = speed * c->predisposition_gain * x / (inverse[0] * inverse[1]);
    dw[0] = common * inverse[1];
    dw[1] = common * inverse[0];
  } else {
    dw[0] = speed * x;
    dw[1] = dw[0];
  }
}

// All synapses. In place the state and the rates are one; different components never overlap.
// Returns the largest magnitude among the sums of each synapse's new values, as bits: what is not
// finite gets through, and whole numbers have a maximum that can be taken in any order.
INLINE real_bits loop(enum law_kind kind, int weights, int is_predisposed, enum loop_mode mode,
                      const struct law *law, size_t n, size_t stride, real h, const real *gradient,
                      const real *state, real *result) {
  const int substances = substance_count(kind);
  const struct constants c = constants_of(law);
  const real *restrict g = gradient;
  const real *y0 = state + law->substance * stride;
  const real *y1 = y0 + (substances > 1 ? stride : 0), *y2 = y0 + (substances > 2 ? 2 * stride : 0);
  const real *v0 = state + law->weight * stride, *v1 = v0 + (weights > 1 ? stride : 0);
  real *r0 = result + law->substance * stride;
  real *r1 = r0 + (substances > 1 ? stride : 0), *r2 = r0 + (substances > 2 ? 2 * stride : 0);
  real *u0 = result + law->weight * stride, *u1 = u0 + (weights > 1 ? stride : 0);
  real_bits largest = 0;
  // A tile has four cache lines of each component. Those of a later tile are called for while this one
  // is worked on: the processor by itself stops at the borders of pages.
  const size_t tile = 256 / sizeof(real), ahead = 3072 / sizeof(real);
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
  _Pragma("clang loop vectorize(assume_safety)")
  for (size_t i = first; i < end; i++) {
    real signal = c.gain * g[i];
    real s[3] = {0, 0, 0}, ds[3] = {0, 0, 0}, w[2] = {v0[i], 0}, dw[2];
    if (substances > 0) s[0] = y0[i];
    if (substances > 1) s[1] = y1[i];
    if (substances > 2) s[2] = y2[i];
    if (weights > 1) w[1] = v1[i];
    substance_rates(kind, &c, signal, s, ds);
    if (mode == SEQUENTIAL)
      for (int k = 0; k < substances; k++) s[k] += h * ds[k];
    weight_rates(weights, is_predisposed, &c, direction(kind, &c, signal, s), scale_of(kind, s), w,
                 dw);
    if (mode == RATES) {
      for (int k = 0; k < substances; k++) s[k] = ds[k];
      w[0] = dw[0];
      w[1] = dw[1];
    } else {
      if (mode == SIMULTANEOUS)
        for (int k = 0; k < substances; k++) s[k] += h * ds[k];
      w[0] += h * dw[0];
      w[1] += h * dw[1];
    }
    if (substances > 0) r0[i] = s[0];
    if (substances > 1) r1[i] = s[1];
    if (substances > 2) r2[i] = s[2];
    u0[i] = w[0];
    if (weights > 1) u1[i] = w[1];
    if (mode != RATES) {
      real sum = w[0];
      if (weights > 1) sum += w[1];
      for (int k = 0; k < substances; k++) sum += s[k];
      real_bits bits;
      memcpy(&bits, &sum, sizeof bits);
      bits &= ~((real_bits)1 << (8 * sizeof bits - 1));
      largest = bits > largest ? bits : largest;
    }
  }
  }
  return largest;
}

INLINE real_bits loop_of_kind(enum law_kind kind, enum loop_mode mode, const struct law *law,
                              size_t n, size_t stride, real h, const real *gradient,
                              const real *state, real *result) {
  // Bio-Adam's partners may have substances of their own; then each law has one weight.
  if (kind == LAW_BIO_ADAM && law->weight_count == 1)
    return law->inverse_temperature != 0
               ? loop(kind, 1, 1, mode, law, n, stride, h, gradient, state, result)
               : loop(kind, 1, 0, mode, law, n, stride, h, gradient, state, result);
  return law->inverse_temperature != 0
             ? loop(kind, 2, 1, mode, law, n, stride, h, gradient, state, result)
             : loop(kind, 2, 0, mode, law, n, stride, h, gradient, state, result);
}

INLINE real_bits loop_of_mode(enum loop_mode mode, const struct law *law, size_t n, size_t stride,
                              real h, const real *gradient, const real *state, real *result) {
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

// h η |m| ρ added to the clock, or with h = 1 written as its rate.
INLINE void clock_loop(int is_rate, const struct law *law, size_t n, size_t stride, real h,
                       const real *state, real *result) {
  const real *s = state + law->substance * stride;
  real *clock = result + law->clock * stride;
  real rate = (real)law->learning_rate;
  _Pragma("clang loop vectorize(assume_safety)")
  for (size_t i = 0; i < n; i++) {
    real speed = rate * magnitude(s[stride + i] - s[i]) * s[2 * stride + i];
    clock[i] = is_rate ? speed : clock[i] + h * speed;
  }
}

#ifdef needs_rates
FOR_EVERY_PROCESSOR
static void rates_for_processor(const struct law *law, size_t n, size_t stride,
                                const real *gradient, const real *state, real *rates) {
  loop_of_mode(RATES, law, n, stride, 0, gradient, state, rates);
  if (law->clock) clock_loop(1, law, n, stride, 0, state, rates);
}
#endif

FOR_EVERY_PROCESSOR
static real_bits step_for_processor(const struct law *law, size_t n, size_t stride, real h,
                                    int sequential, const real *gradient, real *state) {
  // The clock goes by the same m and ρ as the weights.
  if (law->clock && !sequential) clock_loop(0, law, n, stride, h, state, state);
  real_bits largest =
      sequential ? loop_of_mode(SEQUENTIAL, law, n, stride, h, gradient, state, state)
                 : loop_of_mode(SIMULTANEOUS, law, n, stride, h, gradient, state, state);
  if (law->clock && sequential) clock_loop(0, law, n, stride, h, state, state);
  return largest;
}
