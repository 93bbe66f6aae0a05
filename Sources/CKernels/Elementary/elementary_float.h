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

#endif
