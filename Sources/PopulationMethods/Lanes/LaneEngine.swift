import SynapticDynamics

/// What a method that steps each synapse by itself does to lanes, once for each thread.
protocol LaneEngine: AnyObject {
  /// Carries lanes to a time, or to within their steps, or by so many steps.
  func run(_ task: LaneTask)

  /// What was done since it was made, over all lanes.
  var work: LaneWork { get }
  /// Where a lane could not go on, since failures were forgotten last: with one none goes on.
  var failure: LaneFailure? { get }
  func forgetFailure()

  /// What all synapses do alike whatever their steps are, over some time.
  func relax(_ state: inout PopulationState, over duration: Double)
}

/// What was done, over all lanes.
struct LaneWork {
  /// Steps that count.
  var steps = 0
  /// Steps that were too long for the tolerances.
  var rejected = 0
  /// Steps computed: all these, and those that led over a change of sign.
  var evaluations = 0
  /// How often a lane rested on its way.
  var rests = 0

  static func + (a: Self, b: Self) -> Self {
    Self(
      steps: a.steps + b.steps, rejected: a.rejected + b.rejected,
      evaluations: a.evaluations + b.evaluations, rests: a.rests + b.rests)
  }

  static func - (a: Self, b: Self) -> Self {
    Self(
      steps: a.steps - b.steps, rejected: a.rejected - b.rejected,
      evaluations: a.evaluations - b.evaluations, rests: a.rests - b.rests)
  }

  var counts: [Int] { [steps, rejected, evaluations] }

  init(steps: Int = 0, rejected: Int = 0, evaluations: Int = 0, rests: Int = 0) {
    self.steps = steps
    self.rejected = rejected
    self.evaluations = evaluations
    self.rests = rests
  }

  init(counts: [Int]) {
    self.init(steps: counts[0], rejected: counts[1], evaluations: counts[2])
  }
}

/// A lane that no step is short enough for.
struct LaneFailure {
  /// Its place among the synapses that were stepped.
  let synapse: Int
  let time: Double
  let size: Double
}
