/// Watches Bio-Adam's invariants along a run, and remembers the first synapse that breaks each.
///
/// Nothing is corrected: a broken invariant says that the signal leaves the model's domain (the
/// linear law makes a concentration negative once |m| > 2m₀), or that a step is too large.
public struct InvariantMonitor: Sendable {
  /// What can break.
  public enum Invariant: String, Sendable, CaseIterable {
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
  public struct Violation: Sendable, Equatable {
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

  private let branches: [BioAdam.Branch]
  private let synapseCount: Int
  /// How far a value may be off before it counts, relative to its scale: the solver's own error.
  private let slack: Double
  private let rhoBounds: [Double]
  private var differences: [Double]
  private let watchesDifferences: Bool

  /// Starts watching.
  ///
  /// - Parameters:
  ///   - rule: the rule.
  ///   - initialState: the state at the start.
  ///   - synapseCount: n.
  ///   - slack: the relative error to be expected of the solver.
  public init(_ rule: BioAdam, initialState: [Double], synapseCount n: Int, slack: Double) {
    branches = rule.branches
    synapseCount = n
    self.slack = slack
    rhoBounds = branches.flatMap { branch in
      (0..<n).map { i in
        let initial = initialState[(branch.firstSubstance + 2) * n + i]
        return max(initial, branch.kinetics.coConsumption.saturation)
      }
    }
    let forward = rule.components.count - 2
    differences = (0..<n).map {
      (initialState[forward * n + $0] - initialState[(forward + 1) * n + $0]).magnitude
    }
    // With signals of their own the partners need not approach each other.
    watchesDifferences = rule.forward.predisposition != nil && rule.backward == nil
  }

  /// Looks at a state.
  ///
  /// - Complexity: O(n), without allocation as long as nothing new breaks.
  public mutating func check(at time: Double, state: Span<Double>) {
    let n = synapseCount
    for (index, branch) in branches.enumerated() {
      let first = branch.firstSubstance * n
      let concentrationSlack = slack * branch.kinetics.restConcentration
      for i in 0..<n {
        let (plus, minus, rho) = (state[first + i], state[first + n + i], state[first + 2 * n + i])
        if plus < -concentrationSlack { report(.mPlusNotNegative, i, time, plus) }
        if minus < -concentrationSlack { report(.mMinusNotNegative, i, time, minus) }
        let bound = rhoBounds[index * n + i]
        if rho < -slack { report(.rhoPositive, i, time, rho) }
        if rho > bound * (1 + slack) { report(.rhoBounded, i, time, rho) }
      }
    }
    if watchesDifferences { checkDifferences(at: time, state: state) }
  }

  private mutating func checkDifferences(at time: Double, state: Span<Double>) {
    let n = synapseCount
    let forward = state.count - 2 * n
    for i in 0..<n {
      let (f, b) = (state[forward + i], state[forward + n + i])
      let difference = (f - b).magnitude
      let scale = max(f.magnitude, b.magnitude, differences[i])
      if difference > differences[i] + slack * scale {
        report(.differenceNotGrowing, i, time, difference)
      }
      differences[i] = min(differences[i], difference)
    }
  }

  private mutating func report(
    _ invariant: Invariant, _ synapse: Int, _ time: Double, _ value: Double
  ) {
    guard !violations.contains(where: { $0.invariant == invariant }) else { return }
    violations.append(
      Violation(invariant: invariant, synapse: synapse, time: time, value: value))
  }
}
