#ifndef SYNAPTIC_DYNAMICS_PREDISPOSITION_H
#define SYNAPTIC_DYNAMICS_PREDISPOSITION_H

#include <math.h>
#include <string.h>

#include "law.h"

// Predisposition's factors f for the numbers `real` (arXiv:2212.09440, eq. 21).

// log₂e/T in two parts, which together have twice the digits: 2^(w·these) is e^(w/T).
struct temperature {
  real high, low;
  real limit;  // the largest |w| told apart
};

INLINE struct temperature temperature_of(const struct law *law) {
  double inverse = law->inverse_temperature < largest_inverse ? law->inverse_temperature
                                                              : largest_inverse;
  const double log2_e = 0x1.71547652b82fep0, rest_of_log2_e = 0x1.777d0ffda0d24p-56;
  double power = log2_e * inverse;
  double rest = fma(log2_e, inverse, -power) + rest_of_log2_e * inverse;
  struct temperature of;
  of.high = (real)power;
  of.low = (real)((power - of.high) + rest);
  of.limit = (real)(inverse != 0 ? largest_scaled / inverse : 0);
  return of;
}

// The number with its sign turned where x has none: −a for x ≥ 0, a for x < 0.
INLINE real against(real x, real a) {
  const real_bits sign = (real_bits)1 << (8 * sizeof(real) - 1);
  real_bits direction, bits;
  a = -a;
  memcpy(&direction, &x, sizeof x);
  memcpy(&bits, &a, sizeof a);
  bits ^= direction & sign;
  memcpy(&a, &bits, sizeof a);
  return a;
}

// e^(w/T) for potentiation, where x is below 0, and e^(−w/T) for depression.
INLINE real inverse_power(const struct temperature *of, real x, real weight) {
  weight = weight < -of->limit ? -of->limit : weight;
  weight = weight > of->limit ? of->limit : weight;
  return power_of(against(x, of->high), against(x, of->low), weight);
}

// 1/f up to the gain: f = G σ(−w/T) for potentiation and G σ(w/T) for depression. By the logistic function, not by a tanh,
// small factors keep their digits.
INLINE real inverse_factor(const struct temperature *of, real x, real weight) {
  return 1 + inverse_power(of, x, weight);
}

#endif
