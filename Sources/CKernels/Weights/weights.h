#ifndef SYNAPTIC_DYNAMICS_WEIGHTS_H
#define SYNAPTIC_DYNAMICS_WEIGHTS_H

#include "../Elementary/lanes.h"
#include "increment.h"
#include "law.h"
#include "predisposition.h"

// What η ∫ m ρ dt, as long as m keeps its sign, does to the weights of a tile and to the clock. All arrays have the place of nobody.

// Predisposition as the weights of a tile need it.
struct predisposed {
  struct temperature temperature;
  real unit;  // T
  real gain;  // G/T
  // The same in 64 bits.
  double wide_inverse, wide_gain;
};

INLINE struct predisposed predisposed_of(const struct law *law) {
  struct predisposed of;
  of.temperature = temperature_of(law);
  of.wide_inverse = law->inverse_temperature;
  of.wide_gain = law->predisposition_gain * law->inverse_temperature;
  of.unit = (real)(1.0 / law->inverse_temperature);
  of.gain = (real)of.wide_gain;
  return of;
}

// Iterates for the lanes listed; `u` and `c` are packed.
INLINE void find_far_increments(size_t count, const double *u, const double *c, double *delta) {
  struct wide_lanes right, linear, inverse, floor, negative;
  ALIGNED int64_t moves[ROOM];
  EACH_LANE(j, count) {
    struct far_increment of = far_increment_from(u[j], c[j]);
    right.of[j] = of.right;
    linear.of[j] = of.linear;
    inverse.of[j] = of.inverse;
    floor.of[j] = of.floor;
    negative.of[j] = of.negative;
    delta[j] = increment_bound(of);
    moves[j] = 1;
  }
  int64_t any_moves = 1;
  for (int round = 0; any_moves && round < 100; round++) {
    any_moves = 0;
    EACH_LANE(j, count) {
      double d = delta[j];
      struct far_increment of = {right.of[j], linear.of[j], inverse.of[j], floor.of[j],
                                 negative.of[j]};
      double step = increment_step(of, d);
      delta[j] = moves[j] ? d - step : d;
      // What is left is below step³: far below the last place of δ.
      int64_t goes_on = (step < 0 ? -step : step) > 1e-5 * (d < 1.0 ? d : 1.0);
      moves[j] &= goes_on;
      any_moves |= moves[j];
    }
  }
  // Where u is far above 0, x may be small, after all: below 1e-8 it is δ but for 1e-16, which the iteration's roundings
  // are, too. An overflow, or NaN, is handed on.
  EACH_LANE(j, count) {
    double root = right.of[j] < 1e-8 ? right.of[j] : delta[j];
    delta[j] = c[j] <= 0x1.fffffffffffffp1023 ? root : c[j];
  }
}

INLINE void move_far(const struct predisposed *of, const struct listed *far, const real *swept,
                     const real *weight, real *moved) {
  struct wide_lanes w, s, m, u, c, delta;
  gather_wide(far, weight, w.of);
  gather_wide(far, swept, s.of);
  gather_wide(far, moved, m.of);
  EACH_LANE(j, far->count) {
    double size = s.of[j] < 0 ? -s.of[j] : s.of[j];
    double from = (s.of[j] < 0 ? w.of[j] : -w.of[j]) * of->wide_inverse;
    // Nobody is there at once.
    u.of[j] = far->index[j] == TILE ? 0 : from;
    c.of[j] = far->index[j] == TILE ? 0 : of->wide_gain * size;
  }
  find_far_increments(far->count, u.of, c.of, delta.of);
  double unit = 1.0 / of->wide_inverse;
  EACH_LANE(j, far->count) m.of[j] += (s.of[j] < 0 ? unit : -unit) * delta.of[j];
  scatter_wide(far, m.of, moved);
}

// Beyond the largest |w/T| told apart an x below this moves nothing.
#define negligible_increment ((real)(sizeof(real) < sizeof(double) ? 1e-9 : 1e-16))

