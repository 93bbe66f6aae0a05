// The convolutions for the numbers `real`. Included by one file for each kind of number, which defines
//
//     NAME(x)   the exported name of x

// Weights are packed in groups of so many maps, which every level's blocks are multiples of.
enum { GROUP = 4 };

#include "convolution_ranges.h"
#include "convolution_sweep.h"
#include "convolution_packing.h"
#include "convolution_tiling.h"
#include "convolution_chunks.h"

#if defined(__x86_64__) && defined(__gnu_linux__)
#define LEVELS_OF_X86 1

// 32 registers of 64 bytes.
#define LEVEL(x) x##_v4
#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define REGISTER 64
#define MAPS 8
#define SPAN 3
#include "convolution_level.h"

// 16 registers of 32 bytes: 12 sums, 3 inputs and a weight.
#define LEVEL(x) x##_v3
#define TARGET __attribute__((target("arch=x86-64-v3")))
#define REGISTER 32
#define MAPS 4
#define SPAN 3
#include "convolution_level.h"
#endif

// 32 registers of 16 bytes on arm64. Where multiply-adds are not fused by the processor, blocks gain nothing.
#define LEVEL(x) x##_plain
#define TARGET
#define REGISTER 16
#define MAPS 4
#ifdef LEVELS_OF_X86
#define SPAN 1
#else
#define SPAN 4
#endif
#include "convolution_level.h"

// The function of the highest level that this processor has. Asked at every call: it takes no time beside a tile.
#ifdef LEVELS_OF_X86
#define AT_BEST_LEVEL(function, ...)                                            \
  (__builtin_cpu_supports("x86-64-v4")   ? function##_v4(__VA_ARGS__)           \
   : __builtin_cpu_supports("x86-64-v3") ? function##_v3(__VA_ARGS__)           \
                                         : function##_plain(__VA_ARGS__))
#else
#define AT_BEST_LEVEL(function, ...) function##_plain(__VA_ARGS__)
#endif

size_t NAME(packed_count)(const struct convolution *shape) { return packed_count(shape); }

void NAME(pack)(const struct convolution *shape, const real *weights, real *packed) {
  pack(shape, weights, packed);
}

void NAME(pack_back)(const struct convolution *shape, const real *weights, real *packed) {
  pack_back(shape, weights, packed);
}

void NAME(respond)(const struct convolution *shape, const real *packed, const real *bias, size_t first,
                   size_t count, const real *input, int adding, real *output) {
  struct sweep s = forward_sweep(shape, packed);
  AT_BEST_LEVEL(sweep, &s, adding ? 0 : bias, first, count, input, adding, output);
}

void NAME(send_back)(const struct convolution *shape, const real *packed, size_t first, size_t count,
                     const real *errors, int adding, real *below) {
  for (size_t row = 0; row < least(shape->stride, shape->rows); row++)
    for (size_t column = 0; column < least(shape->stride, shape->columns); column++) {
      struct sweep s = backward_sweep(shape, packed, row, column);
      AT_BEST_LEVEL(sweep, &s, 0, first, count, errors, adding, below);
    }
}

void NAME(gradient)(const struct convolution *shape, size_t first, size_t count, size_t tiles,
                    const real *errors, const real *inputs, real *gradient) {
  AT_BEST_LEVEL(gradient, shape, first, count, tiles, errors, inputs, gradient);
}
