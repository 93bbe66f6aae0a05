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
// No fused multiply-add: every level gives the same bits.
#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

// e^x for x clamped to [−708, 709], without a branch.
//
// x = k ln 2 + r with |r| ≤ ½ ln 2; ln 2 in two parts, so that r is exact to 1e-33 k. The Taylor
// polynomial of degree 13 leaves 4e-18 of e^r; rounding makes the error 2 units in the last place at
// most. Adding 1.5·2⁵² rounds to the nearest whole k and leaves it in the low bits.
INLINE double exponential(double x) {
  const double shift = 0x1.8p52;
  x = x < -708.0 ? -708.0 : x;
  x = x > 709.0 ? 709.0 : x;
  double shifted = x * 1.4426950408889634 + shift;
  int64_t k;
  memcpy(&k, &shifted, sizeof k);
  double whole = shifted - shift;
  double r = (x - whole * 0x1.62e42fefa0000p-1) - whole * 0x1.cf79abc9e3b3ap-40;
  // Two chains of powers of r², which the processor works on side by side.
  double s = r * r;
  double even = 1.0 / 479001600;
  even = even * s + 1.0 / 3628800;
  even = even * s + 1.0 / 40320;
  even = even * s + 1.0 / 720;
  even = even * s + 1.0 / 24;
  even = even * s + 0.5;
  double odd = 1.0 / 6227020800;
  odd = odd * s + 1.0 / 39916800;
  odd = odd * s + 1.0 / 362880;
  odd = odd * s + 1.0 / 5040;
  odd = odd * s + 1.0 / 120;
  odd = odd * s + 1.0 / 6;
  double power = 1.0 + (r + (s * even + r * s * odd));
  int64_t bits;
  memcpy(&bits, &power, sizeof bits);
  bits += (int64_t)((uint64_t)k << 52);
  memcpy(&power, &bits, sizeof power);
  return power;
}

#endif
