// What windows of rules written as equations are made of: linear components in closed form, and integrals over panels.

#include "panels.h"

#include "../Elementary/total_functions.h"
#include "panel_rule.h"
#include "window_integrals.h"

#define EACH(i, n) _Pragma("clang loop vectorize(assume_safety)") for (size_t i = 0; i < (n); i++)

// Nothing stays nothing, whatever it grows by.
INLINE double grown(double x, double factor) { return x == 0 ? 0.0 : x * factor; }

// With b = rate·time, x = x₀ + time φ₁(b) (forcing − rate x₀) for |b| ≤ 1, where nothing is lost that moves little; beyond,
// x = x₀ e^(−b) + forcing·time φ₁(b), in which a start that is forgotten leaves nothing behind.
FOR_EVERY_PROCESSOR
void window_relaxation(size_t n, const double *time, const double *rate, const double *start,
                       const double *forcing, double *value) {
  EACH(i, n) {
    double b = rate[i] * time[i];
    int is_small = b <= 1.0 && b >= -1.0;
    double small = integrals_by_series(is_small ? b : 0.0).phi1;
    double decay = full_exponential(-b);
    double large = (1.0 - decay) / b;
    double moved = start[i] + (forcing[i] - rate[i] * start[i]) * (time[i] * small);
    double relaxed = grown(start[i], decay) + grown(forcing[i] * time[i], large);
    value[i] = is_small ? moved : relaxed;
  }
}

enum { TERMS = 16 };

// The exponential of a matrix but for its diagonal, of which `less_one` is kept besides: small changes are not lost beside 1,
// nor small powers beside −1.
struct propagator {
  double of[WINDOW_MOST_COMPONENTS][WINDOW_MOST_COMPONENTS];
  double less_one[WINDOW_MOST_COMPONENTS];
};

// Has the diagonal say 1 + less_one where that is the better of both.
INLINE void settle(size_t count, struct propagator *p) {
  for (size_t i = 0; i < count; i++) {
    if (p->less_one[i] > -0.5) p->of[i][i] = 1.0 + p->less_one[i];
  }
}

// The series Σ Xᵏ/k! of X = A·time, ‖X‖ ≤ ½, and time Σ Xᵏ/(k+1)! forcing.
static void begin_linear(size_t count, const double *matrix, const double *forcing, double time,
                         struct propagator *p, double *moved) {
  double x[WINDOW_MOST_COMPONENTS][WINDOW_MOST_COMPONENTS];
  double sum[WINDOW_MOST_COMPONENTS][WINDOW_MOST_COMPONENTS];
  double next[WINDOW_MOST_COMPONENTS];
  for (size_t i = 0; i < count; i++) {
    moved[i] = forcing[i];
    for (size_t j = 0; j < count; j++) {
      x[i][j] = matrix[i * count + j] * time;
      sum[i][j] = x[i][j] / TERMS;
    }
  }
  for (size_t n = TERMS; n >= 2; n--) {
    // Columns of the sum and the vector go through the same product.
    for (size_t j = 0; j < count && n < TERMS; j++) {
      for (size_t i = 0; i < count; i++) {
        double product = 0;
        for (size_t k = 0; k < count; k++) product += x[i][k] * sum[k][j];
        next[i] = (x[i][j] + product) / (double)n;
      }
      for (size_t i = 0; i < count; i++) sum[i][j] = next[i];
    }
    for (size_t i = 0; i < count; i++) {
      double product = 0;
      for (size_t k = 0; k < count; k++) product += x[i][k] * moved[k];
      next[i] = forcing[i] + product / (double)n;
    }
    for (size_t i = 0; i < count; i++) moved[i] = next[i];
  }
  for (size_t j = 0; j < count; j++) {
    for (size_t i = 0; i < count; i++) {
      double product = 0;
      for (size_t k = 0; k < count; k++) product += x[i][k] * sum[k][j];
      p->of[i][j] = x[i][j] + product;
    }
  }
  for (size_t i = 0; i < count; i++) {
    p->less_one[i] = p->of[i][i];
    p->of[i][i] += 1.0;
    moved[i] *= time;
  }
}

// To twice the time.
static void double_linear(size_t count, struct propagator *p, double *moved) {
  struct propagator twice;
  double next[WINDOW_MOST_COMPONENTS];
  for (size_t i = 0; i < count; i++) {
    double more = p->of[i][i] * moved[i];
    for (size_t j = 0; j < count; j++) {
      if (j == i) continue;
      more += p->of[i][j] * moved[j];
      double sum = p->of[i][i] * p->of[i][j] + p->of[i][j] * p->of[j][j];
      for (size_t k = 0; k < count; k++) {
        if (k != i && k != j) sum += p->of[i][k] * p->of[k][j];
      }
      twice.of[i][j] = sum;
    }
    next[i] = moved[i] + more;
    double around = 0;
    for (size_t k = 0; k < count; k++) {
      if (k != i) around += p->of[i][k] * p->of[k][i];
    }
    double e = p->less_one[i];
    twice.less_one[i] = e * (2.0 + e) + around;
    twice.of[i][i] = p->of[i][i] * p->of[i][i] + around;
  }
  for (size_t i = 0; i < count; i++) {
    moved[i] = next[i];
    p->less_one[i] = twice.less_one[i];
    for (size_t j = 0; j < count; j++) p->of[i][j] = twice.of[i][j];
  }
  settle(count, p);
}

