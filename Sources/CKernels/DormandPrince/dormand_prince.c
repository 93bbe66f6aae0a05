#include "CKernels.h"
#include "../Elementary/total_functions.h"
#include "tableau.h"

enum { LANES = DORMAND_PRINCE_LANES };

#define EACH_LANE _Pragma("clang loop vectorize(assume_safety)") for (size_t i = 0; i < lanes; i++)

double dormand_prince_node(size_t slope) { return nodes[slope]; }

// The sum for one component, four slopes at a time.
INLINE void add_slopes(const struct slope_sum *terms, size_t lanes, size_t stride, const double *slopes,
                       double *sum) {
  for (size_t first = 0; first < terms->count; first += 4) {
    // Behind the last the factors are 0, and the slope is the first, which is there.
    const double *f = terms->factor + first;
    const double *a = slopes + terms->slope[first] * stride;
    const double *b = slopes + terms->slope[first + 1] * stride;
    const double *c = slopes + terms->slope[first + 2] * stride;
    const double *d = slopes + terms->slope[first + 3] * stride;
    if (first == 0) {
      EACH_LANE sum[i] = fused(f[3], d[i], fused(f[2], c[i], fused(f[1], b[i], f[0] * a[i])));
    } else {
      EACH_LANE sum[i] =
          fused(f[3], d[i], fused(f[2], c[i], fused(f[1], b[i], fused(f[0], a[i], sum[i]))));
    }
  }
}

FOR_EVERY_PROCESSOR
static void write_state(size_t slope, size_t components, size_t lanes, const double *state,
                        const double *sizes, const double *slopes, double *result) {
  double sum[LANES];
  for (size_t k = 0; k < components; k++) {
    const double *y = state + k * LANES;
    double *r = result + k * LANES;
    add_slopes(&stages[slope], lanes, components * LANES, slopes + k * LANES, sum);
    EACH_LANE r[i] = fused(sizes[i], sum[i], y[i]);
  }
}

void dormand_prince_state(size_t slope, size_t components, size_t lanes, const double *state,
                          const double *sizes, const double *slopes, double *result) {
  write_state(slope, components, lanes, state, sizes, slopes, result);
}

INLINE double magnitude(double x) { return x < 0 ? -x : x; }

// The estimate of DOP853, with the largest component in the place of their mean square: e5²/√(e5² + 0.01 e3²).
FOR_EVERY_PROCESSOR
static void write_errors(size_t components, size_t lanes, const double *state, const double *new_state,
                         const double *sizes, const double *slopes, double relative,
                         const double *absolute, double *errors, double *factors) {
  const size_t stride = components * LANES;
  double third[LANES], fifth[LANES], largest_third[LANES], largest_fifth[LANES], nothing[LANES];
  EACH_LANE largest_third[i] = largest_fifth[i] = nothing[i] = 0;
  for (size_t k = 0; k < components; k++) {
    const double *y = state + k * LANES, *z = new_state + k * LANES;
    const double least = absolute[k];
    add_slopes(&error_of_order_3, lanes, stride, slopes + k * LANES, third);
    add_slopes(&error_of_order_5, lanes, stride, slopes + k * LANES, fifth);
    EACH_LANE {
      double size = magnitude(y[i]), new_size = magnitude(z[i]);
      double tolerance = fused(relative, size > new_size ? size : new_size, least);
      double e3 = magnitude(third[i]) / tolerance, e5 = magnitude(fifth[i]) / tolerance;
      largest_third[i] = e3 > largest_third[i] ? e3 : largest_third[i];
      largest_fifth[i] = e5 > largest_fifth[i] ? e5 : largest_fifth[i];
      // What is not finite makes this none.
      nothing[i] += (z[i] + third[i] + fifth[i]) * 0;
    }
  }
  EACH_LANE {
    double square = largest_fifth[i] * largest_fifth[i];
    double both = fused(0.01 * largest_third[i], largest_third[i], square);
    double error = sizes[i] * square / __builtin_elementwise_sqrt(both);
    error = both > 0 ? error : 0;
    error = nothing[i] == 0 ? error : __builtin_inf();
    double factor = 0.9 * power_function(error, -0.125);
    // The estimate may be 0 by chance, where both of its parts are not. What follows then is not much longer than what was
    // good before, and seldom has the same chance.
    factor = factor > 1.5 ? 1.5 : factor;
    errors[i] = error;
    factors[i] = factor > 0.2 ? factor : 0.2;
  }
}

