extension GradientSource {
  /// Writes g of signals that need not be neighbours; those that are are fetched together.
  ///
  /// - Parameters:
  ///   - time: a time of the piece.
  ///   - piece: which of those begun.
  ///   - signals: which signals, in the order wanted.
  ///   - gradient: receives one value for each.
  package func gradient(
    at time: Double, piece: Int, gathering signals: ArraySlice<Int>,
    into gradient: inout MutableSpan<Double>
  ) {
    var i = signals.startIndex
    while i < signals.endIndex {
      var end = i + 1
      while end < signals.endIndex, signals[end] == signals[end - 1] + 1 { end += 1 }
      let place = i - signals.startIndex
      var part = gradient._mutatingExtracting(place..<(place + end - i))
      self.gradient(
        at: time, piece: piece, signals: signals[i]..<(signals[end - 1] + 1), into: &part)
      i = end
    }
  }
}
