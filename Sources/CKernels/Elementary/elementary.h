#ifndef SYNAPTIC_DYNAMICS_ELEMENTARY_H
#define SYNAPTIC_DYNAMICS_ELEMENTARY_H

#include <stdint.h>
#include <string.h>

#include "processors.h"

// (e^r − 1 − r)/r² for |r| ≤ ½ ln 2: the polynomial r + r² p(r), of degree 11 in all and fitted on Chebyshev's points,
// leaves 2e-17 of e^r.
INLINE double exponential_series(double r) {
  double p = 0x1.af38d53857513p-26;
  p = fused(p, r, 0x1.2891a8c1d838dp-22);
  p = fused(p, r, 0x1.71de0d9c145d0p-19);
  p = fused(p, r, 0x1.a019b8ef67c6cp-16);
  p = fused(p, r, 0x1.a01a01a7c8d47p-13);
  p = fused(p, r, 0x1.6c16c17893833p-10);
  p = fused(p, r, 0x1.11111111109adp-7);
  p = fused(p, r, 0x1.5555555553d4fp-5);
  p = fused(p, r, 0x1.5555555555556p-3);
  p = fused(p, r, 0x1.0000000000001p-1);
  return p;
}

// e^x for x clamped to [−708, 709], without a branch, to 1 unit in the last place.
//
// x = k ln 2 + r with |r| ≤ ½ ln 2; ln 2 in two parts, so that r is exact to 1e-33 k. Adding 1.5·2⁵² rounds to the nearest
// whole k and leaves it in the low bits.
INLINE double exponential(double x) {
  const double shift = 0x1.8p52;
  x = x < -708.0 ? -708.0 : x;
  x = x > 709.0 ? 709.0 : x;
  double shifted = fused(x, 1.4426950408889634, shift);
  int64_t k;
  memcpy(&k, &shifted, sizeof k);
  double whole = shifted - shift;
  double r = fused(whole, -0x1.62e42fefa39efp-1, x);
  r = fused(whole, -0x1.abc9e3b39803fp-56, r);
  double power = 1.0 + fused(r * r, exponential_series(r), r);
  int64_t bits;
  memcpy(&bits, &power, sizeof bits);
  bits += (int64_t)((uint64_t)k << 52);
  memcpy(&power, &bits, sizeof power);
  return power;
}

// 2^(factor·x) for |factor·x| below 1000, without a branch, to 1.25 units in the last place.
//
// The factor stands in two parts, low the part that high lost, so that the product is exact but for
// the smaller part's rounding: no digits go, however large the power. f = factor·x − k, |f| ≤ ½,
// takes one rounding each; the polynomial of degree 11, fitted for the smallest relative error,
// leaves 2e-17. It costs half of e^x with a product before it.
INLINE double power_of_two(double high, double low, double x) {
  const double shift = 0x1.8p52;
  double shifted = fused(x, high, shift);
  int64_t k;
  memcpy(&k, &shifted, sizeof k);
  double f = fused(x, low, fused(x, high, shift - shifted));
  double p = 0x1.c063d7382cc2dp-32;
  p = fused(p, f, 0x1.e605fa3e4b8ebp-28);
  p = fused(p, f, 0x1.b541676c00885p-24);
  p = fused(p, f, 0x1.62bfd49e6cb20p-20);
  p = fused(p, f, 0x1.ffcbee3b244eep-17);
  p = fused(p, f, 0x1.4309130961342p-13);
  p = fused(p, f, 0x1.5d87fe7bbbdaap-10);
  p = fused(p, f, 0x1.3b2ab6fba1e1cp-7);
  p = fused(p, f, 0x1.c6b08d7048f31p-5);
  p = fused(p, f, 0x1.ebfbdff82c598p-3);
  p = fused(p, f, 0x1.62e42fefa39f3p-1);
  p = fused(p, f, 1.0);
  int64_t bits;
  memcpy(&bits, &p, sizeof bits);
  bits += (int64_t)((uint64_t)k << 52);
  memcpy(&p, &bits, sizeof p);
  return p;
}

// log(1 + f) + whole·ln 2 for 1 + f between √½ and √2.
//
// With s = f/(2+f), log(1+f) = 2 artanh s, whose series up to s²¹ leaves 2e-18 of it; as f − ½f² + … only a small part of the
// sum is rounded more than once.
INLINE double logarithm_near_one(double f, double whole) {
  double s = f / (2.0 + f);
  double t = s * s;
  double series = 2.0 / 21;
  series = series * t + 2.0 / 19;
  series = series * t + 2.0 / 17;
  series = series * t + 2.0 / 15;
  series = series * t + 2.0 / 13;
  series = series * t + 2.0 / 11;
  series = series * t + 2.0 / 9;
  series = series * t + 2.0 / 7;
  series = series * t + 2.0 / 5;
  series = series * t + 2.0 / 3;
  double half_square = 0.5 * f * f;
  // log(1+f) = f − ½f² + s (½f² + t·series).
  double small = s * (half_square + t * series) + whole * 0x1.cf79abc9e3b3ap-40;
  return whole * 0x1.62e42fefa0000p-1 + (f - (half_square - small));
}

// log(1 + z) for z ≥ 0, infinity included, without a branch.
//
// 1 + z = 2ᵏ (1 + f) with 1 + f between √½ and √2; what the sum's rounding lost is added to f. The error is 1.5 units in the
// last place at most. The exponent becomes a number by way of the low bits of 2⁵²: older processors cannot convert.
INLINE double log_1p(double z) {
  const uint64_t one = 0x3ff0000000000000u, root_half = 0x3fe6a09e667f3bcdu;
  double sum = 1.0 + z;
  double lost = z < 1.0 ? z - (sum - 1.0) : 1.0 - (sum - z);
  uint64_t bits;
  memcpy(&bits, &sum, sizeof bits);
  uint64_t shifted = bits + (one - root_half);
  uint64_t biased = shifted >> 52;
  uint64_t whole_bits = biased | 0x4330000000000000u;
  double whole;
  memcpy(&whole, &whole_bits, sizeof whole);
  whole -= 0x1p52 + 1023;
  uint64_t fraction_bits = (shifted & 0xfffffffffffffu) + root_half;
  double fraction;
  memcpy(&fraction, &fraction_bits, sizeof fraction);
  // 2⁻ᵏ; 0 for the largest numbers, to which nothing was lost.
  uint64_t scale_bits = biased < 2046 ? (2046 - biased) << 52 : 0;
  double scale;
  memcpy(&scale, &scale_bits, sizeof scale);
  double f = (fraction - 1.0) + lost * scale;
  double result = logarithm_near_one(f, whole);
  return z <= 0x1.fffffffffffffp1023 ? result : z;
}

#endif
