// What all kinds of numbers have alike; included by numbers_double.h and numbers_float.h.

#include "processors.h"

INLINE real magnitude(real x) { return x < 0 ? -x : x; }
