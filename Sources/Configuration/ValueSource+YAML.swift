import RandomNumbers

extension YAMLWriter {
  /// Writes where the numbers of synapses come from.
  package mutating func write(_ key: String, _ source: ValueSource) { write(key, source.yaml) }
}

extension ValueSource {
  /// As ``Section/values(_:default:_:)`` reads it.
  package var yaml: String {
    switch self {
    case .constant(let value): value.yaml
    case .list(let values): "[\(values.map(\.yaml).joined(separator: ", "))]"
    case .uniform(let low, let high): "{uniform: [\(low.yaml), \(high.yaml)]}"
    case .normal(let mean, let deviation): "{normal: [\(mean.yaml), \(deviation.yaml)]}"
    }
  }
}
