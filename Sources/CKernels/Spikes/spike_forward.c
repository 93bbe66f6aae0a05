#include "spike_pack.h"

// The largest V of a readout's units in a step: at its end, or before if it rose and fell.
FOR_EVERY_PROCESSOR
static void find_highest(
    const spike_layer *layer, const struct motion *motion, double begin, double length, size_t step,
    const struct spike_rows_of *rows, spike_outcome *outcome) {
  const double *v = rows->potential, *i = rows->current;
  for (size_t j = 0; j < layer->units; j++) {
    double v0 = rows->pack_v[j], i0 = rows->pack_i[j];
    double highest = v[j], time = begin + length, slope = (i[j] - v[j]) * motion->rate_m;
    if (i0 > v0 && i[j] < v[j]) {
      // V = I, where (1 − e^(−κs))/κ = τ_s (1 − V₀/I₀).
      double kappa = motion->rate_s - motion->rate_m, z = layer->neuron.tau_s * (1 - v0 / i0);
      double s = motion->gap * z < 1e-200 ? z : -log1p(-kappa * z) / kappa;
      s = s > 0 ? smaller(s, length) : 0;
      highest = potential_after(factors_of(motion, s), v0, i0);
      time = begin + s;
      slope = 0;
    }
    if (highest > outcome->highest[j]) {
      outcome->highest[j] = highest;
      outcome->highest_time[j] = time;
      outcome->highest_step[j] = (int32_t)step;
      outcome->highest_slope[j] = slope > 0 ? slope : 0;
    }
  }
}

// The largest c(s): V is never above V₀ + I₀ of it.
static double largest_coupling(const spike_neuron *neuron, const struct motion *motion) {
  double kappa = motion->rate_s - motion->rate_m, x = kappa * neuron->tau_m;
  // c is largest where e^(−κs) = τ_s/τ_m.
  double s = fabs(x) < 1e-8 ? neuron->tau_m : log1p(x) / kappa;
  return factors_of(motion, s).coupling * (1 + 1e-6);
}

static void start_units(const spike_layer *layer, struct spike_rows_of *rows, spike_outcome *outcome) {
  for (size_t j = 0; j < layer->stride; j++) {
    rows->potential[j] = rows->current[j] = rows->fired[j] = rows->flags[j] = 0;
    rows->release[j] = -INFINITY;
    rows->pack_unit[j] = rows->pack_v[j] = rows->pack_i[j] = rows->pack_start[j] = 0;
  }
  for (size_t j = 0; j < layer->units && !layer->fires; j++) {
    outcome->highest[j] = outcome->highest_time[j] = outcome->highest_slope[j] = 0;
    outcome->highest_step[j] = -1;
  }
}

// Flags units that are held. With connections of its own a layer's step ends at the next release.
static int flag_held(const spike_layer *layer, double begin, double *end, struct spike_rows_of *rows) {
  int any = 0;
  for (size_t j = 0; j < layer->units; j++) {
    if (rows->release[j] < begin) continue;
    rows->flags[j] = any = 1;
    if (layer->delays && rows->release[j] > begin) *end = smaller(*end, rows->release[j]);
  }
  return any;
}

// V and I where a step begins.
static void keep_states(const spike_layer *layer, const struct spike_rows_of *rows, spike_record *record) {
  double *states = record->step_states + 2 * layer->stride * record->step_count;
  for (size_t j = 0; j < layer->stride; j++) {
    states[j] = rows->potential[j];
    states[layer->stride + j] = rows->current[j];
  }
}

// ∫ V dt of a readout: τ_m V̇ = −V + I, and what arrived of I has passed but for what is left.
static spike_status finish(const spike_layer *layer, const struct spike_rows_of *rows, spike_outcome *outcome) {
  const spike_neuron *neuron = &layer->neuron;
  for (size_t j = 0; j < layer->units && !layer->fires; j++) {
    outcome->integral[j] =
        neuron->tau_s * (rows->pack_start[j] - rows->current[j]) - neuron->tau_m * rows->potential[j];
  }
  return spikes_done;
}

INLINE size_t smaller_count(size_t x, size_t y) { return x < y ? x : y; }

// What ends a step.
struct step_end {
  double time;
  int32_t source, arrival;
};

