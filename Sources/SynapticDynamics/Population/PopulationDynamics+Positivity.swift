import ODESolvers

extension PopulationDynamics {
  /// The parts of the state that cannot be negative.
  package var positiveComponents: [Range<Int>] {
    let components = rule.components
    return components.indices.filter { components[$0].isPositive }.map {
      ($0 * synapseCount)..<(($0 + 1) * synapseCount)
    }
  }

  /// Finds what cannot be negative and is a sum of components, as m⁺ and m⁻ are, below 0 by more than the
  /// error that the tolerances allow.
  ///
  /// - Returns: what throws a `SolverFailure` then, or nil if the rule has no such quantity.
  package func positivityCheck(_ tolerances: Tolerances)
    -> (@Sendable (_ time: Double, _ state: Span<Double>) throws -> Void)?
  {
    let sums = rule.shownQuantities.filter { $0.isPositive && $0.terms.count > 1 }
    guard !sums.isEmpty else { return nil }
    let (n, first) = (synapseCount, firstSynapse)
    return { time, state in
      for quantity in sums {
        for i in 0..<n {
          let value = quantity.value(of: i, among: n, state: state)
          guard !(value >= 0) else { continue }
          var allowed = 0.0
          for term in quantity.terms {
            let place = term.component * n + i
            let absolute = tolerances.absolute[tolerances.absolute.count == 1 ? 0 : place]
            allowed +=
              term.factor.magnitude * (tolerances.relative * state[place].magnitude + absolute)
          }
          guard !(value >= -allowed) else { continue }
          throw SolverFailure(
            .negative(component: "synapse \(first + i), \(quantity.symbol)", value: value),
            time: time,
            advice: "The signal is too strong for the concentrations: raise m0 to half of the"
              + " largest |Kg|, or drop positivity.")
        }
      }
    }
  }
}
