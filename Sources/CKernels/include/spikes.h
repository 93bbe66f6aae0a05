#ifndef SYNAPTIC_DYNAMICS_SPIKES_H
#define SYNAPTIC_DYNAMICS_SPIKES_H

#include <stddef.h>
#include <stdint.h>

// Layers of leaky integrate-and-fire neurons with exponential currents, exact between events, and the adjoint of what they
// do (T. C. Wunderlich & C. Pehle, Scientific Reports 11:12829, 2021):
//
//     τ_m V̇ = −V + I      τ_s İ = −I
//
// A spike that arrives adds its weight to I. Where V reaches the threshold from below the neuron fires: V goes to the reset
// and is held there for the refractory time. Numbers of units stand side by side, a multiple of spike_group of them.

enum { spike_group = 16 };

typedef struct {
  double tau_m, tau_s;      // above 0
  double threshold, reset;  // the threshold is above 0 and above the reset
  double refractory;        // at least 0
} spike_neuron;

typedef struct {
  spike_neuron neuron;
  int fires;               // 0: a readout, whose V goes through the threshold
  size_t units, stride;    // how many units, and how many numbers side by side
  size_t inputs;           // how many spikers the layer reads besides its own units
  double duration;         // of a trial
  const double *weights;   // of each input one for each unit; with recurrent connections, then of each unit
  const double *delays;    // of each unit how long its spikes take to the layer's own units; NULL: it has no such connections
  uint32_t most_spikes;    // a unit that fires more often is an error
} spike_layer;

// What happened in a layer to one example: steps from one arrival to the next, in order, and events in each, those of a unit in
// order.
typedef struct {
  size_t step_capacity, event_capacity;
  size_t step_count, event_count;
  double *step_time;       // when each step ends
  int32_t *step_source;    // whose spike arrives there: an input, then the layer's own units; −1: nobody's
  int32_t *step_arrival;   // which of the arrivals, or which event of the layer's own
  uint32_t *step_events;   // how many events there are up to its end
  double *event_time;
  double *event_current;   // I then
  int32_t *event_unit;
  uint8_t *event_kind;
  double *step_states;     // NULL, or room for V and then I of all units where each step begins
  double *stretches;       // room for 8 numbers an event
  double *way_time;        // room for spikes on their way to the layer's own units, as many as events
  int32_t *way_event;
} spike_record;

// Kinds of events.
enum { spike_fired, spike_released, spike_highest };

typedef enum { spikes_done, spikes_without_room, spikes_too_many } spike_status;

// What a pass over a layer needs: eleven rows of stride numbers, aligned to 64 bytes.
enum { spike_rows = 11 };

// What comes of a readout's units.
typedef struct {
  double *integral;          // of V over the trial
  double *highest;           // the largest V
  double *highest_time;      // where; 0 if V was never above 0
  int32_t *highest_step;     // in which step
  double *highest_slope;     // V̇ there, from the left: above 0 only where an arrival ended the rise
} spike_outcome;

// Takes an example through a layer.
//
// arrivals are sorted by time; scratch has spike_rows × stride numbers. The unit that fires too often is told.
spike_status spike_forward(
    const spike_layer *layer, size_t arrivals, const double *time, const int32_t *source, spike_record *record,
    spike_outcome *outcome, double *scratch, int32_t *culprit);

// When neurons with some V, below the threshold, and I fire within a time; infinity if they do not. Returns how many do.
size_t spike_crossings(
    const spike_neuron *neuron, size_t n, const double *v, const double *i, double length, double *time);

// Takes V and I of a neuron through a time without events.
void spike_move(const spike_neuron *neuron, double length, double *v, double *i);

// Notes the highest V of a readout's units as events, whose current is V̇ just before. There is room for as many as units.
void spike_note_highest(const spike_layer *layer, spike_record *record, const spike_outcome *outcome);

typedef struct {
  // Of each event: of a spike ∂L/∂t, as far as it is not by way of the layer's own units, which is added; of a highest V
  // ∂L/∂V.
  double *event_errors;
  const double *running;         // ∂l/∂V of a loss ∫ l dt for each unit; NULL: none
  const double *factors;         // what multiplies the errors of each unit's spikes; NULL: nothing
  const double *pulls;           // what is taken from λ_V at each spike of a unit; NULL: nothing
  const double *return_weights;  // in place of the weights, on the way back
  double *gradient;              // ∂L/∂w is added, arranged as the weights
  double *arrival_errors;        // of each arrival: receives Σ w (λ_V − λ_I) with the return weights
} spike_adjoint;

// Gradients besides those of the weights.
typedef struct {
  double *arrival_delays, *own_delays;  // Σ w (λ_V − λ_I) of each arrival, and of each event of the layer's own
  double threshold, tau_m, tau_s;       // are added to
} spike_constants;

// Takes the errors of an example back through a layer, from what spike_forward recorded.
//
// constants: NULL, or what else is asked for: then the record has states. scratch: spike_rows × stride numbers.
void spike_backward(
    const spike_layer *layer, const spike_record *record, const spike_adjoint *adjoint,
    spike_constants *constants, double *scratch);

#endif
