#ifndef SYNAPTIC_DYNAMICS_PREDISPOSED_WEIGHT_H
#define SYNAPTIC_DYNAMICS_PREDISPOSED_WEIGHT_H

#include "elementary.h"

// How far a predisposed weight moves while ∫ η |m| ρ dt grows by one sign's worth.
//
// With u = w/T (potentiation) or −w/T (depression) the law du/ds = G/T · σ(−u) has the implicit
// solution u + e^u = u(0) + e^(u(0)) + c: the Wright omega function. The increment δ of u solves
// δ + e^u (e^δ − 1) = c without cancellation. Divided by 1 + e^u,
//
//     σ(−u) δ + σ(u) (e^δ − 1) = x,     x = σ(−u) c,
//
// all numbers are in range for every u. (arXiv:2212.09440, eqs. 21–23.)
struct increment {
  double u, c;
  double small;       // e^(−|u|)
  double inverse;     // 1/(1 + e^(−|u|))
  double linear;      // σ(−u)
  double right;       // x
};

INLINE struct increment increment_from(double u, double c) {
  struct increment of;
  of.u = u;
  of.c = c;
  of.small = exponential(u < 0 ? u : -u);
  of.inverse = 1.0 / (1.0 + of.small);
  of.linear = u > 0 ? of.small * of.inverse : of.inverse;
  of.right = c * of.linear;
  return of;
}

// Up to this x the increment has a form without exponential, logarithm or iteration.
static const double small_increment_limit = 0.1;

// δ + q (e^δ − 1 − δ) = x for 0 ≤ x ≤ 0.1, q = σ(u).
//
// The series of δ in powers of x up to the fourth is off by x⁵/5 at most; one step of Halley's method
// brings that down to 1e-17 of δ. e^δ − 1 − δ by its series up to δ¹⁰.
INLINE double small_increment(struct increment of) {
  double x = of.right;
  double q = of.u > 0 ? of.inverse : of.small * of.inverse;
  double third = q * (0.5 * q - 1.0 / 6);
  double fourth = q * ((0.625 * q - 5.0 / 12) * q + 1.0 / 24);
  double delta = x + x * x * ((third - fourth * x) * x - 0.5 * q);
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

// The start of an iteration for x > 0.1. The left side of the equation is convex and more than either
// of its terms, so that the smaller of the two roots is an upper bound. For u far below zero e^δ may
// overflow, where e^(u+δ) does not.
INLINE double increment_bound(struct increment of) {
  double negative = of.u < 0 ? of.u : 0.0;
  double floor = of.u < 0 ? of.small : 1.0;
  // log z as log(1 + (z − 1)) where z may be small: a start need not be accurate.
  double z = floor + of.right / of.inverse;
  double logarithm = z < 1.0 ? -log_1p(1.0 / z - 1.0) : log_1p(z - 1.0);
  double bound = logarithm - negative;
  return of.right < bound ? of.right : bound;
}

// One step of Halley's method towards the root; of Newton's, where Halley's correction is large.
INLINE double increment_step(struct increment of, double delta) {
  double negative = of.u < 0 ? of.u : 0.0;
  double floor = of.u < 0 ? of.small : 1.0;
  double growth = of.inverse * exponential(delta + negative);
  double residual = of.linear * delta + (growth - of.inverse * floor) - of.right;
  double slope = of.linear + growth;
  double newton = residual / slope;
  double correction = 0.5 * newton * growth / slope;
  double magnitude = correction < 0 ? -correction : correction;
  return magnitude < 0.25 ? newton / (1.0 - correction) : newton;
}

#endif
