#ifndef SYNAPTIC_DYNAMICS_CONVOLUTION_H
#define SYNAPTIC_DYNAMICS_CONVOLUTION_H

#include <stddef.h>

enum {
  EXAMPLE_LANES = 16,  ///< examples in a tile
  MAP_BLOCK = 8        ///< the first map of a call is a multiple of it
};

/// The shape of a convolution: output_rows = (rows + 2 padding − kernel_rows)/stride + 1, and so for columns.
struct convolution {
  size_t channels, rows, columns;                        ///< what it reads
  size_t maps, output_rows, output_columns;              ///< what it gives
  size_t kernel_rows, kernel_columns, stride, padding;   ///< padding on every side; outside stand zeros
};

/// Convolutions of a batch in tiles of 16 examples. In a tile numbers stand (map, row, column, example), so that
/// examples lie side by side and every shape runs alike; tiles follow one another. Arrays start at multiples of 64
/// bytes. The order of every sum is the same on all processors and however maps are divided among calls.
#define CONVOLUTION_KERNELS(real, name)                                                            \
  /** The numbers that each of the packings below needs. */                                        \
  size_t name##_packed_count(const struct convolution *shape);                                     \
  /** Weights, which stand (map, channel, row, column), in the order in which `respond` reads them. */ \
  void name##_pack(const struct convolution *shape, const real *weights, real *packed);            \
  /** The same for `send_back`. */                                                                 \
  void name##_pack_back(const struct convolution *shape, const real *weights, real *packed);       \
  /** For one tile and the maps [first, first + count): output = bias + W · input, or added to what is */ \
  /** there. No bias: NULL; it does not count when adding. */                                      \
  void name##_respond(const struct convolution *shape, const real *packed, const real *bias,       \
                      size_t first, size_t count, const real *input, int adding, real *output);    \
  /** For one tile and the channels [first, first + count): below = Wᵀ · errors, or added to what is there. */ \
  void name##_send_back(const struct convolution *shape, const real *packed, size_t first,         \
                        size_t count, const real *errors, int adding, real *below);                \
  /** For the maps [first, first + count), any: gradient(map, channel, row, column) = Σ errors · inputs over */ \
  /** tiles, output positions and examples: for each example in order of positions, then over examples. */ \
  void name##_gradient(const struct convolution *shape, size_t first, size_t count, size_t tiles,  \
                       const real *errors, const real *inputs, real *gradient);

CONVOLUTION_KERNELS(double, convolution)
CONVOLUTION_KERNELS(float, convolution_float)

#endif
