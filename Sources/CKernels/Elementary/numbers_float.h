// What kernels for several kinds of numbers ask for, in 32 bits.

#include <stdint.h>

#include "elementary_float.h"

// largest_scaled: the largest |w/T| told apart; beyond it f stays at e^−largest_scaled, which is far below what moves a weight
// of that size, and (1 + e^x)² must not overflow. largest_inverse: the largest 1/T told apart, whose products must not
// overflow either. largest_quotient: |m/g| up to which a change of sign is told apart.
#define real float
#define real_bits uint32_t
#define real_flag int32_t
#define power_of power_of_two_float
#define log_of_1_plus log_1p_float
#define square_root __builtin_elementwise_sqrt
#define largest_scaled 40.0
#define largest_inverse 1e36
#define largest_quotient 0x1p100f

#include "numbers.h"
