import ODESolvers

/// Looks now and then at how large the weights are, and remembers the first step that was far too large.
///
/// The measure is the largest weight of the population: in single weights of nearly 0 every step is large. It
/// grows by no more than the largest change of a weight; so if between two looks it has grown by more than a hundred
/// times what it was for each step, there was a step that moved a weight by as much. A step before which the
/// population was small hides nothing: what a leap leaves behind is there at the next look. The first step is looked
/// at by itself, since there v = 0.
package struct WeightWatch {
  /// A step may move a weight by so many times the largest.
  package static let factor = 100.0
  /// Weights of a network that have grown by so many times have run away.
  package static let growthFactor = 1000.0
  /// So many steps lie between two looks, so that looking costs little.
  private static let stepsBetweenLooks = 64

  /// What was seen first.
  package struct Leap: Codable, Sendable {
    /// When it had happened.
    package var time: Double
    /// The largest weight before and after.
    package var before, after: Double

    package init(time: Double, before: Double, after: Double) {
      (self.time, self.before, self.after) = (time, before, after)
    }
  }

  /// All that is remembered.
  package struct Memory: Codable, Sendable {
    /// max |w| at the last look, and the steps that it came after.
    package var largest: Double
    package var steps = 0
    /// The first leap.
    package internal(set) var leap: Leap?

    package init(largest: Double, steps: Int = 0, leap: Leap? = nil) {
      (self.largest, self.steps, self.leap) = (largest, steps, leap)
    }
  }

  /// How large weights are taken to be at least: max |w| at the start.
  package let initialScale: Double
  private let synapseCount: Int
  /// Whether steps are looked at; a state of 32 bits would be converted each time, and is looked at in the end.
  private let looksAtSteps: Bool
  package var memory: Memory

  /// - Parameters:
  ///   - state: the state at the start; its last two components are the weights.
  ///   - synapseCount: n.
  ///   - scale: how large weights are taken to be at least, whatever they are at the start.
  ///   - shared: the largest of all parts of the population.
  package init(
    _ state: StateVector, synapseCount: Int, atLeast scale: Double = 0,
    shared: (Double) -> Double = { $0 }
  ) {
    self.synapseCount = synapseCount
    looksAtSteps = if case .double = state { true } else { false }
    let largest = shared(Self.largestWeight(state, synapseCount))
    initialScale = max(largest, scale)
    memory = Memory(largest: largest)
  }

  /// Whether a run can have come to remember this.
  package func isPossible(_ memory: Memory) -> Bool {
    (0...(1 << 53)).contains(memory.steps) && memory.largest >= 0
  }

  /// Whether enough has happened for another look.
  package func isDue(after steps: Int) -> Bool {
    looksAtSteps && (memory.steps == 0 || steps - memory.steps >= Self.stepsBetweenLooks)
  }

  /// Looks at a state.
  ///
  /// - Parameters:
  ///   - state: the state.
  ///   - time: when it is.
  ///   - steps: how many there were.
  ///   - shared: the largest of all parts of the population, if they look together.
  /// - Complexity: O(n), without allocation.
  package mutating func look(
    at state: Span<Double>, time: Double, steps: Int, shared: (Double) -> Double = { $0 }
  ) {
    look(
      shared(Self.largestWeight(state, synapseCount)), at: time,
      after: Int(shared(Double(steps))))
  }

  /// Looks at the state at the end, if steps were not looked at.
  package mutating func end(
    _ state: StateVector, at time: Double, after steps: Int, shared: (Double) -> Double
  ) {
    guard !looksAtSteps else { return }
    look(
      shared(Self.largestWeight(state, synapseCount)), at: time,
      after: Int(shared(Double(steps))))
  }

  private mutating func look(_ largest: Double, at time: Double, after steps: Int) {
    let scale = max(memory.largest, initialScale)
    let count = Double(max(1, steps - memory.steps))
    if memory.leap == nil, scale > 0, largest - memory.largest > Self.factor * scale * count {
      memory.leap = Leap(time: time, before: scale, after: largest)
    }
    (memory.largest, memory.steps) = (largest, steps)
  }

  /// max |w| of both weights of all pairs.
  package static func largestWeight(_ state: StateVector, _ n: Int) -> Double {
    switch state {
    case .double(let values): largestWeight(values.span, n)
    case .single(let values): values.suffix(2 * n).reduce(0) { max($0, Double($1.magnitude)) }
    }
  }

  private static func largestWeight(_ state: Span<Double>, _ n: Int) -> Double {
    var largest = 0.0
    for i in (state.count - 2 * n)..<state.count { largest = max(largest, state[i].magnitude) }
    return largest
  }
}
