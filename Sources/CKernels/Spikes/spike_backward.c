#include <math.h>

#include "free_motion.h"
#include "time_constants.h"

// Free motion of the adjoint, a time r backwards, under a running loss q:
//
//     A = λ_V + q      λ_V = A e^(−r/τ_m) − q      λ_I = (λ_I + q) e^(−r/τ_s) + A (τ_m/τ_s) c(r) − q
INLINE void move_back(struct factors f, double ratio, double q, double *v, double *i) {
  double sum = *v + q;
  *i = fused(*i + q, f.current, sum * (ratio * f.coupling)) - q;
  *v = fused(sum, f.potential, -q);
}

FOR_EVERY_PROCESSOR
static void move_all(struct factors f, double ratio, size_t n, const double *q, double *v, double *i) {
  if (q) {
    for (size_t j = 0; j < n; j++) move_back(f, ratio, q[j], &v[j], &i[j]);
  } else {
    for (size_t j = 0; j < n; j++) move_back(f, ratio, 0, &v[j], &i[j]);
  }
}

// An arrival: −τ_s λ_I goes to the gradient; returns Σ w (λ_V − λ_I), summed in sixteen parts.
FOR_EVERY_PROCESSOR
static double arrive(
    double tau_s, size_t n, const double *weights, const double *v, const double *i, double *gradient) {
  double parts[spike_group] = {0};
  for (size_t first = 0; first < n; first += spike_group) {
    for (size_t k = 0; k < spike_group; k++) {
      size_t j = first + k;
      parts[k] = fused(weights[j], v[j] - i[j], parts[k]);
      gradient[j] = fused(-tau_s, i[j], gradient[j]);
    }
  }
  for (size_t width = spike_group / 2; width > 0; width /= 2) {
    for (size_t k = 0; k < width; k++) parts[k] += parts[k + width];
  }
  return parts[0];
}

FOR_EVERY_PROCESSOR
static double product(size_t n, const double *weights, const double *v, const double *i) {
  double sum = 0;
  for (size_t j = 0; j < n; j++) sum += weights[j] * (v[j] - i[j]);
  return sum;
}

// Of the steps of a round of `ahead`, up to one.
static void find_step_factors(
    const struct motion *motion, const spike_record *record, size_t last, struct factors *factors) {
  double lengths[ahead];
  size_t first = last - last % ahead;
  for (size_t step = first; step <= last; step++) {
    lengths[step - first] = record->step_time[step] - (step > 0 ? record->step_time[step - 1] : 0);
  }
  find_factors(motion, last - first + 1, lengths, factors);
}

// The free stretches of units with events: before each event, from the unit's event before or the step's begin; and after
// it, to the step's end.
struct stretches {
  double *before, *after;
  struct factors *factors;  // of those before, then of those after
};

static struct stretches stretches_of(
    const struct motion *motion, const spike_record *record, double *last, size_t stride) {
  size_t n = record->event_count, event = 0;
  struct stretches all = {record->stretches, record->stretches + n, (struct factors *)(record->stretches + 2 * n)};
  for (size_t j = 0; j < stride; j++) last[j] = -1;
  double begin = 0;
  for (size_t step = 0; step < record->step_count; step++) {
    double end = record->step_time[step];
    for (; event < record->step_events[step]; event++) {
      double time = record->event_time[event], *before = &last[record->event_unit[event]];
      double from = *before > begin ? *before : begin;
      all.before[event] = time > from ? time - from : 0;
      all.after[event] = end > time ? end - time : 0;
      *before = time;
    }
    begin = end;
  }
  find_factors(motion, 2 * n, all.before, all.factors);
  return all;
}

// What the adjoint of a layer's units is where it is going back.
struct adjoint_rows {
  double *v, *i;            // λ of each unit
  double *own_v, *own_i;    // of units with events in a step
  double *carried;          // (I − reset) λ_V at the release of a unit that is held before it
  double *last;
};

// Takes a unit's adjoint from after an event to before it.
static void jump(
    const spike_layer *layer, const spike_record *record, const spike_adjoint *adjoint, spike_constants *constants,
    size_t event, struct adjoint_rows *rows) {
  const spike_neuron *neuron = &layer->neuron;
  size_t j = (size_t)record->event_unit[event];
  double current = record->event_current[event], *v = &rows->own_v[j];
  switch (record->event_kind[event]) {
    case spike_released:
      rows->carried[j] = *v * (current - neuron->reset);
      *v = 0;
      return;
    case spike_highest:
      *v -= adjoint->event_errors[event] / neuron->tau_m;
      return;
    default: break;
  }
  double carried = neuron->refractory > 0 ? rows->carried[j] : *v * (current - neuron->reset);
  double error = adjoint->event_errors[event];
  if (adjoint->factors) error *= adjoint->factors[j];
  *v = (carried + error) / (current - neuron->threshold);
  rows->carried[j] = 0;
  if (constants) constants->threshold += neuron->tau_m * *v;
  if (adjoint->pulls) *v -= adjoint->pulls[j];
}

// Takes in the arrival that ends a step.
static void take_arrival(
    const spike_layer *layer, const spike_record *record, const spike_adjoint *adjoint, spike_constants *constants,
    size_t step, size_t first_event, const struct adjoint_rows *rows) {
  if (record->step_source[step] < 0) return;
  size_t source = (size_t)record->step_source[step], arrival = (size_t)record->step_arrival[step];
  size_t row = source * layer->stride;
  int is_own = source >= layer->inputs;
  double error = arrive(
      layer->neuron.tau_s, layer->stride, adjoint->return_weights + row, rows->v, rows->i, adjoint->gradient + row);
  double moved = 0;
  // Where the arrival ended the rise to a highest V, that moves with it.
  for (size_t event = first_event; event < record->step_events[step]; event++) {
    if (record->event_kind[event] == spike_highest && record->event_current[event] > 0) {
      moved += adjoint->event_errors[event] * record->event_current[event];
    }
  }
  if (is_own) {
    adjoint->event_errors[arrival] += error;
  } else {
    adjoint->arrival_errors[arrival] = error + moved;
  }
  if (constants) {
    double *delays = is_own ? constants->own_delays : constants->arrival_delays;
    delays[arrival] = product(layer->stride, layer->weights + row, rows->v, rows->i) + moved;
  }
}

