#ifndef SYNAPTIC_DYNAMICS_ELEMENTARY_FLOAT_H
#define SYNAPTIC_DYNAMICS_ELEMENTARY_FLOAT_H

#include "elementary.h"

// 2^(factor·x) for |factor·x| below 125, without a branch, to 1.25 units in the last place.
//
// As the other one, with a polynomial of degree 6, which leaves 3e-9.
INLINE float power_of_two_float(float high, float low, float x) {
  const float shift = 0x1.8p23f;
  float shifted = fused(x, high, shift);
  int32_t k;
  memcpy(&k, &shifted, sizeof k);
  float f = fused(x, low, fused(x, high, shift - shifted));
  float p = 0x1.470b50p-13f;
  p = fused(p, f, 0x1.5f7278p-10f);
  p = fused(p, f, 0x1.3b270ep-7f);
  p = fused(p, f, 0x1.c6ae72p-5f);
  p = fused(p, f, 0x1.ebfbe2p-3f);
  p = fused(p, f, 0x1.62e432p-1f);
  p = fused(p, f, 1.0f);
  int32_t bits;
  memcpy(&bits, &p, sizeof bits);
  bits += (int32_t)((uint32_t)k << 23);
  memcpy(&p, &bits, sizeof p);
  return p;
}

// log(1 + z) for z ≥ 0, without a branch, to 1.5 units in the last place; as log_1p, whose series ends at s⁹ here, which leaves
// 6e-8 of what is added to f − ½f².
INLINE float log_1p_float(float z) {
  const uint32_t one = 0x3f800000u, root_half = 0x3f3504f3u;
  float sum = 1.0f + z;
  float lost = z < 1.0f ? z - (sum - 1.0f) : 1.0f - (sum - z);
  uint32_t bits;
  memcpy(&bits, &sum, sizeof bits);
  uint32_t shifted = bits + (one - root_half);
  uint32_t biased = shifted >> 23;
  float whole = (float)((int32_t)biased - 127);
  uint32_t fraction_bits = (shifted & 0x7fffffu) + root_half;
  float fraction;
  memcpy(&fraction, &fraction_bits, sizeof fraction);
  // 2⁻ᵏ; 0 for the largest numbers, to which nothing was lost.
  uint32_t scale_bits = biased < 254 ? (254 - biased) << 23 : 0;
  float scale;
  memcpy(&scale, &scale_bits, sizeof scale);
  float f = (fraction - 1.0f) + lost * scale;
  float s = f / (2.0f + f);
  float t = s * s;
  float series = fused(fused(fused(t, 2.0f / 9, 2.0f / 7), t, 2.0f / 5), t, 2.0f / 3);
  float half_square = 0.5f * f * f;
  float small = fused(s, fused(t, series, half_square), whole * 0x1.7f7d1cp-20f);
  float result = fused(whole, 0x1.62e4p-1f, f - (half_square - small));
  return z <= 0x1.fffffep127f ? result : z;
}

#endif
