import DataFiles
import RuleEquations
import SynapticDynamics

/// Where a pair rests under signals that stay as they are, by a rule that is written as equations.
package struct Equilibria: Sendable {
  /// From how many points they are looked for.
  package static var startCount: Int { RestSearch.startCount }

  /// What is at rest.
  package enum Scope: Sendable {
    /// Substances and weights.
    case pair
    /// Substances only: no rest of the weights was found.
    case substances
  }

  /// The rate of a weight where the substances rest.
  package struct Drift: Sendable, Equatable {
    package var name: String
    package var rate: Double
    /// Whether it would be another one elsewhere than at w = 0.
    package var hangsOnWeight: Bool
  }

  package var scope = Scope.pair
  /// What was found, stable ones first.
  package var points: [RestPoint] = []
  /// Of each point how fast the weights go, if they do not rest.
  package var drifts: [[Drift]] = []
  /// Why the whole pair does not rest, if it does not.
  package var reasons: [String] = []
  /// Whether w stands for either of the weights, which live alike and by themselves.
  package var hasOneWeight = false
}

extension WrittenRule {
  /// Looks for the rests of one pair.
  ///
  /// - Parameters:
  ///   - rule: the rule of this one synapse.
  ///   - signals: its signals: g, and g_b if the rule has one.
  ///   - initial: the pair's state to begin with.
  package func equilibria(of rule: EquationRule, signals: [Double], initial: [Double]) -> Equilibria
  {
    let dependence = dependence
    var found = Equilibria()
    found.hasOneWeight = dependence.isMirrored
    var names = text.components.map(\.name)
    let count = names.count
    if dependence.isMirrored { names[names.count - 2] = "w" }
    guard dependence.movesWithTime.isEmpty else {
      let moving = dependence.movesWithTime.filter { $0 < count - 1 || !dependence.isMirrored }
      let rates = moving.map { "d\(names[$0])/dt" }
      found.reasons = [
        "\(rates.listed) hang\(rates.count == 1 ? "s" : "") on t, so that nothing stays"
      ]
      return found
    }
    let sizes = constantSizes + signals.filter { $0 != 0 }.map(\.magnitude)
    func search(_ components: [Int], _ base: [Double]) -> RestSearch {
      let (unknowns, free) = components.reduce(into: ([Int](), [Int]())) { parts, one in
        let isNeeded = components.contains { dependence.hangsOn[$0][one] }
        if isNeeded { parts.0.append(one) } else { parts.1.append(one) }
      }
      return RestSearch(
        system: RestSystem(
          rule: rule, signals: signals, base: base, unknowns: unknowns,
          levelsOff: dependence.levelsOff, free: free), sizes: sizes)
    }
    let pair = search(Array(0..<(dependence.isMirrored ? count - 1 : count)), initial)
    var outcome = RestOutcome(pair, initial: initial, names: names)
    found.points = outcome.points
    guard found.points.isEmpty else { return found }
    found.reasons = outcome.reasons
    let weights = (count - 2)..<(dependence.isMirrored ? count - 1 : count)
    let substances = Array(0..<(count - 2))
    let hanging = substances.filter { row in
      dependence.hangsOn[row][count - 2] || dependence.hangsOn[row][count - 1]
    }
    guard !substances.isEmpty else { return found }
    guard hanging.isEmpty else {
      found.reasons.append(
        "the substances have no rest of their own, since \(hanging.map { names[$0] }.listed) hang\(hanging.count == 1 ? "s" : "") on the weights"
      )
      return found
    }
    var still = initial
    still[count - 2] = 0
    still[count - 1] = 0
    let alone = search(substances, still)
    outcome = RestOutcome(alone, initial: still, names: names)
    guard !outcome.points.isEmpty else {
      found.reasons += outcome.reasons.filter { !found.reasons.contains($0) }
      return found
    }
    found.scope = .substances
    found.points = outcome.points
    found.drifts = outcome.rests.map { rest in
      let rates = alone.system.allRates(rest.x)
      return weights.map { weight in
        Equilibria.Drift(
          name: names[weight], rate: rates[weight],
          hangsOnWeight: dependence.hangsOn[weight][(count - 2)...].contains(true))
      }
    }
    return found
  }

  private var constantSizes: [Double] {
    text.constants.compactMap {
      guard case .constant(let value) = $0.values, value != 0 else { return nil }
      return value.magnitude
    }
  }
}
