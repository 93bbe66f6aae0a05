#ifndef SYNAPTIC_DYNAMICS_SPIKE_UNITS_H
#define SYNAPTIC_DYNAMICS_SPIKE_UNITS_H

#include "crossings.h"
#include "spike_rows.h"

// Loops over the units of a layer on their way from one arrival to the next.

// So many units are packed into a register.
enum { pack_group = 8 };
// Loops that the compiler turns into vector code.
#define EACH_PACKED(j, first) \
  _Pragma("clang loop vectorize(assume_safety) unroll(disable)") for (size_t j = (first); j < (first) + pack_group; j++)

// V is never above V₀ + I₀ max c.
INLINE int may_fire(const spike_neuron *neuron, double most, double v, double i) {
  return (i > neuron->threshold) & ((v > 0 ? v : 0) + most * i >= neuron->threshold);
}

// Flags the units that fire within a time; returns whether there is one.
FOR_EVERY_PROCESSOR
static int flag(
    const spike_neuron *neuron, const struct motion *motion, double most, double length, size_t n,
    const double *v, const double *i, double *flags) {
  double any = 0;
  for (size_t first = 0; first < n; first += pack_group) {
    EACH_PACKED(j, first) flags[j] = may_fire(neuron, most, v[j], i[j]) ? 1.0 : 0.0;
    double near = 0;
    for (size_t j = first; j < first + pack_group; j++) near = flags[j] > near ? flags[j] : near;
    if (near == 0) continue;
    EACH_PACKED(j, first) {
      flags[j] = fires_within(neuron, motion, v[j], i[j], length) ? 1.0 : 0.0;
    }
    for (size_t j = first; j < first + pack_group; j++) any = flags[j] > any ? flags[j] : any;
  }
  return any > 0;
}

FOR_EVERY_PROCESSOR
static void advance(struct factors f, size_t n, double *v, double *i) {
  for (size_t j = 0; j < n; j++) {
    v[j] = potential_after(f, v[j], i[j]);
    i[j] *= f.current;
  }
}

FOR_EVERY_PROCESSOR
static void add(size_t n, const double *weights, double *i) {
  for (size_t j = 0; j < n; j++) i[j] += weights[j];
}

// Of packed units: whether each fires before the step's end, and when.
FOR_EVERY_PROCESSOR
static void find_crossings(
    const spike_neuron *neuron, const struct motion *motion, double length, size_t n, struct spike_rows_of *rows) {
  double k = neuron->tau_s > neuron->tau_m ? motion->gap : 0.0;
  double *v = rows->pack_v, *i = rows->pack_i, *start = rows->pack_start;
  double *time = rows->pack_time, *fires = rows->pack_fires;
  for (size_t first = 0; first < n; first += pack_group) {
    size_t end = first + pack_group;
    for (size_t j = n; j < end; j++) v[j] = i[j] = start[j] = 0;
    double any = 0, moved[pack_group];
    EACH_PACKED(j, first) {
      fires[j] = fires_within(neuron, motion, v[j], i[j], length - start[j]) ? 1.0 : 0.0;
      time[j] = 0;
    }
    for (size_t j = first; j < end; j++) any = fires[j] > any ? fires[j] : any;
    if (any == 0) continue;
    // At a maximum that hardly reaches the threshold each step halves the distance; elsewhere the digits double.
    for (int round = 0; any > 0 && round < 64; round++) {
      any = 0;
      EACH_PACKED(j, first) {
        double s = crossing_step(neuron, motion, k, v[j], i[j], time[j]);
        moved[j - first] = ((s > time[j] * (1 + 0x1p-51)) & (fires[j] > 0)) ? 1.0 : 0.0;
        time[j] = s;
      }
      for (size_t j = 0; j < pack_group; j++) any = moved[j] > any ? moved[j] : any;
    }
    EACH_PACKED(j, first) {
      double latest = latest_crossing(neuron, i[j] > neuron->threshold ? i[j] : neuron->threshold, length - start[j]);
      time[j] = smaller(time[j], latest);
    }
  }
}

#endif
