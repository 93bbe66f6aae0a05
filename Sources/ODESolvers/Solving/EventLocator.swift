/// Finds the zeros of event functions on the dense output of steps.
struct EventLocator {
  private let events: [Event]
  /// Each event function at the start of the step to come.
  private var values: [Double] = []
  /// The terminal event that was met, if any.
  private(set) var terminal: Event.Occurrence?

  init(_ events: [Event]) {
    self.events = events
  }

  mutating func start(at time: Double, state: Span<Double>) {
    values.removeAll(keepingCapacity: true)
    for event in events { values.append(event.function(time, state)) }
  }

  /// Appends the occurrences within a step, in order of time, up to the first terminal one.
  mutating func locate(
    in step: ClosedRange<Double>, stepper: inout any Stepper, state: inout [Double],
    into occurrences: inout [Event.Occurrence]
  ) throws {
    var found: [(occurrence: Event.Occurrence, isTerminal: Bool)] = []
    try stepper.read(.chosen, at: step.upperBound, into: &state)
    let ends = events.map { $0.function(step.upperBound, state.span) }
    for (index, event) in events.enumerated() {
      guard event.direction.includes(from: values[index], to: ends[index]) else { continue }
      let time = try zero(
        of: event.function, in: step, values: (values[index], ends[index]), stepper: &stepper,
        state: &state)
      found.append((Event.Occurrence(name: event.name, time: time), event.isTerminal))
    }
    values = ends
    for (occurrence, isTerminal) in found.sorted(by: { $0.occurrence.time < $1.occurrence.time }) {
      occurrences.append(occurrence)
      if isTerminal {
        terminal = occurrence
        return
      }
    }
  }

  /// The zero between the ends of a step, by the Illinois variant of regula falsi.
  private func zero(
    of function: (Double, Span<Double>) -> Double, in step: ClosedRange<Double>,
    values: (Double, Double), stepper: inout any Stepper, state: inout [Double]
  ) throws -> Double {
    var (a, b) = (step.lowerBound, step.upperBound)
    var (valueA, valueB) = values
    if valueB == 0 { return b }
    var lastSide = 0
    for _ in 0..<200 where b - a > 4 * max(a.magnitude, b.magnitude).ulp {
      var time = (a * valueB - b * valueA) / (valueB - valueA)
      if !(time > a && time < b) { time = a + (b - a) / 2 }
      try stepper.read(.chosen, at: time, into: &state)
      let value = function(time, state.span)
      if value == 0 { return time }
      if (value < 0) == (valueB < 0) {
        (b, valueB) = (time, value)
        if lastSide == 1 { valueA /= 2 }
        lastSide = 1
      } else {
        (a, valueA) = (time, value)
        if lastSide == -1 { valueB /= 2 }
        lastSide = -1
      }
    }
    return b
  }
}

extension Event.Direction {
  /// Whether a change between two values counts. A zero counts once, at the end of the step.
  fileprivate func includes(from a: Double, to b: Double) -> Bool {
    let rises = a < 0 && b >= 0
    let falls = a > 0 && b <= 0
    return switch self {
    case .rising: rises
    case .falling: falls
    case .either: rises || falls
    }
  }
}
