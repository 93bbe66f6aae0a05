// What kernels for several kinds of numbers ask for, in 32 bits.

#include <stdint.h>

#include "elementary_float.h"

#define real float
#define real_bits uint32_t
#define real_flag int32_t
#define power_of power_of_two_float
#define log_of_1_plus log_1p_float
#define square_root __builtin_elementwise_sqrt
#define largest_scaled 40.0
#define largest_inverse 1e36
#define largest_duration 1e30f
#define largest_quotient 0x1p100f

#include "numbers.h"
