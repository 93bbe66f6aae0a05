import ODESolvers
import SynapticDynamics

/// The recorded part of a solution, against which others are measured.
struct ReferenceSolution {
  /// For each time the recorded synapses' components.
  private(set) var samples: [[Double]] = []
  /// The largest magnitude of each of them over time, or 1 where it is always 0.
  private(set) var scales: [Double] = []

  mutating func append(_ values: [Double]) {
    if scales.isEmpty { scales = Array(repeating: 0, count: values.count) }
    for i in values.indices { scales[i] = max(scales[i], values[i].magnitude) }
    samples.append(values)
  }

  mutating func finish() {
    for i in scales.indices where scales[i] == 0 { scales[i] = 1 }
  }
}

/// Records a reference.
struct ReferenceRecorder: SolutionObserver {
  /// The recorded synapses' components.
  let components: [Int]?
  let isInterrupted: () -> Bool
  var reference = ReferenceSolution()

  mutating func sample(at time: Double, state: Span<Double>) {
    reference.append(state.indices.map { state[$0] })
  }

  mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) throws {
    if isInterrupted() { throw Interrupted() }
  }
}

/// Measures a solution against a reference while it is computed.
///
/// The error of a component of a synapse is taken relative to the largest magnitude that it has in
/// the reference: no synapse and no quantity hides behind a larger one.
struct ErrorMeter: SolutionObserver {
  /// The recorded synapses' components.
  let components: [Int]?
  let reference: ReferenceSolution
  let deadline: ContinuousClock.Instant
  let isInterrupted: () -> Bool
  private var row = 0
  private var count = 0
  private var sumOfSquares = 0.0
  /// The largest error of any component of any recorded synapse at any recorded time.
  private(set) var maximum = 0.0

  init(
    components: [Int]?, reference: ReferenceSolution, deadline: ContinuousClock.Instant,
    isInterrupted: @escaping () -> Bool
  ) {
    self.components = components
    self.reference = reference
    self.deadline = deadline
    self.isInterrupted = isInterrupted
  }

  /// The root mean square of all errors.
  var rootMeanSquare: Double { (sumOfSquares / Double(max(count, 1))).squareRoot() }

  mutating func sample(at time: Double, state: Span<Double>) {
    for i in state.indices {
      let error = (state[i] - reference.samples[row][i]).magnitude / reference.scales[i]
      maximum = max(maximum, error)
      sumOfSquares += error * error
    }
    count += state.count
    row += 1
  }

  mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) throws {
    if isInterrupted() { throw Interrupted() }
    guard statistics.steps % 64 == 0, ContinuousClock.now > deadline else { return }
    throw TimeLimitReached(time: time)
  }
}

/// A trial took longer than it may.
struct TimeLimitReached: Error {
  let time: Double
}
