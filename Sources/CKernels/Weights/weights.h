#ifndef SYNAPTIC_DYNAMICS_WEIGHTS_H
#define SYNAPTIC_DYNAMICS_WEIGHTS_H

#include "tile_increments.h"
#include "law.h"

// What η ∫ m ρ dt, as long as m keeps its sign, does to the weights of a tile and to the clock.

// A direction of change: potentiation increases u = w/T, depression u = −w/T.
INLINE double direction(double swept) { return swept < 0 ? 1.0 : -1.0; }

INLINE void advance_predisposed(const struct law *law, size_t width, const double *swept,
                                double *weight) {
  struct lanes u, c, delta;
  double scale = law->predisposition_gain * law->inverse_temperature;
  double temperature = 1.0 / law->inverse_temperature;
  EACH_LANE(i, width) {
    u.of[i] = direction(swept[i]) * (weight[i] * law->inverse_temperature);
    c.of[i] = scale * magnitude(swept[i]);
  }
  u.of[TILE] = c.of[TILE] = 0;
  find_increments(width, u.of, c.of, delta.of);
  EACH_LANE(i, width) weight[i] += direction(swept[i]) * (temperature * delta.of[i]);
}

INLINE void advance_freely(size_t width, const double *swept, double *weight) {
  EACH_LANE(i, width) weight[i] -= swept[i];
}

INLINE void advance_clock(size_t width, const double *swept, double *clock) {
  EACH_LANE(i, width) clock[i] += magnitude(swept[i]);
}

#endif