// The same where ‖A‖·time ≤ 1, from the change at the start on: x₀ + time Σ (A·time)ᵏ/(k+1)! (A x₀ + forcing).
static void linear_by_series(size_t count, const double *matrix, const double *start,
                             const double *forcing, double time, double *value) {
  double slope[WINDOW_MOST_COMPONENTS], sum[WINDOW_MOST_COMPONENTS], next[WINDOW_MOST_COMPONENTS];
  for (size_t i = 0; i < count; i++) {
    double product = 0;
    for (size_t j = 0; j < count; j++) product += matrix[i * count + j] * start[j];
    slope[i] = product + forcing[i];
    sum[i] = slope[i];
  }
  // What the first term left out comes to, 1/20!, is 4e-19.
  for (size_t n = 19; n >= 2; n--) {
    const double factor = time / (double)n;
    for (size_t i = 0; i < count; i++) {
      double product = 0;
      for (size_t j = 0; j < count; j++) product += matrix[i * count + j] * sum[j];
      next[i] = slope[i] + factor * product;
    }
    for (size_t i = 0; i < count; i++) sum[i] = next[i];
  }
  for (size_t i = 0; i < count; i++) value[i] = start[i] + time * sum[i];
}

void window_linear(size_t count, const double *matrix, const double *start, const double *forcing,
                   double time, double *value) {
  struct propagator p;
  double moved[WINDOW_MOST_COMPONENTS];
  double norm = 0;
  for (size_t i = 0; i < count; i++) {
    double sum = 0;
    for (size_t j = 0; j < count; j++) {
      double entry = matrix[i * count + j];
      sum += entry < 0 ? -entry : entry;
    }
    norm = sum > norm || sum != sum ? sum : norm;
  }
  norm *= time;
  if (!(norm < 1e300)) {
    for (size_t i = 0; i < count; i++) value[i] = __builtin_nan("");
    return;
  }
  if (norm <= 1.0) {
    linear_by_series(count, matrix, start, forcing, time, value);
    return;
  }
  size_t halvings = 0;
  for (; norm > 0.5; halvings++) {
    norm *= 0.5;
    time *= 0.5;
  }
  begin_linear(count, matrix, forcing, time, &p, moved);
  for (size_t k = 0; k < halvings; k++) double_linear(count, &p, moved);
  for (size_t i = 0; i < count; i++) {
    double sum = moved[i];
    for (size_t j = 0; j < count; j++) {
      if (j != i) sum += grown(start[j], p.of[i][j]);
    }
    value[i] = p.less_one[i] > -0.5 ? start[i] + (grown(start[i], p.less_one[i]) + sum)
                                    : grown(start[i], p.of[i][i]) + sum;
  }
}

size_t panel_point_count(void) { return PANEL_POINTS; }
const double *panel_point_list(void) { return panel_points; }

FOR_EVERY_PROCESSOR
void panel_integrals(size_t width, const double *length, const double *values, double *integral,
                     double *difference, double *magnitude) {
  EACH(i, width) {
    integral[i] = 0;
    difference[i] = 0;
    magnitude[i] = 0;
  }
  for (size_t k = 0; k < PANEL_POINTS; k++) {
    const double weight = panel_weights[k], other = panel_differences[k];
    const double *row = values + k * width;
    EACH(i, width) {
      double x = row[i];
      integral[i] = fused(weight, x, integral[i]);
      difference[i] = fused(other, x, difference[i]);
      magnitude[i] = fused(weight, x < 0 ? -x : x, magnitude[i]);
    }
  }
  EACH(i, width) {
    integral[i] *= length[i];
    double d = difference[i] * length[i];
    difference[i] = d < 0 ? -d : d;
    magnitude[i] *= length[i];
  }
}

FOR_EVERY_PROCESSOR
void panel_antiderivatives(size_t width, const double *length, const double *values, double *result) {
  for (size_t k = 0; k < PANEL_POINTS; k++) {
    double *to = result + k * width;
    EACH(i, width) to[i] = 0;
    for (size_t j = 0; j < PANEL_POINTS; j++) {
      const double weight = panel_partial[k][j];
      const double *row = values + j * width;
      EACH(i, width) to[i] = fused(weight, row[i], to[i]);
    }
    EACH(i, width) to[i] *= length[i];
  }
}

double panel_polynomial(const double *values, double place) {
  double weights[PANEL_POINTS];
  EACH(k, PANEL_POINTS) weights[k] = panel_barycentric[k] / (place - panel_points[k]);
  double above = 0, below = 0;
  for (size_t k = 0; k < PANEL_POINTS; k++) {
    if (place == panel_points[k]) return values[k];
    above += weights[k] * values[k];
    below += weights[k];
  }
  return above / below;
}
