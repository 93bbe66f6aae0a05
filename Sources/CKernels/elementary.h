#ifndef SYNAPTIC_DYNAMICS_ELEMENTARY_H
#define SYNAPTIC_DYNAMICS_ELEMENTARY_H

#include <stdint.h>
#include <string.h>

// One version of a function for each level of x86-64, chosen when the program is loaded. Elsewhere
// the plain function: NEON is always there on arm64, and other C libraries cannot choose.
#if defined(__x86_64__) && defined(__gnu_linux__)
#define FOR_EVERY_PROCESSOR \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EVERY_PROCESSOR
#endif
// Fused multiply-adds only where they are written out: every level gives the same bits. Processors
// without them (x86-64 before 2013) compute them step by step, slowly but alike.
#pragma STDC FP_CONTRACT OFF
#define fused(a, b, c) __builtin_elementwise_fma(a, b, c)

#define INLINE static inline __attribute__((always_inline))

// e^x for x clamped to [−708, 709], without a branch, to 1 unit in the last place.
//
// x = k ln 2 + r with |r| ≤ ½ ln 2; ln 2 in two parts, so that r is exact to 1e-33 k. The polynomial
// r + r² p(r), of degree 11 in all and fitted on Chebyshev's points, leaves 2e-17 of e^r. Adding
// 1.5·2⁵² rounds to the nearest whole k and leaves it in the low bits.
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
  double power = 1.0 + fused(r * r, p, r);
  int64_t bits;
  memcpy(&bits, &power, sizeof bits);
  bits += (int64_t)((uint64_t)k << 52);
  memcpy(&power, &bits, sizeof power);
  return power;
}

#endif
