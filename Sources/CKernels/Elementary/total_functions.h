#ifndef SYNAPTIC_DYNAMICS_TOTAL_FUNCTIONS_H
#define SYNAPTIC_DYNAMICS_TOTAL_FUNCTIONS_H

#include "elementary.h"

// Elementary functions for all numbers, without a branch: what is no number stays none, and what is too large or too
// small for a number becomes infinity or zero.

// 2ᵏ for whole k from −1022 to 1023.
INLINE double whole_power_of_two(int64_t k) {
  uint64_t bits = (uint64_t)(k + 1023) << 52;
  double power;
  memcpy(&power, &bits, sizeof power);
  return power;
}

// r and k of x = k ln 2 + r with |r| ≤ ½ ln 2, as exponential() takes x apart.
INLINE double without_powers_of_two(double x, int64_t *k) {
  const double shift = 0x1.8p52;
  double shifted = fused(x, 1.4426950408889634, shift);
  int64_t bits, zero;
  memcpy(&bits, &shifted, sizeof bits);
  memcpy(&zero, &shift, sizeof zero);
  *k = bits - zero;
  double whole = shifted - shift;
  double r = fused(whole, -0x1.62e42fefa39efp-1, x);
  return fused(whole, -0x1.abc9e3b39803fp-56, r);
}

// e^x as exponential() computes it, times a half of its power of two and then the other, so that it grows to infinity and
// falls to zero as numbers do.
INLINE double full_exponential(double x) {
  double bounded = x < -750.0 ? -750.0 : x;
  bounded = bounded > 750.0 ? 750.0 : bounded;
  int64_t k;
  double r = without_powers_of_two(bounded, &k);
  double power = 1.0 + fused(r * r, exponential_series(r), r);
  // Old processors have no shift that keeps the sign.
  int64_t half = (int64_t)((uint64_t)(k + 4096) >> 1) - 2048;
  power = power * whole_power_of_two(half) * whole_power_of_two(k - half);
  return x != x ? x : power;
}

// e^x − 1 for x ≥ 0 below 700: with x = k ln 2 + r, 2ᵏ (e^r − 1) + (2ᵏ − 1), so that nothing cancels near 0.
INLINE double exponential_less_one(double x) {
  int64_t k;
  double r = without_powers_of_two(x, &k);
  double part = fused(r * r, exponential_series(r), r);
  double power = whole_power_of_two(k);
  return fused(power, part, power - 1.0);
}

// tanh x = (e^2|x| − 1)/(e^2|x| + 1) with the sign of x.
INLINE double hyperbolic_tangent(double x) {
  double size = x < 0 ? -x : x;
  double power = exponential_less_one(size > 25.0 ? 50.0 : 2 * size);
  double t = power / (power + 2);
  t = x < 0 ? -t : t;
  return x != x ? x : t;
}

// e^x for x ≤ 0, as full_exponential() has it: the power of two is 64 powers too large at first, so that it is never too
// small for an exponent.
INLINE double falling_exponential(double x) {
  int64_t k;
  double r = without_powers_of_two(x < -750.0 ? -750.0 : x, &k);
  double power = 1.0 + fused(r * r, exponential_series(r), r);
  return power * whole_power_of_two(k + 64) * 0x1p-64;
}

// 1/(1 + e^−x).
INLINE double logistic(double x) {
  double e = falling_exponential(-__builtin_fabs(x));
  double f = 1 / (1 + e);
  return x < 0 ? e * f : f;
}

// log x: −∞ at 0, no number below.
//
// x = 2ᵏ (1 + f) with 1 + f between √½ and √2, and log(1 + f) as for log_1p. Numbers too small for a whole digit are
// made larger first.
INLINE double logarithm(double x) {
  const uint64_t one = 0x3ff0000000000000u, root_half = 0x3fe6a09e667f3bcdu;
  double scaled = x < 0x1p-1022 ? x * 0x1p54 : x;
  uint64_t bits;
  memcpy(&bits, &scaled, sizeof bits);
  uint64_t shifted = bits + (one - root_half);
  uint64_t whole_bits = (shifted >> 52) | 0x4330000000000000u;
  double whole;
  memcpy(&whole, &whole_bits, sizeof whole);
  whole -= 0x1p52 + 1023 + (x < 0x1p-1022 ? 54 : 0);
  uint64_t fraction_bits = (shifted & 0xfffffffffffffu) + root_half;
  double fraction;
  memcpy(&fraction, &fraction_bits, sizeof fraction);
  double result = logarithm_near_one(fraction - 1.0, whole);
  result = x == 0 ? -__builtin_inf() : result;
  result = x < 0 ? __builtin_nan("") : result;
  return x > 0x1.fffffffffffffp1023 || x != x ? x : result;
}

// x^y for x ≥ 0: e^(y log x), whose relative error grows with the size of y log x; 1 for y = 0.
INLINE double power_function(double x, double y) {
  double power = full_exponential(y * logarithm(x));
  return y == 0 ? 1.0 : power;
}

#endif
