extension ReadComponents {
  /// The components meant, or nil for all.
  ///
  /// - Parameter chosen: those that the stepper was made for.
  package func components(of chosen: [Int]?) -> [Int]? {
    switch self {
    case .chosen: chosen
    case .all: nil
    }
  }
}

/// Writes the chosen components, or all, into the front of `values`.
///
/// - Parameters:
///   - components: which, or nil for all.
///   - dimension: the number of all.
///   - values: at least as many as are chosen.
///   - value: component i.
@inline(__always)
package func select(
  _ components: [Int]?, of dimension: Int, into values: inout [Double], _ value: (Int) -> Double
) {
  var values = values.mutableSpan
  if let components {
    for (k, index) in components.enumerated() { values[k] = value(index) }
  } else {
    for index in 0..<dimension { values[index] = value(index) }
  }
}