// Takes the lanes that are beyond the shortest way, of one weight.
INLINE void move_beyond(const struct predisposed *of, size_t width, const real *swept,
                        const real *x, const real *q, const struct flags *beyond,
                        const real *weight, real *moved) {
  struct flags is_far;
  real_flag any_far = 0;
  EACH_LANE(i, width) {
    struct increment increment = {x[i], q[i]};
    real middle = fused(against(swept[i], of->unit), middle_increment(increment), moved[i]);
    int is_middle = x[i] > near_limit && x[i] <= middle_limit &&
                    !(q[i] == 1 && magnitude(weight[i]) > of->temperature.limit);
    is_far.of[i] = beyond->of[i] && !is_middle;
    any_far |= is_far.of[i];
    moved[i] = beyond->of[i] && is_middle ? middle : moved[i];
  }
  if (!any_far) return;
  struct listed far;
  list(width, &is_far, &far);
  move_far(of, &far, swept, weight, moved);
}

// A number after the shortest way, if that is enough, and what a longer one goes on from.
struct near {
  real moved, x, q;
  real_flag is_beyond;
};

INLINE struct near move_near(const struct predisposed *of, int by_series, real c, real unit,
                             real factor, real weight, real moved) {
  struct increment increment = {c * factor, 1 - factor};
  real series = increment_start(increment).delta;
  real delta = by_series || c <= series_limit ? series : newton_increment(increment);
  real near = fused(unit, delta, moved);
  int is_last = increment.q == 1 && magnitude(weight) > of->temperature.limit;
  int is_near = increment.x <= near_limit && !(is_last && increment.x > negligible_increment);
  struct near result = {is_near ? near : moved, increment.x, increment.q, !is_near};
  return result;
}

// What a longer way goes on from, of one or two weights.
struct beyond {
  struct lanes x[2], q[2];
  struct flags is_beyond[2];
};

// All lanes by the shortest way, both weights by one division; by the series alone where it is enough for all. Returns whether there
// are lanes for which it is not enough.
INLINE real_flag advance_near(const struct predisposed *of, int by_series, int weights,
                              size_t width, const real *swept, real *const *weight,
                              real *const *moved, struct beyond *beyond) {
  real_flag any_beyond = 0;
  const real *w0 = weight[0], *w1 = weight[weights - 1];
  real *m0 = moved[0], *m1 = moved[weights - 1];
  EACH_LANE(i, width) {
    real c = of->gain * magnitude(swept[i]);
    real unit = against(swept[i], of->unit);
    real first = inverse_factor(&of->temperature, swept[i], w0[i]), second = 1;
    if (weights == 2) second = inverse_factor(&of->temperature, swept[i], w1[i]);
    real both = 1 / (first * second);
    struct near near = move_near(of, by_series, c, unit, both * second, w0[i], m0[i]);
    m0[i] = near.moved;
    beyond->x[0].of[i] = near.x;
    beyond->q[0].of[i] = near.q;
    beyond->is_beyond[0].of[i] = near.is_beyond;
    any_beyond |= near.is_beyond;
    if (weights == 2) {
      near = move_near(of, by_series, c, unit, both * first, w1[i], m1[i]);
      m1[i] = near.moved;
      beyond->x[1].of[i] = near.x;
      beyond->q[1].of[i] = near.q;
      beyond->is_beyond[1].of[i] = near.is_beyond;
      any_beyond |= near.is_beyond;
    }
  }
  return any_beyond;
}

INLINE void advance_by_ways(const struct predisposed *of, int weights, size_t width,
                            const real *swept, real *const *weight, real *const *moved) {
  struct beyond beyond;
  real_flag any_far = 0;
  EACH_LANE(i, width) any_far |= !(of->gain * magnitude(swept[i]) <= series_limit);
  real_flag any_beyond =
      any_far ? advance_near(of, 0, weights, width, swept, weight, moved, &beyond)
              : advance_near(of, 1, weights, width, swept, weight, moved, &beyond);
  if (!any_beyond) return;
  for (int k = 0; k < weights; k++)
    move_beyond(of, width, swept, beyond.x[k].of, beyond.q[k].of, &beyond.is_beyond[k],
                weight[k], moved[k]);
}

// Adds to `moved` what becomes of one or two weights; these themselves may be there.
INLINE void advance_predisposed(const struct predisposed *of, size_t weights, size_t width,
                                const real *swept, real *const *weight, real *const *moved) {
  if (weights == 2)
    advance_by_ways(of, 2, width, swept, weight, moved);
  else
    advance_by_ways(of, 1, width, swept, weight, moved);
}

INLINE void advance_freely(size_t width, const real *swept, real *weight) {
  EACH_LANE(i, width) weight[i] -= swept[i];
}

INLINE void advance_clock(size_t width, const real *swept, real *clock) {
  EACH_LANE(i, width) clock[i] += magnitude(swept[i]);
}

#endif
