#ifndef SYNAPTIC_DYNAMICS_LANES_H
#define SYNAPTIC_DYNAMICS_LANES_H

#include <stddef.h>
#include <stdint.h>

#include "processors.h"

// Loops over the synapses of a tile, its lanes, for the numbers `real`. Each is short and without branches, so that the
// compiler turns it into vector code. What only some lanes need is left out when no lane of the tile
// needs it, or done for those that do, packed together; each lane chooses by its own numbers.

#ifndef TILE_BYTES
#define TILE_BYTES 1024  // of each array
#endif

enum {
  TILE = TILE_BYTES / sizeof(real),
  GROUP = 128 / sizeof(real),  // two of the widest registers
  ROOM = TILE + GROUP,         // the place TILE belongs to nobody: it fills up a packed group
};

#define ALIGNED __attribute__((aligned(64)))
// Group by group, so that no remainder is left: two registers at once, since the chains of operations
// are long and the processor can work on several. No lane writes what another one reads, which the
// compiler has to be told.
#define EACH_LANE(i, width)                                                \
  _Pragma("clang loop vectorize(assume_safety) interleave_count(2)") for ( \
      size_t i = 0; i < (width) / GROUP * GROUP; i++)
// The same, one register at a time: for loops with several chains, and more constants than registers hold beside two.
#define EACH_LANE_ALONE(i, width)                                          \
  _Pragma("clang loop vectorize(assume_safety) interleave_count(1)") for ( \
      size_t i = 0; i < (width) / GROUP * GROUP; i++)

struct lanes {
  ALIGNED real of[ROOM];
};

// What is computed in 64 bits, whatever the numbers.
struct wide_lanes {
  ALIGNED double of[ROOM];
};

struct flags {
  ALIGNED real_flag of[ROOM];
};

// Some lanes of a tile, to be packed together in whole groups.
struct listed {
  size_t count;
  ALIGNED int32_t index[ROOM];
};

INLINE size_t whole_groups(size_t count) { return (count + GROUP - 1) / GROUP * GROUP; }

// Lists the lanes whose flag is set, and fills up the last group with the place of nobody.
INLINE void list(size_t width, const struct flags *flags, struct listed *listed) {
  size_t count = 0;
  for (size_t i = 0; i < width; i++) {
    listed->index[count] = (int32_t)i;
    count += flags->of[i] != 0;
  }
  listed->count = whole_groups(count);
  for (size_t j = count; j < listed->count; j++) listed->index[j] = TILE;
}

INLINE void gather(const struct listed *listed, const real *from, real *to) {
  EACH_LANE(j, listed->count) to[j] = from[listed->index[j]];
}

INLINE void scatter(const struct listed *listed, const real *from, real *to) {
  for (size_t j = 0; j < listed->count; j++) to[listed->index[j]] = from[j];
}

// The same into 64 bits and back.
INLINE void gather_wide(const struct listed *listed, const real *from, double *to) {
  EACH_LANE(j, listed->count) to[j] = from[listed->index[j]];
}

INLINE void scatter_wide(const struct listed *listed, const double *from, real *to) {
  for (size_t j = 0; j < listed->count; j++) to[listed->index[j]] = (real)from[j];
}

#endif
