/// How far the weights of a layer lie from their mean, and how heavy their tails are.
package struct WeightMoments: Codable, Sendable, Equatable {
  /// √(Σ (w − ⟨w⟩)²/n).
  package let deviation: Double
  /// n Σ (w − ⟨w⟩)⁴/(Σ (w − ⟨w⟩)²)²: 3 of normal weights, 1.8 of uniform ones, more with heavier tails; nil if all
  /// weights are the same.
  package let kurtosis: Double?

  /// Takes the moments in three passes: the largest distance from the mean is taken out, so that no power of what is left is
  /// too large for a number.
  ///
  /// - Returns: nil if there is no weight, or one or a distance is not finite.
  package init?(_ weights: Span<Double>) {
    guard !weights.isEmpty else { return nil }
    let count = Double(weights.count)
    // From the first weight on, so that equal weights have no distance.
    let first = weights[0]
    var shift = 0.0
    for i in weights.indices { shift += (weights[i] - first) / count }
    let mean = first + shift
    var largest = 0.0
    for i in weights.indices { largest = max(largest, (weights[i] - mean).magnitude) }
    guard shift.isFinite, mean.isFinite, largest.isFinite else { return nil }
    guard largest > 0 else {
      (deviation, kurtosis) = (0, nil)
      return
    }
    var (squares, fourths) = (0.0, 0.0)
    for i in weights.indices {
      let square = (weights[i] - mean) / largest * ((weights[i] - mean) / largest)
      squares += square
      fourths += square * square
    }
    deviation = (squares / count).squareRoot() * largest
    kurtosis = count * fourths / (squares * squares)
  }
}
