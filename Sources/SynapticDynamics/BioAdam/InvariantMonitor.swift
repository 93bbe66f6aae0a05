import ODESolvers

/// Watches Bio-Adam's invariants along a run, and remembers the first synapse that breaks each.
///
/// Nothing is corrected: a broken invariant says that the signal leaves the model's domain (the
/// linear law makes a concentration negative once |m| > 2m₀), or that a step is too large.
public struct InvariantMonitor: Sendable {
  /// What can break.
  public enum Invariant: String, Sendable, CaseIterable, Codable {
    /// m⁺ ≥ 0.
    case mPlusNotNegative = "m⁺ ≥ 0"
    /// m⁻ ≥ 0.
    case mMinusNotNegative = "m⁻ ≥ 0"
    /// ρ > 0; told once ρ is negative by more than the solver's own error.
    case rhoPositive = "ρ > 0"
    /// ρ ≤ max(ρ(0), 1/ε).
    case rhoBounded = "ρ ≤ max(ρ(0), 1/ε)"
    /// |w_f − w_b| does not grow, with predisposition.
    case differenceNotGrowing = "|w_f − w_b| does not grow"
  }

  /// A broken invariant.
  public struct Violation: Sendable, Equatable, Codable {
    /// Which.
    public let invariant: Invariant
    /// The first synapse that broke it.
    public let synapse: Int
    /// When that was seen.
    public let time: Double
    /// The offending value.
    public let value: Double
  }

  /// What broke so far, in order of time.
  public private(set) var violations: [Violation] = []
  /// What tells how far the study is from keeping them.
  package private(set) var extremes = Extremes()

  /// The farthest that was seen.
  package struct Extremes: Codable, Sendable, Equatable {
    /// The lowest concentration m⁺ or m⁻ below 0.
    package var lowestConcentration = 0.0
    /// The largest K|g|, of methods that look at all synapses themselves.
    package var largestSignal = 0.0
    /// Euler's step times the largest rate of ρ, when ρ was first seen below 0: above 1.
    package var stepRate = 0.0
  }

  private let branches: [BioAdam.Branch]
  private let synapseCount: Int
  /// The synapses that are looked at for what needs memory.
  private let watched: [Int]
  /// How far a value may be off before it counts, relative to its scale: the solver's own error.
  private let slack: Double
  /// For each branch the bound on ρ of every watched synapse, and the largest of all synapses.
  private let rhoBounds: [[Double]]
  private var largestRhoBounds: [Double]
  /// The smallest |w_f − w_b| so far of every watched synapse.
  private var differences: [Double]
  private let watchesDifferences: Bool

  /// Starts watching.
  ///
  /// - Parameters:
  ///   - rule: the rule.
  ///   - initialState: the state at the start.
  ///   - n: how many synapses there are.
  ///   - watched: the synapses whose own bounds and differences are remembered, or nil for all.
  ///   - slack: the relative error to be expected of the solver.
  ///   - weightsFollow: whether both weights follow the rule and nothing else; otherwise differences may grow.
  public init(
    _ rule: BioAdam, initialState: StateVector, synapseCount n: Int,
    watching watched: [Int]? = nil, slack: Double, weightsFollow: Bool = true
  ) {
    let watched = watched ?? Array(0..<n)
    self.watched = watched
    branches = rule.branches
    synapseCount = n
    self.slack = slack
    rhoBounds = branches.map { branch in
      watched.map { i in
        max(
          initialState[(branch.firstSubstance + 2) * n + i],
          branch.kinetics.coConsumption.saturation)
      }
    }
    largestRhoBounds = branches.map { branch in
      let first = (branch.firstSubstance + 2) * n
      return (first..<(first + n)).reduce(branch.kinetics.coConsumption.saturation) {
        max($0, initialState[$1])
      }
    }
    let forward = rule.components.count - 2
    differences = watched.map {
      (initialState[forward * n + $0] - initialState[(forward + 1) * n + $0]).magnitude
    }
    // With signals of their own the partners need not approach each other.
    watchesDifferences =
      rule.forward.predisposition != nil && rule.backward == nil && weightsFollow
  }

  /// Starts watching from a state in 64 bits.
  public init(
    _ rule: BioAdam, initialState: [Double], synapseCount n: Int, watching watched: [Int]? = nil,
    slack: Double, weightsFollow: Bool = true
  ) {
    self.init(
      rule, initialState: .double(initialState), synapseCount: n, watching: watched, slack: slack,
      weightsFollow: weightsFollow)
  }

  /// What was seen so far; the rest follows from the initial state.
  package var memory: Memory {
    get { Memory(violations: violations, differences: differences, extremes: extremes) }
    set {
      (violations, differences) = (newValue.violations, newValue.differences)
      extremes = newValue.extremes
    }
  }

  /// What a monitor in the middle of a run remembers.
  package struct Memory: Codable, Sendable {
    /// What broke.
    var violations: [Violation]
    /// The smallest |w_f − w_b| of every watched synapse.
    var differences: [Double]
    /// How far concentrations and signals went.
    var extremes: Extremes

    /// How many synapses were watched.
    package var watchedCount: Int { differences.count }
  }

