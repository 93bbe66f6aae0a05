#ifndef SYNAPTIC_DYNAMICS_SPIKE_PACK_H
#define SYNAPTIC_DYNAMICS_SPIKE_PACK_H

#include <math.h>

#include "spike_units.h"

// Units that fire, or are held, in a step: they go through it packed together, spike by spike.

static int note(spike_record *record, double time, double current, size_t unit, int kind) {
  if (record->event_count == record->event_capacity) return 0;
  size_t k = record->event_count++;
  record->event_time[k] = time;
  record->event_current[k] = current;
  record->event_unit[k] = (int32_t)unit;
  record->event_kind[k] = (uint8_t)kind;
  return 1;
}

// Spikes on their way to the layer's own units, sorted: by time, then as they were found.
struct on_their_way {
  double *time;
  int32_t *event;
  size_t first, count, capacity;
};

static int send(struct on_their_way *way, double time, size_t event) {
  if (way->first + way->count == way->capacity) return 0;
  size_t k = way->first + way->count++;
  for (; k > way->first && way->time[k - 1] > time; k--) {
    way->time[k] = way->time[k - 1];
    way->event[k] = way->event[k - 1];
  }
  way->time[k] = time;
  way->event[k] = (int32_t)event;
  return 1;
}

// Packs the flagged units and those that are held, and finds when they fire next.
//
// end: when the step ends. With connections of its own a layer's step ends where its first spike may arrive: end is moved.
// Returns how many units are packed.
static size_t pack(
    const spike_layer *layer, const struct motion *motion, double begin, double *end, double least_delay,
    struct spike_rows_of *rows) {
  size_t n = 0;
  for (size_t j = 0; j < layer->units; j++) {
    if (rows->flags[j] == 0) continue;
    int is_held = rows->release[j] >= begin;
    double start = is_held && rows->release[j] < *end ? rows->release[j] - begin : 0;
    rows->pack_unit[n] = (double)j;
    rows->pack_v[n] = is_held ? layer->neuron.reset : rows->potential[j];
    rows->pack_i[n] = rows->current[j] * exponential(-start * motion->rate_s);
    rows->pack_start[n] = start;
    n++;
  }
  find_crossings(&layer->neuron, motion, *end - begin, n, rows);
  if (!layer->delays) return n;
  double first = INFINITY;
  for (size_t p = 0; p < n; p++) {
    int is_held = rows->release[(size_t)rows->pack_unit[p]] >= *end;
    if (rows->pack_fires[p] > 0 && !is_held) first = smaller(first, begin + rows->pack_time[p]);
  }
  *end = smaller(*end, first + least_delay);
  return n;
}

// A unit's state at the end of a step, a time after its last event.
INLINE void settle(
    const spike_neuron *neuron, const struct motion *motion, double time, int is_held, size_t unit, double v,
    double i, struct spike_rows_of *rows) {
  struct factors f = factors_of(motion, time > 0 ? time : 0);
  rows->potential[unit] = is_held ? neuron->reset : potential_after(f, v, i);
  rows->current[unit] = i * f.current;
}

// Takes packed units through a step, spike by spike.
FOR_EVERY_PROCESSOR
static spike_status unpack(
    const spike_layer *layer, const struct motion *motion, double most, double begin, double end, size_t n,
    struct on_their_way *way, spike_record *record, struct spike_rows_of *rows, int32_t *culprit) {
  const spike_neuron *neuron = &layer->neuron;
  double length = end - begin;
  while (1) {
    size_t kept = 0;
    for (size_t p = 0; p < n; p++) {
      size_t j = (size_t)rows->pack_unit[p];
      double i = rows->pack_i[p], start = rows->pack_start[p];
      if (rows->release[j] >= begin && rows->release[j] < end) {
        if (!note(record, rows->release[j], i, j, spike_released)) return spikes_without_room;
        rows->release[j] = -INFINITY;
      }
      int is_held = rows->release[j] >= begin;
      double time = begin + (start + rows->pack_time[p]);
      if (is_held || rows->pack_fires[p] == 0 || time > end) {
        settle(neuron, motion, length - start, is_held, j, rows->pack_v[p], i, rows);
        continue;
      }
      i *= exponential(-rows->pack_time[p] * motion->rate_s);
      // V rises there, whatever rounding says.
      if (i <= neuron->threshold) i = nextafter(neuron->threshold, INFINITY);
      if (layer->delays && !send(way, time + layer->delays[j], record->event_count)) {
        return spikes_without_room;
      }
      if (!note(record, time, i, j, spike_fired)) return spikes_without_room;
      rows->fired[j] += 1;
      if (rows->fired[j] > layer->most_spikes) {
        *culprit = (int32_t)j;
        return spikes_too_many;
      }
      start += rows->pack_time[p];
      if (neuron->refractory > 0) {
        double release = time + neuron->refractory, held = release < end ? release - begin : length;
        rows->release[j] = release;
        i *= exponential(-(held > start ? held - start : 0) * motion->rate_s);
        start = held;
      }
      int is_released = neuron->refractory == 0 || rows->release[j] < end;
      if (!may_fire(neuron, most, neuron->reset, i) && (neuron->refractory == 0 || !is_released)) {
        settle(neuron, motion, length - start, !is_released, j, neuron->reset, i, rows);
        continue;
      }
      rows->pack_unit[kept] = (double)j;
      rows->pack_v[kept] = neuron->reset;
      rows->pack_i[kept] = i;
      rows->pack_start[kept] = start;
      kept++;
    }
    if (kept == 0) return spikes_done;
    n = kept;
    find_crossings(neuron, motion, length, n, rows);
  }
}

#endif
