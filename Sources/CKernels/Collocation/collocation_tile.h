#ifndef SYNAPTIC_DYNAMICS_COLLOCATION_TILE_H
#define SYNAPTIC_DYNAMICS_COLLOCATION_TILE_H

#include "collocation.h"
#include "collocation_nodes.h"
#include "../Elementary/numbers_double.h"
#include "../Elementary/lanes.h"

#define WIDTH COLLOCATION_LANES

// One number for each place.
struct row {
  ALIGNED double of[WIDTH];
};

// What a step is to end at.
enum landing { NOWHERE, AT_ZERO_OF_GRADIENT, AT_ZERO_OF_MOMENTUM };

// The memory of a tile. A place is taken by a lane until it has arrived.
struct collocation_tile {
  struct collocation_task task;
  struct collocation_work work;
  struct collocation_failure failure;
  int any_side_matters;  // whether the sign of m has consequences
  size_t next;           // the first synapse without a place
  size_t count;          // places in use

  // Where the lanes are.
  struct row time, rho, weights[2], clock;
  // The step being tried.
  struct row size;
  struct row side_of_gradient, side_of_momentum;
  ALIGNED size_t synapse[NODES * WIDTH];  // the same for every node
  unsigned char landing[WIDTH];
  unsigned char is_reading[WIDTH];
  // How often the step was tried, and whether a side was changed at its start.
  unsigned short attempts[WIDTH];
  unsigned char has_turned[WIDTH];
  size_t steps[WIDTH];  // taken since the lane has its place

  // At the nodes: times and the gradient, with gain once it was evaluated; m, given at the first node.
  struct row times[NODES], gradient[NODES], momentum[NODES];
  // What came out: ρ at the end, ∫ m ρ dt, the error in units of the tolerance, and the error per
  // area that g or m is taken with the wrong sign.
  struct row new_rho, integral, error, gradient_cost, momentum_cost;
  // Where the step had better end, as a part of it; 1 if at its end, 0 if the sign changes right at
  // the start.
  struct row gradient_cut, momentum_cut;
  // Whether this cut is at a zero.
  struct row gradient_is_zero, momentum_is_zero;
  // How much longer the next step should be, by the error.
  struct row factor;
  // η ∫ m ρ dt of accepted steps, 0 of others.
  struct row swept;
};

#endif
