#ifndef SYNAPTIC_DYNAMICS_ELEMENTARY_FLOAT_H
#define SYNAPTIC_DYNAMICS_ELEMENTARY_FLOAT_H

#include "elementary.h"

// e^x for x clamped to [−87, 88], without a branch, to 1 unit in the last place.
//
// As the other one, with a polynomial of degree 6, which leaves 1e-8 of e^r.
INLINE float exponential_float(float x) {
  const float shift = 0x1.8p23f;
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  float shifted = fused(x, 1.44269504f, shift);
  int32_t k;
  memcpy(&k, &shifted, sizeof k);
  float whole = shifted - shift;
  float r = fused(whole, -0x1.62e43p-1f, x);
  r = fused(whole, 0x1.05c61p-29f, r);
  float p = 0x1.6d113cp-10f;
  p = fused(p, r, 0x1.120ba2p-7f);
  p = fused(p, r, 0x1.55551ap-5f);
  p = fused(p, r, 0x1.5554dcp-3f);
  p = fused(p, r, 0.5f);
  float power = 1.0f + fused(r * r, p, r);
  int32_t bits;
  memcpy(&bits, &power, sizeof bits);
  bits += (int32_t)((uint32_t)k << 23);
  memcpy(&power, &bits, sizeof power);
  return power;
}

#endif
