#ifndef SYNAPTIC_DYNAMICS_COLLOCATION_H
#define SYNAPTIC_DYNAMICS_COLLOCATION_H

#include "law.h"

/// Points of a step at which the signal is taken, both ends among them.
#define COLLOCATION_NODES 8
/// Synapses that are stepped together.
#define COLLOCATION_LANES 64

/// What a step's error is measured by: each component's tolerance is absolute + relative·|component|.
struct collocation_tolerances {
  double relative, momentum, rho, weight;
};

/// Synapses on their way, each at a time of its own. A lane is a synapse with one of its signals:
/// partners with substances of their own are two. Lane signal·stride + i is that of synapse i.
struct collocation_lanes {
  size_t stride;     ///< component k of synapse i is element k·stride + i of the state
  double *state;     ///< all but m⁺ + m⁻ are carried along
  double *times;     ///< the time that each lane has reached
  double *sizes;     ///< the length of the step to try next
  signed char *gradient_sides, *momentum_sides;  ///< the signs of g and m ahead; 0: not known
};

/// What is to be done.
struct collocation_task {
  struct law law;
  struct collocation_tolerances tolerances;
  struct collocation_lanes lanes;
  size_t first, last;  ///< which synapses: from the first, before the last
  double end;          ///< the time at which all steps end
  size_t most_steps;   ///< at least 1: a lane that took so many rests where it is, until the next task
  /// A time before, or infinity. Lanes then stay before the step that leads over it, and what they
  /// would be there is written to the sample.
  double reading;
  struct collocation_lanes sample;
  /// Of each lane, when a time is read: the length of the step that was found good, 0 at first, and what
  /// it ends at. So reading on costs one step.
  double *found;
  unsigned char *landings;
};

/// What was done, over all lanes.
struct collocation_work {
  size_t steps;        ///< steps that count
  size_t rejected;     ///< steps that were too long for the tolerances
  size_t evaluations;  ///< steps computed: all these, and those that led over a change of sign
  size_t rests;        ///< how often a lane rested on its way
};

/// Steps the lanes of a task, up to COLLOCATION_LANES together, each with steps of its own.
struct collocation_tile;

/// Where a tile wants the signal: at point j·COLLOCATION_LANES + k for node j and place k.
struct collocation_points {
  const double *times;
  const size_t *synapses;
  double *gradient;  ///< to be written there, without gain
};

/// Allocates a tile; null without memory.
struct collocation_tile *collocation_tile_create(void);
void collocation_tile_destroy(struct collocation_tile *tile);
struct collocation_points collocation_tile_points(struct collocation_tile *tile);

/// Forgets the failure of earlier tasks: with one no task gets on.
void collocation_forget_failure(struct collocation_tile *tile);
/// Takes up a task. The tile keeps a copy; the lanes' memory has to stay.
void collocation_begin(struct collocation_tile *tile, const struct collocation_task *task);
/// Sets the points of the next steps to try. Returns how many places are in use, 0 at the end or
/// after a failure.
size_t collocation_prepare(struct collocation_tile *tile);
/// Tries these steps, once the gradient is written.
void collocation_advance(struct collocation_tile *tile);

/// What was done since the tile was created.
struct collocation_work collocation_tile_work(const struct collocation_tile *tile);

/// Where a lane could not go on, first of all.
struct collocation_failure {
  int is_there;
  size_t synapse;
  double time, size;
};
struct collocation_failure collocation_tile_failure(const struct collocation_tile *tile);

#endif