FOR_EVERY_PROCESSOR
static spike_status run(
    const spike_layer *layer, size_t arrivals, const double *time, const int32_t *source, spike_record *record,
    spike_outcome *outcome, double *scratch, int32_t *culprit) {
  struct motion motion = motion_of(&layer->neuron);
  struct spike_rows_of rows = rows_in(scratch, layer->stride);
  double most = largest_coupling(&layer->neuron, &motion), least_delay = INFINITY;
  if (layer->delays) {
    for (size_t j = 0; j < layer->units; j++) least_delay = smaller(least_delay, layer->delays[j]);
  }
  struct on_their_way way = {record->way_time, record->way_event, 0, 0, record->event_capacity};
  start_units(layer, &rows, outcome);
  record->step_count = record->event_count = 0;
  while (arrivals > 0 && time[arrivals - 1] > layer->duration) arrivals--;
  struct factors known[ahead];
  double begin = 0;
  for (size_t next = 0;;) {
    int is_own = way.count > 0 && way.time[way.first] <= layer->duration
        && (next == arrivals || way.time[way.first] < time[next]);
    struct step_end end = {layer->duration, -1, -1};
    if (is_own) {
      int32_t event = way.event[way.first];
      end = (struct step_end){way.time[way.first], (int32_t)layer->inputs + record->event_unit[event], event};
    } else if (next < arrivals) {
      end = (struct step_end){time[next], source[next], (int32_t)next};
    } else if (begin >= layer->duration) {
      return finish(layer, &rows, outcome);
    }
    if (!layer->delays && next % ahead == 0) {
      size_t count = smaller_count(ahead, arrivals + 1 - next);
      double lengths[ahead];
      for (size_t k = 0; k < count; k++) {
        double from = next + k == 0 ? 0 : time[next + k - 1];
        lengths[k] = (next + k < arrivals ? time[next + k] : layer->duration) - from;
      }
      find_factors(&motion, count, lengths, known);
    }
    double stop = end.time;
    if (record->step_count == record->step_capacity) return spikes_without_room;
    if (record->step_states) keep_states(layer, &rows, record);
    if (stop > begin) {
      int any = 0;
      size_t packed = 0;
      if (layer->fires) {
        any = flag(&layer->neuron, &motion, most, stop - begin, layer->stride, rows.potential, rows.current, rows.flags);
        if (layer->neuron.refractory > 0) any |= flag_held(layer, begin, &stop, &rows);
        if (any) packed = pack(layer, &motion, begin, &stop, least_delay, &rows);
      } else {
        for (size_t j = 0; j < layer->units; j++) {
          rows.pack_v[j] = rows.potential[j];
          rows.pack_i[j] = rows.current[j];
        }
      }
      struct factors f = layer->delays ? factors_of(&motion, stop - begin) : known[next % ahead];
      advance(f, layer->stride, rows.potential, rows.current);
      if (any) {
        spike_status status = unpack(layer, &motion, most, begin, stop, packed, &way, record, &rows, culprit);
        if (status != spikes_done) return status;
      } else if (!layer->fires) {
        find_highest(layer, &motion, begin, stop - begin, record->step_count, &rows, outcome);
      }
      if (stop < end.time) end = (struct step_end){stop, -1, -1};
    }
    size_t step = record->step_count++;
    record->step_time[step] = end.time;
    record->step_source[step] = end.source;
    record->step_arrival[step] = end.arrival;
    record->step_events[step] = (uint32_t)record->event_count;
    begin = end.time;
    if (end.source >= 0) {
      add(layer->stride, layer->weights + (size_t)end.source * layer->stride, rows.current);
      if (!layer->fires) add(layer->stride, layer->weights + (size_t)end.source * layer->stride, rows.pack_start);
    }
    if (end.arrival < 0) continue;
    if (is_own) {
      way.first++;
      way.count--;
    } else {
      next++;
    }
  }
}

spike_status spike_forward(
    const spike_layer *layer, size_t arrivals, const double *time, const int32_t *source, spike_record *record,
    spike_outcome *outcome, double *scratch, int32_t *culprit) {
  return run(layer, arrivals, time, source, record, outcome, scratch, culprit);
}

void spike_note_highest(const spike_layer *layer, spike_record *record, const spike_outcome *outcome) {
  record->event_count = 0;
  for (size_t step = 0; step < record->step_count; step++) {
    for (size_t j = 0; j < layer->units; j++) {
      if (outcome->highest_step[j] != (int32_t)step) continue;
      note(record, outcome->highest_time[j], outcome->highest_slope[j], j, spike_highest);
    }
    record->step_events[step] = (uint32_t)record->event_count;
  }
}

void spike_move(const spike_neuron *neuron, double length, double *v, double *i) {
  struct motion motion = motion_of(neuron);
  struct factors f = factors_of(&motion, length);
  *v = potential_after(f, *v, *i);
  *i *= f.current;
}

size_t spike_crossings(
    const spike_neuron *neuron, size_t n, const double *v, const double *i, double length, double *time) {
  struct motion motion = motion_of(neuron);
  double rows[5][spike_group];
  struct spike_rows_of pack = {
      .pack_v = rows[0], .pack_i = rows[1], .pack_start = rows[2], .pack_time = rows[3], .pack_fires = rows[4]};
  size_t found = 0;
  for (size_t j = 0; j < n; j++) {
    rows[0][0] = v[j];
    rows[1][0] = i[j];
    rows[2][0] = 0;
    find_crossings(neuron, &motion, length, 1, &pack);
    time[j] = rows[4][0] > 0 ? rows[3][0] : INFINITY;
    found += rows[4][0] > 0;
  }
  return found;
}
