// What kernels for several kinds of numbers ask for, in 64 bits.

#include <stdint.h>

#include "elementary.h"

#define real double
#define real_bits uint64_t
#define real_flag int64_t
#define power_of power_of_two
#define log_of_1_plus log_1p
#define square_root __builtin_elementwise_sqrt
#define largest_scaled 350.0
#define largest_inverse 1e300
#define largest_duration 1e300
#define largest_quotient 0x1p900

#include "numbers.h"