// The state of a unit right after an event, or where it is not the unit's, at its step's begin.
struct start {
  double time, v, i;
};

static struct start start_of(const spike_layer *layer, const spike_record *record, size_t step, double begin, size_t j) {
  const double *states = record->step_states + 2 * layer->stride * step;
  return (struct start){begin, states[j], states[layer->stride + j]};
}

// Of a stretch that begins with an event. A highest V changes nothing.
static struct start start_after(
    const spike_layer *layer, const struct motion *motion, const spike_record *record, size_t step, double begin,
    size_t event) {
  double time = record->event_time[event];
  if (record->event_kind[event] != spike_highest) {
    return (struct start){time, layer->neuron.reset, record->event_current[event]};
  }
  struct start from = start_of(layer, record, step, begin, (size_t)record->event_unit[event]);
  struct factors f = factors_of(motion, time - begin);
  return (struct start){time, potential_after(f, from.v, from.i), from.i * f.current};
}

static void add_from(
    const spike_layer *layer, const struct motion *motion, struct start from, double length, double v, double i,
    double q, spike_constants *constants) {
  struct free_stretch stretch = {length, from.v, from.i, v, i, q};
  add_stretch(&layer->neuron, motion, stretch, constants);
}

// Units without events in a step, for gradients by time constants.
static void add_quiet_units(
    const spike_layer *layer, const struct motion *motion, const spike_record *record, const spike_adjoint *adjoint,
    spike_constants *constants, size_t step, double begin, double end, const struct adjoint_rows *rows) {
  for (size_t j = 0; j < layer->units; j++) {
    if (rows->last[j] < 0) continue;
    struct start from = start_of(layer, record, step, begin, j);
    double q = adjoint->running ? adjoint->running[j] : 0;
    add_from(layer, motion, from, end - begin, rows->v[j], rows->i[j], q, constants);
  }
}

FOR_EVERY_PROCESSOR
static void run(
    const spike_layer *layer, const spike_record *record, const spike_adjoint *adjoint,
    spike_constants *constants, double *scratch) {
  struct motion motion = motion_of(&layer->neuron);
  double ratio = layer->neuron.tau_m / layer->neuron.tau_s;
  size_t stride = layer->stride;
  struct adjoint_rows rows = {
      scratch,              scratch + stride,     scratch + 2 * stride,
      scratch + 3 * stride, scratch + 4 * stride, scratch + 5 * stride};
  struct stretches stretches = stretches_of(&motion, record, rows.last, stride);
  for (size_t j = 0; j < 5 * stride; j++) scratch[j] = 0;
  struct factors known[ahead];
  for (size_t step = record->step_count; step-- > 0;) {
    double end = record->step_time[step], begin = step > 0 ? record->step_time[step - 1] : 0;
    size_t first = step > 0 ? record->step_events[step - 1] : 0, last = record->step_events[step];
    if (step % ahead == ahead - 1 || step + 1 == record->step_count) find_step_factors(&motion, record, step, known);
    take_arrival(layer, record, adjoint, constants, step, first, &rows);
    for (size_t j = 0; constants && j < layer->units; j++) rows.last[j] = 0;
    for (size_t event = first; event < last; event++) {
      size_t j = (size_t)record->event_unit[event];
      rows.own_v[j] = rows.v[j];
      rows.own_i[j] = rows.i[j];
      rows.last[j] = -1;
    }
    if (constants) add_quiet_units(layer, &motion, record, adjoint, constants, step, begin, end, &rows);
    move_all(known[step % ahead], ratio, stride, adjoint->running, rows.v, rows.i);
    for (size_t event = last; event-- > first;) {
      size_t j = (size_t)record->event_unit[event];
      double q = adjoint->running ? adjoint->running[j] : 0;
      double *v = &rows.own_v[j], *i = &rows.own_i[j];
      if (rows.last[j] < 0) {
        if (constants) {
          struct start from = start_after(layer, &motion, record, step, begin, event);
          add_from(layer, &motion, from, end - from.time, *v, *i, q, constants);
        }
        move_back(stretches.factors[record->event_count + event], ratio, q, v, i);
        rows.last[j] = 1;
      }
      jump(layer, record, adjoint, constants, event, &rows);
      if (constants) {
        struct start from = start_of(layer, record, step, begin, j);
        for (size_t other = event; other-- > first;) {
          if ((size_t)record->event_unit[other] != j) continue;
          from = start_after(layer, &motion, record, step, begin, other);
          break;
        }
        add_from(layer, &motion, from, record->event_time[event] - from.time, *v, *i, q, constants);
      }
      move_back(stretches.factors[event], ratio, q, v, i);
    }
    for (size_t event = first; event < last; event++) {
      size_t j = (size_t)record->event_unit[event];
      rows.v[j] = rows.own_v[j];
      rows.i[j] = rows.own_i[j];
    }
  }
}

void spike_backward(
    const spike_layer *layer, const spike_record *record, const spike_adjoint *adjoint,
    spike_constants *constants, double *scratch) {
  run(layer, record, adjoint, constants, scratch);
}
