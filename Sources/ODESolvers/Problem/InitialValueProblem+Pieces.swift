extension InitialValueProblem {
  /// The pieces between consecutive breakpoints, in order of time, however short they are.
  ///
  /// - Complexity: O(b log b) for b breakpoints.
  package var pieces: [ClosedRange<Double>] {
    var edges = [initialTime]
    // Filtered first: NaN among them would upset the sorting.
    for time in breakpoints.filter({ $0 > initialTime && $0 < finalTime }).sorted()
    where time > edges[edges.count - 1] {
      edges.append(time)
    }
    edges.append(finalTime)
    return zip(edges, edges.dropFirst()).map { $0...$1 }
  }
}
