import ODESolvers
import Studies

/// Follows a run: it is told what happens, remembers what it takes to go on in another process, and has in the end
/// what came of it.
///
/// ``RunFollowers`` has those of a run.
protocol RunFollower: AnyObject {
  /// All that it remembers along a run.
  associatedtype Memory: Codable
  /// What checkpoints call its memory.
  static var name: String { get }
  /// What it remembers now; setting it goes back to that.
  var memory: Memory { get set }
  /// What the followers of all ranks remember together, as one of a single rank would; whole at the first rank at least.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  func wholeMemory() throws -> Memory
  /// Whether a run like this can have come to remember this together: a checkpoint may have been made up.
  func isPossible(_ whole: Memory) -> Bool
  /// Goes back to this rank's part of what all remembered together.
  func restore(_ whole: Memory)

  /// Takes in the watched synapses at a time to record.
  func sample(at time: Double, state: Span<Double>) throws
  /// Takes in the whole state at the time of a survey.
  func survey(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void) throws
  /// Takes in the end of a step, or of several that the method took at once.
  func stepDidEnd(at time: Double)
  /// Whether it wants to see the whole state after so many steps.
  func wantsState(after steps: Int) -> Bool
  /// Takes in the whole state that it wanted to see.
  func look(at state: Span<Double>, time: Double, steps: Int)
  /// Takes in the end of a piece on which f is smooth, or of several that the method took at once.
  func pieceDidEnd(
    at time: Double, statistics: SolverStatistics,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void) throws
}

extension RunFollower {
  /// All ranks remember the same, or the first all there is.
  func wholeMemory() throws -> Memory { memory }
  func restore(_ whole: Memory) { memory = whole }
  func sample(at time: Double, state: Span<Double>) throws {}
  func survey(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) throws {}
  func stepDidEnd(at time: Double) {}
  func wantsState(after steps: Int) -> Bool { false }
  func look(at state: Span<Double>, time: Double, steps: Int) {}
  func pieceDidEnd(
    at time: Double, statistics: SolverStatistics,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) throws {}
}

/// Who follows a run. To add somebody, write a ``RunFollower``, name it here, and make it in ``StudyRun``.
struct RunFollowers {
  /// Writes the trace.
  let trace: TraceRecorder
  /// Of bioAdam.
  let invariants: InvariantFollower?
  /// Looks at how large the weights are.
  let weights: WeightFollower
  /// Keeps what the certificate needs, if one is wanted.
  let verification: Verification?
  /// Follows a network.
  let learning: LearningRecorder?
  /// Averages |g|, of bioAdam without a network.
  let equilibrium: EquilibriumFollower?
  /// Surveys the population, if it is more than what is recorded.
  let population: PopulationFollower?
  /// All, in the order in which they are told.
  let all: [any RunFollower]

  init(
    trace: TraceRecorder, invariants: InvariantFollower?, weights: WeightFollower,
    verification: Verification?, learning: LearningRecorder?,
    equilibrium: EquilibriumFollower?, population: PopulationFollower?
  ) {
    self.trace = trace
    self.invariants = invariants
    self.weights = weights
    self.verification = verification
    self.learning = learning
    self.equilibrium = equilibrium
    self.population = population
    let followers: [(any RunFollower)?] = [
      trace, invariants, weights, verification, learning, equilibrium, population,
    ]
    all = followers.compactMap(\.self)
  }
}
