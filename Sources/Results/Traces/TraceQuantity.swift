/// What is told of a row of a trace: a column, or what follows from some.
package enum TraceQuantity: Hashable, Sendable {
  case column(String)
  /// m = m⁻ − m⁺, of an older trace that has the two alone.
  case momentum
  /// |w_f − w_b|.
  case difference
  /// K g, the gradient as the equations see it.
  case gradient(gain: Double)
  /// ρ* of the present g.
  case equilibrium(EquilibriumLaw)
  /// Of each recorded synapse a number that stays.
  case level([Double])
}

/// ρ* = production/(consumption·K|g| + decay).
package struct EquilibriumLaw: Hashable, Sendable {
  package let production, consumption, gain, decay: Double

  /// ρ* of a magnitude of g.
  package func equilibrium(_ magnitude: Double) -> Double {
    production / (consumption * gain * magnitude + decay)
  }
}

extension TraceQuantity {
  /// How it follows from a row of columns; nil if these have not what it takes. A level is the same in every row.
  package func reader(of columns: [String]) -> ((_ row: [Double]) -> Double)? {
    func place(_ name: String) -> Int? { columns.firstIndex(of: name) }
    switch self {
    case .column(let name): return place(name).map { place in { $0[place] } }
    case .momentum: return Self.reader(place("m_minus"), place("m_plus")) { $0 - $1 }
    case .difference: return Self.reader(place("w_f"), place("w_b")) { ($0 - $1).magnitude }
    case .gradient(let gain): return place("g").map { place in { gain * $0[place] } }
    case .equilibrium(let law):
      return place("g").map { place in { law.equilibrium($0[place].magnitude) } }
    case .level: return nil
    }
  }

  private static func reader(
    _ one: Int?, _ other: Int?, _ body: @escaping (Double, Double) -> Double
  ) -> (([Double]) -> Double)? {
    guard let one, let other else { return nil }
    return { body($0[one], $0[other]) }
  }
}
