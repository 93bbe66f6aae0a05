#ifndef SYNAPTIC_DYNAMICS_TILE_INCREMENTS_H
#define SYNAPTIC_DYNAMICS_TILE_INCREMENTS_H

#include "increment.h"
#include "../Elementary/lanes.h"

// The increments of a tile, each by the shortest way that its x allows.

// Iterates for the lanes in `index`.
INLINE void find_far_increments(size_t count, const size_t *index, const double *u,
                                const double *c, double *delta) {
  struct lanes right, linear, inverse, floor, negative, root;
  ALIGNED int64_t moves[ROOM];
  EACH_LANE(j, count) {
    struct far_increment of = far_increment_from(u[index[j]], c[index[j]]);
    right.of[j] = of.right;
    linear.of[j] = of.linear;
    inverse.of[j] = of.inverse;
    floor.of[j] = of.floor;
    negative.of[j] = of.negative;
    root.of[j] = increment_bound(of);
    moves[j] = 1;
  }
  int64_t any_moves = 1;
  for (int round = 0; any_moves && round < 100; round++) {
    any_moves = 0;
    EACH_LANE(j, count) {
      double d = root.of[j];
      struct far_increment of = {right.of[j], linear.of[j], inverse.of[j], floor.of[j],
                                 negative.of[j]};
      double step = increment_step(of, d);
      root.of[j] = moves[j] ? d - step : d;
      // What is left is below step³: far below the last place of δ.
      int64_t goes_on = magnitude(step) > 1e-5 * (d < 1.0 ? d : 1.0);
      moves[j] &= goes_on;
      any_moves |= moves[j];
    }
  }
  // An overflow, or NaN, is handed on.
  EACH_LANE(j, count) {
    double own = c[index[j]];
    root.of[j] = own <= 0x1.fffffffffffffp1023 ? root.of[j] : own;
  }
  scatter(count, index, root.of, delta);
}

// First all lanes by the shortest way, then those for which it is not enough. `u` and `c` are
// to have numbers in the place of nobody too.
INLINE void find_increments(size_t width, const double *u, const double *c, double *delta) {
  struct lanes right, growing;
  ALIGNED int64_t is_far[ROOM];
  int64_t any_more = 0, any_far = 0;
  EACH_LANE(i, width) {
    struct increment of = increment_from(u[i], c[i]);
    right.of[i] = of.right;
    growing.of[i] = of.growing;
    any_more |= !(of.right <= tiny_increment_limit);
  }
  EACH_LANE(i, width) {
    struct increment of = {right.of[i], growing.of[i]};
    delta[i] = tiny_increment(of);
  }
  if (!any_more) return;
  EACH_LANE(i, width) {
    struct increment of = {right.of[i], growing.of[i]};
    double small = small_increment(of);
    delta[i] = of.right <= tiny_increment_limit ? delta[i] : small;
    is_far[i] = !(of.right <= small_increment_limit);
    any_far |= is_far[i];
  }
  if (!any_far) return;
  size_t index[ROOM];
  size_t count = list(width, is_far, index);
  find_far_increments(count, index, u, c, delta);
}

#endif
