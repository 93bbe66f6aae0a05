// The loops over the units of a layer, for the numbers `real`. Included by one file for each kind of number,
// which defines what law_formulas.h asks for and
//
//     NAME(x)         the exported name of x
//     largest_tanh    beyond it tanh is 1
//     largest_power   beyond it e^x is taken to be that of it

#include <math.h>

#define EACH _Pragma("clang loop vectorize(assume_safety)")

#include "activations.h"

FOR_EVERY_PROCESSOR
static void times(size_t n, const real *b, real *a) {
  EACH for (size_t i = 0; i < n; i++) a[i] *= b[i];
}

FOR_EVERY_PROCESSOR
static void plus(size_t n, const real *b, real *a) {
  EACH for (size_t i = 0; i < n; i++) a[i] += b[i];
}

FOR_EVERY_PROCESSOR
static void column_sums(size_t rows, size_t columns, const real *a, real *sums) {
  EACH for (size_t j = 0; j < columns; j++) sums[j] = 0;
  for (size_t i = 0; i < rows; i++) {
    const real *row = a + i * columns;
    EACH for (size_t j = 0; j < columns; j++) sums[j] += row[j];
  }
}

// The first place of the largest value of a row.
INLINE size_t largest_place(size_t n, const real *a) {
  size_t place = 0;
  for (size_t j = 1; j < n; j++)
    if (a[j] > a[place]) place = j;
  return place;
}

FOR_EVERY_PROCESSOR
static double softmax_errors(size_t rows, size_t columns, const int32_t *labels, real scale, real *a,
                             size_t *correct) {
  double loss = 0;
  for (size_t i = 0; i < rows; i++) {
    real *row = a + i * columns;
    size_t place = largest_place(columns, row), label = (size_t)labels[i];
    *correct += place == label;
    real largest = row[place];
    // What is not finite among the inputs shows in the loss; the power would hide it.
    real nothing = 0;
    for (size_t j = 0; j < columns; j++) nothing += row[j] * 0;
    double below = (double)largest - row[label] + nothing;
    EACH for (size_t j = 0; j < columns; j++) row[j] = falling_power(largest - row[j]);
    real sum = 0;
    for (size_t j = 0; j < columns; j++) sum += row[j];
    loss += log((double)sum) + below;
    real factor = scale / sum;
    EACH for (size_t j = 0; j < columns; j++) row[j] *= factor;
    row[label] -= scale;
  }
  return loss;
}

FOR_EVERY_PROCESSOR
static double square_errors(size_t rows, size_t columns, const int32_t *labels, real scale,
                            const real *y, real *error, size_t *correct) {
  double loss = 0;
  for (size_t i = 0; i < rows; i++) {
    const real *row = y + i * columns;
    real *result = error + i * columns;
    size_t label = (size_t)labels[i];
    *correct += largest_place(columns, row) == label;
    for (size_t j = 0; j < columns; j++) {
      real difference = row[j] - (real)(j == label);
      loss += 0.5 * (double)difference * (double)difference;
      result[j] = difference * scale;
    }
  }
  return loss;
}

FOR_EVERY_PROCESSOR
static void signs(size_t n, size_t sizes, const real *size, const real *w, real *result) {
  if (sizes == 1) {
    real one = size[0];
    EACH for (size_t i = 0; i < n; i++) result[i] = w[i] > 0 ? one : w[i] < 0 ? -one : 0;
  } else {
    EACH for (size_t i = 0; i < n; i++) {
      real magnitude = size[i] < 0 ? -size[i] : size[i];
      result[i] = w[i] > 0 ? magnitude : w[i] < 0 ? -magnitude : 0;
    }
  }
}

// Sixteen sums side by side, added in the end: the same order whatever the width of registers.
FOR_EVERY_PROCESSOR
static double dot(size_t n, const real *a, const real *b) {
  enum { width = 16 };
  double sums[width] = {0};
  for (size_t first = 0; first < n; first += width) {
    size_t count = n - first < width ? n - first : width;
    EACH for (size_t k = 0; k < count; k++)
      sums[k] += (double)a[first + k] * (double)b[first + k];
  }
  double sum = 0;
  for (size_t k = 0; k < width; k++) sum += sums[k];
  return sum;
}

