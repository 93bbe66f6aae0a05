extension Double {
  /// Whether two times are the same but for rounding.
  ///
  /// 3 × 0.7 is 2.0999999999999996, and 2.1 is another number. The product of a number and a step is within
  /// one unit in the last place of the decimal that both stand for, the sum of two such times within two. (The
  /// smaller one's units: so no time between two that are the same is another.)
  /// Everything that asks whether a time *is* an edge asks here.
  package func isSameTime(as other: Double) -> Bool {
    (self - other).magnitude <= 4 * min(magnitude, other.magnitude).ulp
  }
}

/// Ascending times, of which those that name an edge are put on it.
///
/// For each edge that is the nearest of those that are the same time; the others are what they say, so that
/// no two become one.
///
/// - Parameters:
///   - times: the times, ascending.
///   - edges: the edges, ascending; at least one.
/// - Returns: as many times, ascending.
/// - Complexity: O(times + edges).
package func land(_ times: [Double], on edges: some RandomAccessCollection<Double>) -> [Double] {
  var landed = times
  var next = edges.startIndex
  /// The edge that was named last, and by which time.
  var named: (edge: Double, index: Int)?
  for (index, time) in times.enumerated() {
    while next < edges.endIndex, edges[next] < time { edges.formIndex(after: &next) }
    var edge = next < edges.endIndex ? edges[next] : .infinity
    if next > edges.startIndex {
      let before = edges[edges.index(before: next)]
      if time - before < edge - time { edge = before }
    }
    guard edge.isSameTime(as: time) else { continue }
    if let named, named.edge == edge {
      if (times[named.index] - edge).magnitude <= (time - edge).magnitude { continue }
      landed[named.index] = times[named.index]
    }
    named = (edge, index)
    // Most are there already, and memory that is not written to is shared.
    if time != edge { landed[index] = edge }
  }
  return landed
}
