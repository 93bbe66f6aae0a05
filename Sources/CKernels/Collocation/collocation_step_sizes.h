#ifndef SYNAPTIC_DYNAMICS_COLLOCATION_STEP_SIZES_H
#define SYNAPTIC_DYNAMICS_COLLOCATION_STEP_SIZES_H

#include "collocation_step.h"

// How much longer the next attempt is: safety · error^(−1/14), from the least to the most. The error falls with the 14th power
// of the step's length. The exponent and the leading digits, read as one number, are log₂ to within 0.09.
INLINE void set_factors(struct collocation_tile *t, size_t width) {
  const double safety = 0.9, least = 0.2, most = 2.5;
  EACH_LANE(i, width) {
    double error = larger(t->error.of[i], 1e-30);
    uint64_t bits;
    memcpy(&bits, &error, sizeof bits);
    uint64_t high = (bits >> 20) | 0x4330000000000000u;
    double number;
    memcpy(&number, &high, sizeof number);
    double logarithm = (number - 0x1p52) * 0x1p-32 - 1023;
    double factor = safety * exponential(logarithm * (-0.6931471805599453 / 14));
    factor = factor > most ? most : factor;
    t->factor.of[i] = factor < least ? least : factor;
  }
}

#endif
