/// The order in which what the parts of a whole give is brought together: a binary tree over the parts, which hangs on
/// their number alone.
///
/// Who has some neighbouring parts brings together what lies in one node of the tree, and passes that on instead of its
/// parts. So sums of rounded numbers are the same to the last bit however the parts are shared out.
package enum PartTree {
  /// The two halves of a node of several parts; the second may have one part more.
  package static func halves(of node: Range<Int>) -> (lower: Range<Int>, upper: Range<Int>) {
    let middle = node.lowerBound + node.count / 2
    return (node.lowerBound..<middle, middle..<node.upperBound)
  }

  /// The nodes that make up some neighbouring parts, as few as there can be, in order.
  ///
  /// - Parameters:
  ///   - parts: which.
  ///   - node: the whole.
  package static func nodes(of parts: Range<Int>, in node: Range<Int>) -> [Range<Int>] {
    guard parts.overlaps(node) else { return [] }
    if parts.lowerBound <= node.lowerBound, node.upperBound <= parts.upperBound { return [node] }
    let (lower, upper) = halves(of: node)
    return nodes(of: parts, in: lower) + nodes(of: parts, in: upper)
  }

  /// Brings together what a node has, part after part.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - level: how many results of nodes before it wait for it: each needs a place of its own.
  ///   - known: what a node has, if that is known; of a single part it has to be. It may take the place of its level.
  ///   - merge: brings together what two neighbouring nodes have, in the place of the first.
  package static func fold<Value, Failure: Error>(
    _ node: Range<Int>, level: Int = 0,
    known: (_ node: Range<Int>, _ level: Int) throws(Failure) -> Value?,
    merge: (_ lower: Value, _ upper: Value) -> Value
  ) throws(Failure) -> Value {
    if let value = try known(node, level) { return value }
    let (lower, upper) = halves(of: node)
    let first = try fold(lower, level: level, known: known, merge: merge)
    return merge(first, try fold(upper, level: level + 1, known: known, merge: merge))
  }
}
