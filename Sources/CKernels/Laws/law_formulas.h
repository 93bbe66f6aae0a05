// The law of every rule for one synapse, for the numbers `real`. Who changes one changes its derivatives below, and the
// rule's Jacobian in Swift; who changes Bio-Adam's, also what solves it: held_windows_loops.h with short_window.h and crossing.h, and
// collocation_step.h. Included
// by one file for each kind of number, whose `real` it goes by (Elementary/numbers_double.h, numbers_float.h).
//
// All that the kernels know of a rule stands here, once, and nowhere else; its name is in law.h. Everything that
// does not depend on the synapse is known when compiling.

#include <math.h>

#include "../Weights/predisposition.h"

// The law's numbers. All rates are multiplied by the length of the step.
struct constants {
  real gain, rate;
  struct temperature temperature;
  real momentum_rate, rest_sum, production, consumption, decay;  // rest_sum: 2m₀
  real look_ahead;  // 1/τ_m, whatever the length of the step
  real square_rate, epsilon, momentum_correction, square_correction;
  int has_momentum_correction, has_square_correction;
};

static struct constants constants_of(const struct law *law, double h) {
  struct constants c;
  c.gain = (real)law->gradient_gain;
  int is_predisposed = law->inverse_temperature != 0;
  c.rate = (real)(-h * law->learning_rate * (is_predisposed ? law->predisposition_gain : 1.0));
  c.temperature = temperature_of(law);
  c.momentum_rate = (real)(h * law->momentum_rate);
  c.look_ahead = (real)law->momentum_rate;
  c.rest_sum = (real)(2 * law->rest_concentration);
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

INLINE real not_negative(real x) { return x < 0 ? 0 : x; }

// The bits of the magnitude: of what is not finite they are larger than of any number.
INLINE real_bits magnitude_bits(real x) {
  real_bits bits;
  memcpy(&bits, &x, sizeof bits);
  return bits & ~((real_bits)1 << (8 * sizeof bits - 1));
}

// Repeats a macro for every rule.
#define EACH_LAW(X)                                                                          \
  X(LAW_GRADIENT_FLOW) X(LAW_MOMENTUM) X(LAW_NESTEROV) X(LAW_RMS_PROP) X(LAW_ADA_GRAD)       \
  X(LAW_ADAM) X(LAW_BIO_ADAM)

// The number of substances of a rule.
INLINE int substance_count(enum law_kind kind) {
  switch (kind) {
    case LAW_GRADIENT_FLOW: return 0;
    case LAW_MOMENTUM: case LAW_NESTEROV: case LAW_RMS_PROP: case LAW_ADA_GRAD: return 1;
    case LAW_ADAM: return 2;
    case LAW_BIO_ADAM: return 3;
  }
  return 0;
}

// base + ds/dt of the substances s under the signal g: with the state as base a step, with 0 the rates. The
// size of g is |g|, or goes by a side.
INLINE void move_substances(enum law_kind kind, const struct constants *c, real g, real size,
                            const real *s, const real *base, real *moved) {
  switch (kind) {
    case LAW_GRADIENT_FLOW: break;
    case LAW_MOMENTUM: case LAW_NESTEROV:
      moved[0] = fused(c->momentum_rate, g - s[0], base[0]);
      break;
    case LAW_RMS_PROP: moved[0] = fused(c->square_rate, fused(g, g, -s[0]), base[0]); break;
    case LAW_ADA_GRAD: moved[0] = fused(c->square_rate * g, g, base[0]); break;
    case LAW_ADAM:
      moved[0] = fused(c->momentum_rate, g - s[0], base[0]);
      moved[1] = fused(c->square_rate, fused(g, g, -s[1]), base[1]);
      break;
    case LAW_BIO_ADAM:
      moved[0] = fused(c->momentum_rate, g - s[0], base[0]);
      moved[1] = fused(c->momentum_rate, c->rest_sum - s[1], base[1]);
      moved[2] = base[2] + fused(-fused(c->consumption, size, c->decay), s[2],
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
    case LAW_NESTEROV: return fused(c->look_ahead, g - s[0], s[0]);
    case LAW_RMS_PROP: case LAW_ADA_GRAD:
      return g / (square_root(not_negative(s[0])) + c->epsilon);
    case LAW_ADAM: {
      real m = c->has_momentum_correction ? c->momentum_correction * s[0] : g;
      real v = c->has_square_correction ? c->square_correction * not_negative(s[1]) : g * g;
      return m / (square_root(v) + c->epsilon);
    }
    case LAW_BIO_ADAM: return s[0];
  }
  return 0;
}

// What has the sign of the direction of change, without what divides it.
INLINE real undivided_direction(enum law_kind kind, const struct constants *c, real g, const real *s) {
  switch (kind) {
    case LAW_RMS_PROP: case LAW_ADA_GRAD: return g;
    case LAW_ADAM: return c->has_momentum_correction ? s[0] : g;
    default: return direction(kind, c, g, s);
  }
}

INLINE real scale_of(enum law_kind kind, const real *s) {
  return kind == LAW_BIO_ADAM ? s[2] : 1;
}

// γ times the rates at which the substances relax.
INLINE void relaxation(enum law_kind kind, const struct constants *c, real size, real *rates) {
  switch (kind) {
    case LAW_GRADIENT_FLOW: case LAW_ADA_GRAD: break;
    case LAW_MOMENTUM: case LAW_NESTEROV: rates[0] = c->momentum_rate; break;
    case LAW_RMS_PROP: rates[0] = c->square_rate; break;
    case LAW_ADAM:
      rates[0] = c->momentum_rate;
      rates[1] = c->square_rate;
      break;
    case LAW_BIO_ADAM:
      rates[0] = rates[1] = c->momentum_rate;
      rates[2] = c->consumption * size + c->decay;
      break;
  }
}

// How much the scale changes when the substances change by x.
INLINE real scale_of_change(enum law_kind kind, const real *x) {
  return kind == LAW_BIO_ADAM ? x[2] : 0;
}

// How much the direction changes when the substances s change by x. Where v = 0, or the moments have
// just begun, the derivatives are infinite or undefined; 0 stands for them.
INLINE real direction_change(enum law_kind kind, const struct constants *c, real g,
                               const real *s, const real *x) {
  switch (kind) {
    case LAW_GRADIENT_FLOW: return 0;
    case LAW_MOMENTUM: return x[0];
    case LAW_NESTEROV: return (1 - c->look_ahead) * x[0];
    case LAW_RMS_PROP: case LAW_ADA_GRAD: {
      real root = square_root(not_negative(s[0]));
      real scale = root + c->epsilon;
      real slope = -g / (scale * scale * 2 * root);
      return root > 0 ? slope * x[0] : 0;
    }
    case LAW_ADAM: {
      if (!c->has_momentum_correction || !c->has_square_correction) return 0;
      real root = square_root(c->square_correction * not_negative(s[1]));
      real scale = root + c->epsilon;
      real slope = -c->momentum_correction * s[0] * c->square_correction / (scale * scale * 2 * root);
      return c->momentum_correction * x[0] / scale + (root > 0 ? slope * x[1] : 0);
    }
    case LAW_BIO_ADAM: return x[0];
  }
  return 0;
}

// base + dw/dt of one or two weights; one division serves both factors. The side, with the sign of x or one to
// go by, says whether it is potentiation.
INLINE void move_weights(int weights, int is_predisposed, const struct constants *c, real x,
                         real side, real scale, const real *w, const real *base, real *moved) {
  real speed = c->rate * scale;
  if (is_predisposed) {
    real inverse[2] = {inverse_factor(&c->temperature, side, w[0]), 1};
    if (weights == 2) inverse[1] = inverse_factor(&c->temperature, side, w[1]);
    real common = speed * x / (inverse[0] * inverse[1]);
    moved[0] = fused(common, inverse[1], base[0]);
    moved[1] = fused(common, inverse[0], base[1]);
  } else {
    moved[0] = fused(speed, x, base[0]);
    moved[1] = fused(speed, x, base[1]);
  }
}
