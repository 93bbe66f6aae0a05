// What all kinds of numbers have alike; included by numbers_double.h and numbers_float.h, which say what the numbers are:
//
//     largest_scaled    the largest |w/T| told apart: beyond it f stays at e^−largest_scaled, which is far below what moves a
//                       weight of that size, and (1 + e^x)² must not overflow
//     largest_inverse   the largest 1/T told apart, whose products must not overflow either
//     largest_quotient  the largest |m/g| at which a change of sign is told apart
//     largest_duration  of a window that formulas in these numbers serve

#ifndef SYNAPTIC_DYNAMICS_NUMBERS_H
#define SYNAPTIC_DYNAMICS_NUMBERS_H

#include "processors.h"

INLINE real magnitude(real x) { return x < 0 ? -x : x; }

#endif
