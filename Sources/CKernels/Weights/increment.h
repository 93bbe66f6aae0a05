#ifndef SYNAPTIC_DYNAMICS_INCREMENT_H
#define SYNAPTIC_DYNAMICS_INCREMENT_H

#include "../Elementary/elementary.h"

// How far a predisposed weight moves while ∫ η |m| ρ dt grows by one sign's worth.
//
// With u = w/T (potentiation) or −w/T (depression) the law du/ds = G/T · σ(−u) has the implicit
// solution u + e^u = u(0) + e^(u(0)) + c: the Wright omega function. The increment δ of u solves
// δ + e^u (e^δ − 1) = c without cancellation. Divided by 1 + e^u,
//
//     σ(−u) δ + σ(u) (e^δ − 1) = x,     x = σ(−u) c,
//
// all numbers are in range for every u. (arXiv:2212.09440, eqs. 21–23.)
//
// Where x is small the equation is read as δ + q (e^δ − 1 − δ) = x, q = σ(u). q may have lost digits: what it is multiplied by
// is of second order.
struct increment {
  real x, q;
};

// The series of δ in powers of x up to the fifth: it leaves x⁶/6 at most, 1.5e-16 of δ for x ≤ 2⁻¹⁰, 2e-9 for x ≤ 0.025.
struct start {
  real delta, third, fourth, fifth;
};

INLINE struct start increment_start(struct increment of) {
  real x = of.x, q = of.q;
  struct start start;
  start.third = q * fused(q, (real)0.5, (real)(-1.0 / 6));
  start.fourth = q * fused(fused(q, (real)0.625, (real)(-5.0 / 12)), q, (real)(1.0 / 24));
  start.fifth = q * fused(fused(fused(q, (real)0.875, (real)-0.875), q, (real)(5.0 / 24)), q,
                          (real)(-1.0 / 120));
  real s = x * x;
  real odd = fused(start.third, x, (real)-0.5 * q);
  real even = fused(start.fifth, x, -start.fourth);
  start.delta = fused(s, fused(s, even, odd), x);
  return start;
}

// One step of Newton's method from there, with the derivative of the series for 1/slope, which is off by x⁵; e^δ − 1 − δ by
// its series. For x ≤ 0.025 the errors of both leave x¹⁰/6 < 2e-17 of δ, for x ≤ 0.125 2e-10.
INLINE real newton_increment(struct increment of) {
  real x = of.x, q = of.q;
  struct start start = increment_start(of);
  real s = x * x;
  real lower = fused((real)-4 * start.fourth, x, (real)3 * start.third);
  real slope = fused(s, fused((real)5 * start.fifth, s, lower), fused(-q, x, (real)1));
  real delta = start.delta;
  s = delta * delta;
  real even = fused(fused(s, (real)(1.0 / 40320), (real)(1.0 / 720)), s, (real)(1.0 / 24));
  real odd = fused(s, (real)(1.0 / 5040), (real)(1.0 / 120));
  real beyond = s * (fused(s, even, (real)0.5) + delta * fused(odd, s, (real)(1.0 / 6)));
  real residual = fused(q, beyond, delta - x);
  return fused(-residual, slope, delta);
}

// One step of Halley's method: for x ≤ 0.125 it leaves x¹⁷/800.
INLINE real halley_increment(struct increment of) {
  real x = of.x, q = of.q;
  real delta = increment_start(of).delta;
  real s = delta * delta;
  real even = fused(s, (real)(1.0 / 3628800), (real)(1.0 / 40320));
  even = fused(fused(even, s, (real)(1.0 / 720)), s, (real)(1.0 / 24));
  real odd = fused(s, (real)(1.0 / 362880), (real)(1.0 / 5040));
  odd = fused(fused(odd, s, (real)(1.0 / 120)), s, (real)(1.0 / 6));
  real beyond = s * (fused(s, even, (real)0.5) + delta * odd);
  real residual = fused(q, beyond, delta - x);
  real growth = q * (delta + beyond);
  real slope = 1 + growth;
  real curvature = q + growth;
  return delta - 2 * residual * slope / fused(-residual, curvature, 2 * slope * slope);
}

// Up to the first x the series alone is exact to rounding, up to the second with Newton's step; what is not beyond the third takes
// the longer of two ways without an iteration, which are these in 32 bits and Newton's and Halley's in 64.
#define series_limit ((real)(sizeof(real) < sizeof(double) ? 0.025 : 0x1p-10))
#define near_limit ((real)0.025)
#define middle_limit ((real)0.125)

INLINE real middle_increment(struct increment of) {
  return sizeof(real) < sizeof(double) ? newton_increment(of) : halley_increment(of);
}

// What an iteration for larger x needs again and again: the equation as
// linear·δ + inverse·(e^(δ + negative) − floor) = x, negative = min(u, 0), floor = e^negative. For u
// far below zero e^δ may overflow, where e^(u+δ) does not. Above u = 708 e^(−u) is taken to be e^(−708): δ is nothing
// beside u there. In 64 bits, whatever the numbers.
struct far_increment {
  double right, linear, inverse, floor, negative;
};

INLINE struct far_increment far_increment_from(double u, double c) {
  double small = exponential(u < 0 ? u : -u);
  struct far_increment of;
  of.inverse = 1.0 / (1.0 + small);
  of.linear = u > 0 ? small * of.inverse : of.inverse;
  of.right = c * of.linear;
  of.floor = u < 0 ? small : 1.0;
  of.negative = u < 0 ? u : 0.0;
  return of;
}

// The left side is convex and more than either of its terms, so that the smaller of the two roots is
// an upper bound.
INLINE double increment_bound(struct far_increment of) {
  double z = of.floor + of.right / of.inverse;
  // A start need not be accurate.
  double logarithm = z < 1.0 ? -log_1p(1.0 / z - 1.0) : log_1p(z - 1.0);
  double bound = logarithm - of.negative;
  return of.right < bound ? of.right : bound;
}

// One step of Halley's method towards the root; of Newton's, where Halley's correction is large.
INLINE double increment_step(struct far_increment of, double delta) {
  double growth = of.inverse * exponential(delta + of.negative);
  double residual = of.linear * delta + (growth - of.inverse * of.floor) - of.right;
  double slope = of.linear + growth;
  double newton = residual / slope;
  double correction = 0.5 * newton * growth / slope;
  double magnitude = correction < 0 ? -correction : correction;
  return magnitude < 0.25 ? newton / (1.0 - correction) : newton;
}

#endif