FOR_EVERY_PROCESSOR
static void relax(size_t n, double decay, double rate, const real *m, real *b) {
  EACH for (size_t i = 0; i < n; i++) b[i] = (real)((double)b[i] * decay + rate * (double)m[i]);
}

FOR_EVERY_PROCESSOR
static double absolute_sum(size_t n, const real *a) {
  enum { width = 16 };
  double sums[width] = {0};
  for (size_t first = 0; first < n; first += width) {
    size_t count = n - first < width ? n - first : width;
    EACH for (size_t k = 0; k < count; k++) {
      double x = a[first + k];
      sums[k] += x < 0 ? -x : x;
    }
  }
  double sum = 0;
  for (size_t k = 0; k < width; k++) sum += sums[k];
  return sum;
}

FOR_EVERY_PROCESSOR
static void absolute_column_sums(size_t rows, size_t columns, const real *w, real *sums) {
  EACH for (size_t j = 0; j < columns; j++) sums[j] = 0;
  for (size_t i = 0; i < rows; i++) {
    const real *row = w + i * columns;
    EACH for (size_t j = 0; j < columns; j++) sums[j] += row[j] < 0 ? -row[j] : row[j];
  }
}

FOR_EVERY_PROCESSOR
static void absolute(size_t n, const real *w, real *result) {
  EACH for (size_t i = 0; i < n; i++) result[i] = w[i] < 0 ? -w[i] : w[i];
}

FOR_EVERY_PROCESSOR
static void modulation(size_t rows, size_t columns, real low, real high, const real *mask, real *a) {
  for (size_t i = 0; i < rows; i++) {
    real *row = a + i * columns, largest = 0;
    const real *active = mask ? mask + i * columns : 0;
    for (size_t j = 0; j < columns; j++)
      if ((!active || active[j] != 0) && row[j] > largest) largest = row[j];
    for (size_t j = 0; j < columns; j++) {
      real factor = largest > 0 && (!active || active[j] != 0) ? 2 * (row[j] / largest) : 1;
      row[j] = factor < low ? low : factor > high ? high : factor;
    }
  }
}

void NAME(activate)(enum unit_kind kind, size_t n, real *a) { activate(kind, n, a); }

void NAME(times_slope)(enum unit_kind kind, size_t n, const real *y, real *error) {
  times_slope(kind, n, y, error);
}

void NAME(times)(size_t n, const real *b, real *a) { times(n, b, a); }

void NAME(plus)(size_t n, const real *b, real *a) { plus(n, b, a); }

void NAME(fill_rows)(size_t rows, size_t columns, const real *row, real *a) {
  for (size_t i = 0; i < rows; i++) memcpy(a + i * columns, row, columns * sizeof(real));
}

void NAME(column_sums)(size_t rows, size_t columns, const real *a, real *sums) {
  column_sums(rows, columns, a, sums);
}

double NAME(softmax_errors)(size_t rows, size_t columns, const int32_t *labels, real scale, real *a,
                            size_t *correct) {
  return softmax_errors(rows, columns, labels, scale, a, correct);
}

double NAME(square_errors)(size_t rows, size_t columns, const int32_t *labels, real scale,
                           const real *y, real *error, size_t *correct) {
  return square_errors(rows, columns, labels, scale, y, error, correct);
}

void NAME(signs)(size_t n, size_t sizes, const real *size, const real *w, real *result) {
  signs(n, sizes, size, w, result);
}

double NAME(dot)(size_t n, const real *a, const real *b) { return dot(n, a, b); }

void NAME(relax)(size_t n, double decay, double rate, const real *m, real *b) {
  relax(n, decay, rate, m, b);
}

void NAME(absolute_row_sums)(size_t rows, size_t columns, const real *w, real *sums) {
  for (size_t i = 0; i < rows; i++) sums[i] = (real)absolute_sum(columns, w + i * columns);
}

void NAME(absolute_column_sums)(size_t rows, size_t columns, const real *w, real *sums) {
  absolute_column_sums(rows, columns, w, sums);
}

void NAME(absolute)(size_t n, const real *w, real *result) { absolute(n, w, result); }

void NAME(modulation)(size_t rows, size_t columns, real low, real high, const real *mask, real *a) {
  modulation(rows, columns, low, high, mask, a);
}
