#ifndef SYNAPTIC_DYNAMICS_MAPS_H
#define SYNAPTIC_DYNAMICS_MAPS_H

#include "convolution.h"

#include <stddef.h>
#include <stdint.h>

/// The loops over maps, besides convolutions. Examples stand side by side, as in convolution.h: in tiles of EXAMPLE_LANES,
/// and in a tile [map][row][column][lane]. A last tile that is not full has idle lanes: errors are 0 there, and
/// everything else is any finite number.

/// Windows that cut maps into pieces: each becomes a number. What is left over at the right and below is not read.
struct pooling {
  size_t maps;
  size_t rows, columns;                 ///< of a map that is read
  size_t window_rows, window_columns;   ///< of a window; at most 255 numbers
};

/// Every so many places of every map, with maps of zeros before and after.
struct subsampling {
  size_t maps;                          ///< that are read
  size_t rows, columns;                 ///< of a map that is read
  size_t stride;
  size_t before, after;                 ///< how many maps of zeros
};

#define MAP_KERNELS(real, name)                                                                    \
  /** Puts examples that stand one after the other side by side; idle lanes become 0. `adding` adds. */ \
  void name##_from_rows(size_t count, size_t width, const real *rows, int adding, real *tiles);    \
  /** The other way. */                                                                            \
  void name##_to_rows(size_t count, size_t width, const real *tiles, real *rows);                  \
  /** Each example's number of a map, count × maps row by row, at all positions of the map; idle lanes become 0. */ \
  void name##_spread(size_t count, size_t maps, size_t positions, const real *rows, real *tiles);  \
  /** Multiplies every map by a factor of its own. */                                \
  void name##_times_factors(size_t tiles, size_t maps, size_t positions, const real *factors, real *a); \
  /** Of the maps `first` to `end` − 1 the sum over all examples and positions, in a fixed order. */ \
  void name##_sums(size_t tiles, size_t maps, size_t first, size_t end, size_t positions, const real *a, \
                   real *sums);                                                                    \
  /** Of the maps `first` to `end` − 1 the mean and the variance (by n) of `count` examples at all positions. */ \
  void name##_statistics(size_t count, size_t maps, size_t first, size_t end, size_t positions, const real *a, \
                         real *mean, real *variance);                                              \
  /** y = gamma (a − mean) scale + beta, for the maps `first` to `end` − 1; 0 in idle lanes. */    \
  void name##_normalise(size_t count, size_t maps, size_t first, size_t end, size_t positions,     \
                        const real *a, const real *mean, const real *scale, const real *gamma,     \
                        const real *beta, real *y);                                                \
  /** Of the maps `first` to `end` − 1 Σ e x and Σ e, with x = (a − mean) scale. */                \
  void name##_error_sums(size_t tiles, size_t maps, size_t first, size_t end, size_t positions,    \
                         const real *a, const real *mean, const real *scale, const real *e,        \
                         real *along, real *sum);                                                  \
  /** e = gamma scale (e − sum/n − x along/n) with n = batch · positions, of `count` examples of a batch: through a */ \
  /** normalisation whose mean and variance are those of the batch, as are the sums. Back and on are the same. */ \
  void name##_through_statistics(size_t count, size_t batch, size_t maps, size_t first, size_t end, \
                                 size_t positions, const real *a, const real *mean, const real *scale, \
                                 const real *gamma, const real *along, const real *sum, real *e);  \
  /** The largest number of each window in one tile, and which of the window's it is: the first of equals. What is no */ \
  /** number is the largest. */                                                                    \
  void name##_largest(const struct pooling *pooling, const real *x, real *y, uint8_t *winners);    \
  /** x = e at the winners, 0 elsewhere; `adding` adds. */                                         \
  void name##_to_winners(const struct pooling *pooling, const uint8_t *winners, const real *e, int adding, \
                         real *x);                                                                 \
  /** y = x at the winners; `adding` adds. */                                                      \
  void name##_of_winners(const struct pooling *pooling, const uint8_t *winners, const real *x, int adding, \
                         real *y);                                                                 \
  /** The mean of each window in one tile; `adding` adds. */                                       \
  void name##_average(const struct pooling *pooling, const real *x, int adding, real *y);          \
  /** Each number of a window receives e over the window's size; `adding` adds. */                 \
  void name##_average_back(const struct pooling *pooling, const real *e, int adding, real *x);     \
  /** y = what is read of x in one tile; `adding` adds. */                                         \
  void name##_subsample(const struct subsampling *sampling, const real *x, int adding, real *y);   \
  /** The transpose. */                                                                            \
  void name##_subsample_back(const struct subsampling *sampling, const real *e, int adding, real *x);

MAP_KERNELS(double, maps)
MAP_KERNELS(float, maps_float)

#endif
