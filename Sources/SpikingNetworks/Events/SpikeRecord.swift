import CKernels

/// Memory for what happens in a layer to one example.
///
/// It grows where there is no room, so that nothing is allocated once it has seen the busiest example.
final class SpikeRecord {
  private(set) var record = spike_record()
  /// Of each event ∂L/∂t, or ∂L/∂V.
  private(set) var errors = UnsafeMutablePointer<Double>.allocate(capacity: 1)
  /// Of each event Σ w (λ_V − λ_I) of what it sends to the layer's own neurons.
  private(set) var ownDelays = UnsafeMutablePointer<Double>.allocate(capacity: 1)
  /// What comes into the layer.
  var arrivals = SpikeTrain()
  /// Of each arrival Σ w (λ_V − λ_I), with the weights on the way back and with the forward weights.
  private(set) var arrivalErrors: [Double] = []
  private(set) var arrivalDelays: [Double] = []
  private let stride: Int
  private let keepsStates: Bool

  init(stride: Int, keepsStates: Bool) {
    self.stride = stride
    self.keepsStates = keepsStates
    allocate(steps: 64, events: 64)
  }

  deinit { deallocate() }

  /// Makes twice the room.
  func grow() {
    let (steps, events) = (record.step_capacity, record.event_capacity)
    deallocate()
    allocate(steps: 2 * steps, events: 2 * events)
  }

  /// Makes room for as many steps as there are arrivals, and events as there are neurons at least.
  func makeRoom(units: Int) {
    let steps = arrivals.count + 1
    if arrivalErrors.count < arrivals.count {
      arrivalErrors = Array(repeating: 0, count: 2 * arrivals.count)
      arrivalDelays = arrivalErrors
    }
    guard record.step_capacity < steps || record.event_capacity < units else { return }
    let room = (max(2 * steps, record.step_capacity), max(units, record.event_capacity))
    deallocate()
    allocate(steps: room.0, events: room.1)
  }

  private func allocate(steps: Int, events: Int) {
    func room<Number>(_ count: Int, _ zero: Number) -> UnsafeMutablePointer<Number> {
      let memory = UnsafeMutablePointer<Number>.allocate(capacity: count)
      memory.initialize(repeating: zero, count: count)
      return memory
    }
    record.step_capacity = steps
    record.event_capacity = events
    record.step_time = room(steps, 0)
    record.step_source = room(steps, 0)
    record.step_arrival = room(steps, 0)
    record.step_events = room(steps, 0)
    record.step_states = keepsStates ? room(2 * stride * steps, 0) : nil
    record.event_time = room(events, 0)
    record.event_current = room(events, 0)
    record.event_unit = room(events, 0)
    record.event_kind = room(events, 0)
    record.stretches = room(8 * events, 0)
    record.way_time = room(events, 0)
    record.way_event = room(events, 0)
    errors = room(events, 0)
    ownDelays = room(events, 0)
  }

  private func deallocate() {
    record.step_time.deallocate()
    record.step_source.deallocate()
    record.step_arrival.deallocate()
    record.step_events.deallocate()
    record.step_states?.deallocate()
    record.event_time.deallocate()
    record.event_current.deallocate()
    record.event_unit.deallocate()
    record.event_kind.deallocate()
    record.stretches.deallocate()
    record.way_time.deallocate()
    record.way_event.deallocate()
    errors.deallocate()
    ownDelays.deallocate()
  }

  /// Sets the errors of all events to nothing.
  func clearErrors() {
    errors.update(repeating: 0, count: record.event_count)
    ownDelays.update(repeating: 0, count: record.event_count)
  }

  // MARK: What happened

  var eventCount: Int { record.event_count }

  /// Whether an event is a spike.
  func isSpike(_ event: Int) -> Bool { record.event_kind[event] == UInt8(spike_fired) }
  func unit(_ event: Int) -> Int { Int(record.event_unit[event]) }
  func time(_ event: Int) -> Double { record.event_time[event] }

  var stepCount: Int { record.step_count }
  func end(ofStep step: Int) -> Double { record.step_time[step] }
  func eventCount(upToStep step: Int) -> Int { Int(record.step_events[step]) }

  /// Whose spike arrives where a step ends: an input, then the layer's own units; nil: nobody's.
  func source(ofStep step: Int) -> Int? {
    record.step_source[step] < 0 ? nil : Int(record.step_source[step])
  }

  /// Runs the layer; grows until there is room.
  func run(
    _ layer: UnsafePointer<spike_layer>, outcome: inout spike_outcome,
    scratch: UnsafeMutablePointer<Double>, culprit: inout Int32
  ) -> spike_status {
    makeRoom(units: layer.pointee.units)
    while true {
      let status = arrivals.times.withUnsafeBufferPointer { times in
        arrivals.sources.withUnsafeBufferPointer { sources in
          spike_forward(
            layer, times.count, times.baseAddress, sources.baseAddress, &record, &outcome, scratch,
            &culprit)
        }
      }
      guard status == spikes_without_room else { return status }
      grow()
    }
  }

  /// Notes where V of a readout is highest.
  func noteHighest(_ layer: UnsafePointer<spike_layer>, _ outcome: inout spike_outcome) {
    spike_note_highest(layer, &record, &outcome)
  }

  /// Takes errors back; those of events are given in ``errors``.
  func runBack(
    _ layer: UnsafePointer<spike_layer>, _ adjoint: spike_adjoint,
    constants: UnsafeMutablePointer<spike_constants>?, scratch: UnsafeMutablePointer<Double>
  ) {
    arrivalErrors.withUnsafeMutableBufferPointer { arrivalErrors in
      arrivalDelays.withUnsafeMutableBufferPointer { arrivalDelays in
        var adjoint = adjoint
        adjoint.event_errors = errors
        adjoint.arrival_errors = arrivalErrors.baseAddress
        constants?.pointee.arrival_delays = arrivalDelays.baseAddress
        constants?.pointee.own_delays = ownDelays
        spike_backward(layer, &record, &adjoint, constants, scratch)
      }
    }
  }
}