void dormand_prince_errors(size_t components, size_t lanes, const double *state,
                           const double *new_state, const double *sizes, const double *slopes,
                           double relative, const double *absolute, double *errors,
                           double *factors) {
  write_errors(components, lanes, state, new_state, sizes, slopes, relative, absolute, errors, factors);
}

FOR_EVERY_PROCESSOR
static void write_dense(size_t components, size_t lanes, const double *state, const double *new_state,
                        const double *sizes, const double *slopes, double *coefficients) {
  const size_t stride = components * LANES;
  double sum[LANES];
  for (size_t k = 0; k < components; k++) {
    const double *y = state + k * LANES, *z = new_state + k * LANES;
    const double *start = slopes + k * LANES, *end = start + DORMAND_PRINCE_STAGES * stride;
    double *result = coefficients + k * LANES;
    EACH_LANE {
      double change = z[i] - y[i];
      result[i] = change;
      result[stride + i] = fused(sizes[i], start[i], -change);
      result[2 * stride + i] = fused(2.0, change, -(sizes[i] * (start[i] + end[i])));
    }
    for (size_t j = 0; j < 4; j++) {
      double *r = result + (3 + j) * stride;
      add_slopes(&dense[j], lanes, stride, slopes + k * LANES, sum);
      EACH_LANE r[i] = sizes[i] * sum[i];
    }
  }
}

void dormand_prince_dense(size_t components, size_t lanes, const double *state,
                          const double *new_state, const double *sizes, const double *slopes,
                          double *coefficients) {
  write_dense(components, lanes, state, new_state, sizes, slopes, coefficients);
}

// y + x (c₀ + (1−x) (c₁ + x (c₂ + (1−x) (c₃ + …)))) at the part x of the step.
FOR_EVERY_PROCESSOR
static void interpolate(size_t components, size_t lanes, const double *state, const double *coefficients,
                        const double *places, double *result) {
  const size_t stride = components * LANES;
  for (size_t k = 0; k < components; k++) {
    const double *y = state + k * LANES, *c = coefficients + k * LANES;
    double *r = result + k * LANES;
    EACH_LANE {
      double x = places[i], rest = 1 - x;
      double inner = x * c[6 * stride + i];
      inner = rest * (c[5 * stride + i] + inner);
      inner = x * (c[4 * stride + i] + inner);
      inner = rest * (c[3 * stride + i] + inner);
      inner = x * (c[2 * stride + i] + inner);
      inner = rest * (c[stride + i] + inner);
      r[i] = fused(x, c[i] + inner, y[i]);
    }
  }
}

void dormand_prince_interpolate(size_t components, size_t lanes, const double *state,
                                const double *coefficients, const double *places, double *result) {
  interpolate(components, lanes, state, coefficients, places, result);
}

FOR_EVERY_PROCESSOR
static void compare(size_t lanes, size_t stride, const double *values, const double *signs,
                    double *close) {
  const double *ends = values + DORMAND_PRINCE_STAGES * stride;
  double lowest[LANES], highest[LANES], late[LANES];
  EACH_LANE {
    double end = signs[i] * ends[i];
    lowest[i] = highest[i] = late[i] = end;
  }
  for (size_t slope = 0; slope < DORMAND_PRINCE_STAGES - 1; slope++) {
    const double *row = values + slope * stride;
    // Slopes 0 to 3 are taken in the first eighth of the step.
    const int is_late = slope > 3;
    EACH_LANE {
      double value = signs[i] * row[i];
      lowest[i] = value < lowest[i] ? value : lowest[i];
      highest[i] = value > highest[i] ? value : highest[i];
      late[i] = is_late && value < late[i] ? value : late[i];
    }
  }
  // Slopes 0 to 3, 6 and 4 are taken one after the other.
  const double *first = values + stride, *second = first + stride, *third = second + stride;
  const double *fourth = values + 6 * stride, *fifth = values + 4 * stride;
  EACH_LANE {
    // What rises from the start, as after a change of sign, has its smallest value later.
    double start = signs[i] * values[i], a = signs[i] * first[i], b = signs[i] * second[i];
    double c = signs[i] * third[i], d = signs[i] * fourth[i], e = signs[i] * fifth[i];
    int rises = (start < a) & (a < b) & (b < c) & (c < d) & (d < e);
    double least = rises ? late[i] : lowest[i];
    int is_close = (least < 0) | (least < 0.25 * (highest[i] - lowest[i]));
    close[i] = is_close ? 1 : 0;
  }
}

void dormand_prince_compare(size_t lanes, size_t stride, const double *values, const double *signs,
                            double *close) {
  compare(lanes, stride, values, signs, close);
}
