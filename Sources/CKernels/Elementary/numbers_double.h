// What kernels for several kinds of numbers ask for, in 64 bits.

#include <stdint.h>

#include "elementary.h"

// largest_scaled: the largest |w/T| told apart; beyond it f stays at e^−largest_scaled, which is far below what moves a weight
// of that size, and (1 + e^x)² must not overflow. largest_inverse: the largest 1/T told apart, whose products must not
// overflow either. largest_quotient: |m/g| up to which a change of sign is told apart.
#define real double
#define real_bits uint64_t
#define real_flag int64_t
#define power_of power_of_two
#define log_of_1_plus log_1p
#define square_root __builtin_elementwise_sqrt
#define largest_scaled 350.0
#define largest_inverse 1e300
#define largest_quotient 0x1p900

#include "numbers.h"
