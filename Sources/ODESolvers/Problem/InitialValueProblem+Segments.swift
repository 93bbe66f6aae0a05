extension InitialValueProblem {
  /// The pieces between consecutive breakpoints, in order of time.
  ///
  /// Breakpoints closer to their predecessor (or to an end of the interval) than eight units in the
  /// last place are merged with it: no solver can step over such a distance.
  ///
  /// - Complexity: O(b log b) for b breakpoints.
  package var segments: [ClosedRange<Double>] {
    var edges = [initialTime]
    // Filtered first: NaN among them would upset the sorting.
    for time in breakpoints.filter({ $0 > initialTime && $0 < finalTime }).sorted() {
      if time - edges[edges.count - 1] > Self.mergeDistance(at: time) { edges.append(time) }
    }
    while edges.count > 1, finalTime - edges[edges.count - 1] <= Self.mergeDistance(at: finalTime) {
      edges.removeLast()
    }
    edges.append(finalTime)
    return zip(edges, edges.dropFirst()).map { $0...$1 }
  }

  private static func mergeDistance(at time: Double) -> Double {
    8 * time.magnitude.ulp
  }
}
