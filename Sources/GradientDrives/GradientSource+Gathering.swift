/// So many neighbours are fetched as such; fewer go with others, each by its number.
private let fewNeighbours = 16
/// So many signals at most are fetched by their numbers at once.
private let mostScattered = 64

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
    func endOfNeighbours(_ first: Int) -> Int {
      var end = first + 1
      while end < signals.endIndex, signals[end] == signals[end - 1] + 1 { end += 1 }
      return end
    }
    let times = InlineArray<64, Double>(repeating: time)
    var i = signals.startIndex
    while i < signals.endIndex {
      var end = endOfNeighbours(i)
      let place = i - signals.startIndex
      if end - i >= fewNeighbours {
        var part = gradient._mutatingExtracting(place..<(place + end - i))
        self.gradient(
          at: time, piece: piece, signals: signals[i]..<(signals[end - 1] + 1), into: &part)
      } else {
        while end < signals.endIndex, end - i < mostScattered {
          let next = endOfNeighbours(end)
          if next - end >= fewNeighbours { break }
          end = min(next, i + mostScattered)
        }
        var part = gradient._mutatingExtracting(place..<(place + end - i))
        self.gradient(
          atEach: times.span.extracting(first: end - i), piece: piece,
          signals: signals[i..<end].span, into: &part)
      }
      i = end
    }
  }
}
