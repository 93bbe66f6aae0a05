import Parallel

/// The largest steps that fixed-step methods may take on Bio-Adam's substances.
///
/// Both substances relax linearly, at the rates 1/τ_m and b = (|Kg|+ε)/τ_ρ, so the limits follow
/// from the largest |g| of the run: forward Euler is stable below 2/rate and monotone (no overshoot
/// of alternating sign) up to 1/rate; RK4 is stable below 2.7853/rate, where |1 − z + z²/2 − z³/6 +
/// z⁴/24| = 1. The weights' own rate, up to η ρ |m|/4T, is not part of the limits.
public struct StepSizeLimits: Sendable, Equatable {
  /// What limits the step.
  public enum Limit: Sendable, Equatable, CustomStringConvertible {
    /// m of all synapses: τ_m.
    case momentum
    /// ρ of one synapse, the one with the largest gradient.
    case rho(synapse: Int)

    /// For example `ρ of synapse 17`.
    public var description: String {
      switch self {
      case .momentum: "m of every synapse"
      case .rho(let synapse): "ρ of synapse \(synapse)"
      }
    }
  }

  /// 1/rate: forward Euler is monotone up to this step.
  public let eulerMonotone: Double
  /// 2/rate: forward Euler is stable below this step.
  public let eulerStable: Double
  /// 2.7853/rate: RK4 is stable below this step.
  public let rungeKutta4Stable: Double
  /// What limits the step.
  public let limit: Limit

  /// The limits for a population whose gradients stay within bounds.
  ///
  /// - Parameters:
  ///   - kinetics: the constants of all synapses.
  ///   - gradientBounds: the largest |g| of each synapse, before the gain.
  public init(_ kinetics: BioAdam.Kinetics, gradientBounds: [Double]) {
    var largest = (synapse: 0, value: 0.0)
    for (synapse, bound) in gradientBounds.enumerated() where bound > largest.value {
      largest = (synapse, bound)
    }
    let rhoRate = kinetics.coConsumption.rate(gradient: kinetics.gradientGain * largest.value)
    let momentumRate = 1 / kinetics.tauM
    self.init(
      eulerMonotone: 1 / max(rhoRate, momentumRate),
      limit: rhoRate > momentumRate ? .rho(synapse: largest.synapse) : .momentum)
  }

  /// The limits for a rule whose signals stay within bounds: those of the stiffer partner.
  ///
  /// - Parameters:
  ///   - rule: the rule.
  ///   - signalBounds: the largest |g| of each signal, those of backward partners after the others.
  public init(_ rule: BioAdam, signalBounds: [Double]) {
    let n = signalBounds.count / rule.signalsPerSynapse
    let limits = rule.branches.map { branch in
      StepSizeLimits(
        branch.kinetics,
        gradientBounds: Array(signalBounds[(branch.signal * n)..<((branch.signal + 1) * n)]))
    }
    self = limits.min { $0.eulerStable < $1.eulerStable }!
  }

  /// The smallest of all ranks' limits, with the synapse's number in the whole population.
  package func smallest(among ranks: Ranks, firstSynapse: Int) -> StepSizeLimits {
    guard ranks.count > 1 else { return self }
    let shortest = -ranks.maximum(-eulerMonotone)
    var synapse = -Double.infinity
    if eulerMonotone == shortest, case .rho(let own) = limit {
      synapse = -Double(firstSynapse + own)
    }
    synapse = -ranks.maximum(synapse)
    return StepSizeLimits(
      eulerMonotone: shortest, limit: synapse.isFinite ? .rho(synapse: Int(synapse)) : .momentum)
  }

  private init(eulerMonotone: Double, limit: Limit) {
    self.limit = limit
    self.eulerMonotone = eulerMonotone
    eulerStable = 2 * eulerMonotone
    rungeKutta4Stable = Self.rungeKutta4RealAxis * eulerMonotone
  }

  /// The real root z > 0 of 1 − z/2 + z²/6 − z³/24 = 0.
  public static let rungeKutta4RealAxis = 2.785293563405282
}
