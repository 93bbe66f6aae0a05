/// Where one number for each synapse comes from.
public enum ValueSource: Equatable, Sendable {
  /// The same for all.
  case constant(Double)
  /// One for each.
  case list([Double])
  /// Uniform on (low, high).
  case uniform(low: Double, high: Double)
  /// Normal.
  case normal(mean: Double, deviation: Double)
}

extension ValueSource {
  /// The number of synapses that this implies.
  public var impliedCount: Int? {
    if case .list(let values) = self { values.count } else { nil }
  }

  /// How large its values are: √⟨value²⟩.
  public var typicalSize: Double {
    switch self {
    case .constant(let value): abs(value)
    case .list(let values):
      (values.reduce(0) { $0 + $1 * $1 } / Double(max(values.count, 1))).squareRoot()
    case .uniform(let low, let high): ((low * low + low * high + high * high) / 3).squareRoot()
    case .normal(let mean, let deviation): (mean * mean + deviation * deviation).squareRoot()
    }
  }

  /// The values of some synapses; random ones are those of an index of the field.
  public func values(of synapses: Range<Int>, field: RandomField, index: Int = 0) -> [Double] {
    switch self {
    case .constant(let value): Array(repeating: value, count: synapses.count)
    default: synapses.map { value(of: $0, field: field, index: index) }
    }
  }

  /// The values of some synapses, or the one that is the same for all.
  public func valuesOrOne(of synapses: Range<Int>, field: RandomField) -> [Double] {
    if case .constant(let value) = self { [value] } else { values(of: synapses, field: field) }
  }

  /// The value of one synapse.
  public func value(of synapse: Int, field: RandomField, index: Int = 0) -> Double {
    switch self {
    case .constant(let value): value
    case .list(let values): values[synapse]
    case .uniform(let low, let high):
      low + (high - low) * field.uniform(synapse: synapse, index: index)
    case .normal(let mean, let deviation):
      mean + deviation * field.normal(synapse: synapse, index: index)
    }
  }
}
