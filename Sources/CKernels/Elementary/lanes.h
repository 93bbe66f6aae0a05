#ifndef SYNAPTIC_DYNAMICS_LANES_H
#define SYNAPTIC_DYNAMICS_LANES_H

#include "elementary.h"

#include <stddef.h>

// Loops over the synapses of a tile, its lanes. Each is short and without branches, so that the
// compiler turns it into vector code. What only some lanes need is left out when no lane of the tile
// needs it, or done for those that do, packed together; each lane chooses by its own numbers.

enum {
  TILE = 128,
  GROUP = 16,           // two of the widest registers
  ROOM = TILE + GROUP,  // the place TILE belongs to nobody: it fills up a packed group
};

#define ALIGNED __attribute__((aligned(64)))
// Group by group, so that no remainder is left: two registers at once, since the chains of operations
// are long and the processor can work on several. No lane writes what another one reads, which the
// compiler has to be told.
#define EACH_LANE(i, width)                                                \
  _Pragma("clang loop vectorize(assume_safety) interleave_count(2)") for ( \
      size_t i = 0; i < (width) / GROUP * GROUP; i++)

struct lanes {
  ALIGNED double of[ROOM];
};

INLINE double magnitude(double x) { return x < 0 ? -x : x; }

INLINE size_t whole_groups(size_t count) {
  return (count + GROUP - 1) / GROUP * GROUP;
}

// Lists the lanes whose flag is set, and fills up the last group with the place of nobody.
INLINE size_t list(size_t width, const int64_t *flags, size_t *index) {
  size_t count = 0;
  for (size_t i = 0; i < width; i++) {
    index[count] = i;
    count += flags[i] != 0;
  }
  size_t listed = whole_groups(count);
  for (size_t j = count; j < listed; j++) index[j] = TILE;
  return listed;
}

INLINE void gather(size_t count, const size_t *index, const double *from, double *to) {
  EACH_LANE(j, count) to[j] = from[index[j]];
}

INLINE void scatter(size_t count, const size_t *index, const double *from, double *to) {
  for (size_t j = 0; j < count; j++) to[index[j]] = from[j];
}

#endif
