// The loops for one level of processors, with blocks of sums that its registers hold. Included once for each, with
//
//     LEVEL(x)   the name of x at this level
//     TARGET     the attribute of its functions
//     REGISTER   bytes in a register
//     MAPS       the maps of a block, GROUP or a multiple
//     SPAN       the registers of each map in a block
//
// A block never changes the order in which one number's sum is taken.

typedef real LEVEL(vector) __attribute__((ext_vector_type(REGISTER / sizeof(real))));
#define VECTOR LEVEL(vector)
#define WIDTH (REGISTER / sizeof(real))
// The registers that hold the examples of one position.
#define PARTS (EXAMPLE_LANES / WIDTH)
#define EVERY(i, n) _Pragma("unroll") for (size_t i = 0; i < (n); i++)

#include "convolution_response.h"
#include "convolution_gradient.h"

#undef EVERY
#undef PARTS
#undef WIDTH
#undef VECTOR
#undef SPAN
#undef MAPS
#undef REGISTER
#undef TARGET
#undef LEVEL
