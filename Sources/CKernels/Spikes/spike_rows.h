#ifndef SYNAPTIC_DYNAMICS_SPIKE_ROWS_H
#define SYNAPTIC_DYNAMICS_SPIKE_ROWS_H

#include "../Elementary/processors.h"

#include <stddef.h>

// Rows of a pass over a layer. The units that fire, or are held, in a step go through it packed together.
struct spike_rows_of {
  double *potential, *current, *release;  // of each unit; it is held until its release, −∞ if it is not
  double *flags;                          // of each unit: whether it goes by itself
  double *pack_v, *pack_i, *pack_start, *pack_time, *pack_fires;  // of those that do
  double *pack_unit;
  double *fired;                          // how often each unit has
};

INLINE struct spike_rows_of rows_in(double *scratch, size_t stride) {
  return (struct spike_rows_of){
      scratch,              scratch + stride,     scratch + 2 * stride, scratch + 3 * stride,
      scratch + 4 * stride, scratch + 5 * stride, scratch + 6 * stride, scratch + 7 * stride,
      scratch + 8 * stride, scratch + 9 * stride, scratch + 10 * stride};
}

#endif
