// What law_formulas.h asks for, in 64 bits.

#include <stdint.h>

#define real double
#define real_bits uint64_t
#define power_of power_of_two
#define square_root __builtin_elementwise_sqrt
#define largest_scaled 350.0
#define largest_inverse 1e300
