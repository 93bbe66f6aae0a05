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
// all numbers are in range for every u. Above u = 708 e^(−u) is taken to be e^(−708): δ is nothing
// beside u there. (arXiv:2212.09440, eqs. 21–23.)
struct increment {
  double right;     // x
  double growing;   // σ(u)
};

INLINE struct increment increment_from(double u, double c) {
  double small = exponential(u < 0 ? u : -u);
  double inverse = 1.0 / (1.0 + small);
  double rest = small * inverse;
  struct increment of;
  of.right = c * (u > 0 ? rest : inverse);
  of.growing = u > 0 ? inverse : rest;
  return of;
}

// Up to the first x the increment is made of sums and products only, up to the second it costs a
// division; beyond, an iteration with exponentials.
static const double tiny_increment_limit = 0.025, small_increment_limit = 0.125;

// The equation read as δ + q (e^δ − 1 − δ) = x, q = σ(u), for x ≤ 0.125.
//
// The series of δ in powers of x up to the fifth leaves x⁶/6 at most; then one step of Newton's or
// Halley's method. e^δ − 1 − δ by its own series.
struct start {
  double delta, third, fourth, fifth;
};

INLINE struct start increment_start(struct increment of) {
  double x = of.right, q = of.growing;
  struct start start;
  start.third = q * (0.5 * q - 1.0 / 6);
  start.fourth = q * ((0.625 * q - 5.0 / 12) * q + 1.0 / 24);
  start.fifth = q * (((0.875 * q - 0.875) * q + 5.0 / 24) * q - 1.0 / 120);
  double s = x * x;
  start.delta = x + s * ((start.third * x - 0.5 * q) + s * (start.fifth * x - start.fourth));
  return start;
}

// For x ≤ 0.025: Newton's method with the derivative of the series for 1/slope, which is off by x⁵.
// Together the two errors leave x¹⁰/6 < 2e-17 of δ.
INLINE double tiny_increment(struct increment of) {
  double x = of.right, q = of.growing;
  struct start start = increment_start(of);
  double inverse_slope = (1.0 - q * x) + x * x * ((3.0 * start.third - 4.0 * start.fourth * x) +
                                                  5.0 * start.fifth * (x * x));
  double delta = start.delta;
  double s = delta * delta;
  double even = (s * (1.0 / 40320) + 1.0 / 720) * s + 1.0 / 24;
  double odd = (s * (1.0 / 5040)) + 1.0 / 120;
  double beyond = s * (0.5 + (s * even + delta * (odd * s + 1.0 / 6)));
  double residual = (delta - x) + q * beyond;
  return delta - residual * inverse_slope;
}

// For x ≤ 0.125: Halley's method, which leaves x¹⁷/800.
INLINE double small_increment(struct increment of) {
  double x = of.right, q = of.growing;
  double delta = increment_start(of).delta;
  double s = delta * delta;
  double even = ((s * (1.0 / 3628800) + 1.0 / 40320) * s + 1.0 / 720) * s + 1.0 / 24;
  double odd = ((s * (1.0 / 362880) + 1.0 / 5040) * s + 1.0 / 120) * s + 1.0 / 6;
  double beyond = s * (0.5 + (s * even + delta * odd));
  double residual = (delta - x) + q * beyond;
  double growth = q * (delta + beyond);
  double slope = 1.0 + growth;
  double curvature = q + growth;
  return delta - 2.0 * residual * slope / (2.0 * slope * slope - residual * curvature);
}

// What an iteration for larger x needs again and again: the equation as
// linear·δ + inverse·(e^(δ + negative) − floor) = x, negative = min(u, 0), floor = e^negative. For u
// far below zero e^δ may overflow, where e^(u+δ) does not.
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