  /// Takes the largest bounds of all parts of a population for the whole one's.
  ///
  /// - Parameter largest: says the largest of all parts' values.
  package mutating func share(_ largest: (Double) -> Double) {
    largestRhoBounds = largestRhoBounds.map(largest)
  }

  /// Looks at the watched synapses' part of a state.
  ///
  /// - Complexity: O(watched), without allocation as long as nothing new breaks.
  public mutating func check(at time: Double, watched state: Span<Double>) {
    let n = watched.count
    for (index, branch) in branches.enumerated() {
      for k in 0..<n {
        check(branch, at: time, state: state, stride: n, place: k, synapse: watched[k])
        let rho = state[(branch.firstSubstance + 2) * n + k]
        if rho > rhoBounds[index][k] * (1 + slack) { report(.rhoBounded, watched[k], time, rho) }
      }
    }
    if watchesDifferences {
      for k in 0..<n { checkDifference(k, at: time, state: state, stride: n, place: k) }
    }
  }

  /// Looks at the whole population: at all synapses for what needs no memory, at the watched ones for the rest.
  ///
  /// - Complexity: O(n), without allocation as long as nothing new breaks.
  public mutating func check(at time: Double, population state: Span<Double>) {
    let n = synapseCount
    for (index, branch) in branches.enumerated() {
      let bound = largestRhoBounds[index] * (1 + slack)
      for i in 0..<n {
        check(branch, at: time, state: state, stride: n, place: i, synapse: i)
        let rho = state[(branch.firstSubstance + 2) * n + i]
        if rho > bound { report(.rhoBounded, i, time, rho) }
      }
      for (k, i) in watched.enumerated() {
        let rho = state[(branch.firstSubstance + 2) * n + i]
        if rho > rhoBounds[index][k] * (1 + slack) { report(.rhoBounded, i, time, rho) }
      }
    }
    if watchesDifferences {
      for (k, i) in watched.enumerated() {
        checkDifference(k, at: time, state: state, stride: n, place: i)
      }
    }
  }

  /// What methods look for that take many windows or steps at once.
  package var watch: InvariantWatch {
    InvariantWatch(branches, slack: slack, rhoBounds: largestRhoBounds.map { $0 * (1 + slack) }) {
      invariant in !violations.contains { $0.invariant == invariant }
    }
  }

  /// Takes in what they saw.
  ///
  /// - Parameters:
  ///   - sightings: one for each invariant.
  ///   - failing: the step that failed, if one did: what comes after it is no part of the run.
  ///   - time: when a step ended, by its number.
  package mutating func report(
    _ sightings: [InvariantWatch.Sighting], before failing: Int?, time: (_ step: Int) -> Double
  ) {
    for sighting in sightings {
      extremes.largestSignal = max(extremes.largestSignal, sighting.largestSignal)
    }
    for (invariant, sighting) in zip(Invariant.allCases, sightings)
    where sighting.step < failing ?? .max {
      if invariant == .rhoPositive, !violations.contains(where: { $0.invariant == invariant }) {
        extremes.stepRate = sighting.stepRate
      }
      report(invariant, sighting.synapse, time(sighting.step), sighting.value)
    }
  }

  @inline(__always)
  private mutating func check(
    _ branch: BioAdam.Branch, at time: Double, state: Span<Double>, stride: Int, place: Int,
    synapse: Int
  ) {
    let first = branch.firstSubstance * stride + place
    let (m, sum, rho) = (state[first], state[first + stride], state[first + 2 * stride])
    let (plus, minus) = (0.5 * (sum - m), 0.5 * (sum + m))
    let concentrationSlack = slack * branch.kinetics.restConcentration
    if plus < -concentrationSlack { report(.mPlusNotNegative, synapse, time, plus) }
    if minus < -concentrationSlack { report(.mMinusNotNegative, synapse, time, minus) }
    extremes.lowestConcentration = min(extremes.lowestConcentration, plus, minus)
    if rho < -slack { report(.rhoPositive, synapse, time, rho) }
  }

  @inline(__always)
  private mutating func checkDifference(
    _ k: Int, at time: Double, state: Span<Double>, stride: Int, place: Int
  ) {
    let forward = state.count - 2 * stride + place
    let (f, b) = (state[forward], state[forward + stride])
    let difference = (f - b).magnitude
    let scale = max(f.magnitude, b.magnitude, differences[k])
    if difference > differences[k] + slack * scale {
      report(.differenceNotGrowing, watched[k], time, difference)
    }
    differences[k] = min(differences[k], difference)
  }

  private mutating func report(
    _ invariant: Invariant, _ synapse: Int, _ time: Double, _ value: Double
  ) {
    guard !violations.contains(where: { $0.invariant == invariant }) else { return }
    violations.append(
      Violation(invariant: invariant, synapse: synapse, time: time, value: value))
  }
}
