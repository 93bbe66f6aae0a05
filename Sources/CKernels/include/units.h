#ifndef SYNAPTIC_DYNAMICS_UNITS_H
#define SYNAPTIC_DYNAMICS_UNITS_H

#include <stddef.h>
#include <stdint.h>

/// What a unit makes of its input a.
enum unit_kind {
  UNIT_LINEAR,   ///< a
  UNIT_TANH,     ///< tanh a, to 2.3e-16 (in float 1.3e-7)
  UNIT_RELU,     ///< max(a, 0)
  UNIT_SIGMOID   ///< 1/(1 + e^−a), to 3 units in the last place; from e^−690 (in float e^−80)
};

/// The loops over the units of a layer. Matrices are stored row by row, one row for each example.
#define UNIT_KERNELS(real, name)                                                                   \
  /** a = φ(a), in place. */                                                                       \
  void name##_activate(enum unit_kind kind, size_t n, real *a);                                    \
  /** error = error · φ', from the unit's output y. */                                             \
  void name##_times_slope(enum unit_kind kind, size_t n, const real *y, real *error);              \
  /** a = a · b. */                                                                                \
  void name##_times(size_t n, const real *b, real *a);                                             \
  /** a = a + b. */                                                                                \
  void name##_plus(size_t n, const real *b, real *a);                                              \
  /** Each of some rows becomes `row`. */                                                          \
  void name##_fill_rows(size_t rows, size_t columns, const real *row, real *a);                    \
  /** sums[j] = Σ over rows of a[row][j], in their order. */                                       \
  void name##_column_sums(size_t rows, size_t columns, const real *a, real *sums);                 \
  /** Replaces the inputs of a softmax by (softmax − label) · scale. Returns Σ −log softmax[label]; */ \
  /** `correct` counts the rows whose largest input, the first of equals, is the label's. */       \
  double name##_softmax_errors(size_t rows, size_t columns, const int32_t *labels, real scale,     \
                               real *a, size_t *correct);                                          \
  /** Writes (y − label) · scale for outputs y. Returns Σ ½ (y − label)². */                       \
  double name##_square_errors(size_t rows, size_t columns, const int32_t *labels, real scale,      \
                              const real *y, real *error, size_t *correct);                        \
  /** result = size · sign(w), with one size or one for each; 0 for 0. */                          \
  void name##_signs(size_t n, size_t sizes, const real *size, const real *w, real *result);        \
  /** Σ ab, in a fixed order. */                                                                   \
  double name##_dot(size_t n, const real *a, const real *b);                                       \
  /** sums[i] = Σ over columns of |w[i][j]|, in a fixed order. */                                  \
  void name##_absolute_row_sums(size_t rows, size_t columns, const real *w, real *sums);           \
  /** sums[j] = Σ over rows of |w[i][j]|, in their order. */                                       \
  void name##_absolute_column_sums(size_t rows, size_t columns, const real *w, real *sums);        \
  /** result = |w|. */                                                                             \
  void name##_absolute(size_t n, const real *w, real *result);                                     \
  /** In each row a = 2a/max a, moved to the nearest of [low, high]; 1 if the maximum is 0. Where the */ \
  /** mask is 0 nothing counts. No mask: NULL. */                                                  \
  void name##_modulation(size_t rows, size_t columns, real low, real high, const real *mask,       \
                         real *a);                                                                 \
  /** b = b · decay + rate · m. */                                                                 \
  void name##_relax(size_t n, double decay, double rate, const real *m, real *b);

UNIT_KERNELS(double, units)
UNIT_KERNELS(float, units_float)

/// Rounds, and the other way.
void kernel_to_float(size_t n, const double *x, float *y);
void kernel_to_double(size_t n, const float *x, double *y);

#endif
