import Parallel

/// Adds up the gradients of a batch's parts, in the order of ``PartTree``, and gives each rank those of its own synapses.
///
/// A rank sends for each node of the tree that is its own one number for each synapse of others, and receives as many for its own.
package final class GradientSum<Scalar: NetworkScalar> {
  private typealias Memory = UnsafeMutablePointer<Scalar>

  private let share: BatchShare
  /// How many synapses all have together.
  private let count: Int
  private let threads: Int
  /// What waits on its way through the tree, and what this rank has of its nodes; there is room once it is needed.
  private var levels: [Memory] = []
  private var nodes: [Memory] = []
  /// What all ranks have of this one's synapses.
  private var received: [Memory] = []

  /// - Parameters:
  ///   - share: whose parts are added.
  ///   - count: how many synapses there are.
  ///   - threads: how many threads may work.
  package init(_ share: BatchShare, synapseCount count: Int, threads: Int) {
    (self.share, self.count, self.threads) = (share, count, threads)
  }

  deinit { for memory in levels + nodes + received { memory.deallocate() } }

  /// Adds up.
  ///
  /// Where another rank has failed the sums are of no use, and whoever asks all ranks next learns of it.
  ///
  /// - Parameters:
  ///   - result: receives the sums of this rank's synapses.
  ///   - write: writes the gradient of all synapses that a part of this rank has; parts come in order.
  /// - Throws: what writing throws.
  package func callAsFunction<Failure: Error>(
    into result: UnsafeMutablePointer<Scalar>,
    _ write: (_ part: Int, _ gradient: UnsafeMutablePointer<Scalar>) throws(Failure) -> Void
  ) throws(Failure) {
    let (ranks, whole) = (share.ranks, 0..<share.partCount(of: share.count))
    guard ranks.count > 1 else { return try fold(whole, into: result, write) }
    let all = ranks.shares(of: whole.count).map { PartTree.nodes(of: $0, in: whole) }
    let own = all[ranks.rank]
    for (place, node) in own.enumerated() {
      try fold(node, into: room(place, in: &nodes, count), write)
    }
    if let sum = exchange(all, whole) {
      result.update(from: sum, count: ranks.share(of: count).count)
    }
  }

  /// Brings together what all ranks have of this one's synapses.
  ///
  /// - Parameters:
  ///   - all: of each rank its nodes.
  ///   - whole: the root.
  /// - Returns: nil if another rank failed.
  private func exchange(_ all: [[Range<Int>]], _ whole: Range<Int>) -> UnsafeMutablePointer<Scalar>?
  {
    let ranks = share.ranks
    let (own, mine) = (all[ranks.rank], ranks.share(of: count).count)
    var known: [Range<Int>: UnsafeMutablePointer<Scalar>] = [:]
    for turn in 0..<all.map(\.count).max()! {
      let memory = room(turn, in: &received, ranks.count * mine)
      let values = turn < own.count ? UnsafePointer(nodes[turn]) : nil
      let isDone: Void? = try? ranks.exchangeShares(
        of: count, values, from: all.map { turn < $0.count }, into: memory)
      guard isDone != nil else { return nil }
      let sent = all.compactMap { turn < $0.count ? $0[turn] : nil }
      for (place, node) in sent.enumerated() { known[node] = memory + place * mine }
    }
    return PartTree.fold(whole, known: { node, _ in known[node] }) { lower, upper in
      add(upper, to: lower, mine)
      return lower
    }
  }

  /// Adds up the parts of a node.
  private func fold<Failure: Error>(
    _ node: Range<Int>, into result: UnsafeMutablePointer<Scalar>,
    _ write: (_ part: Int, _ gradient: UnsafeMutablePointer<Scalar>) throws(Failure) -> Void
  ) throws(Failure) {
    _ = try PartTree.fold(
      node,
      known: { (node, level) throws(Failure) -> UnsafeMutablePointer<Scalar>? in
        guard node.count == 1 else { return nil }
        let memory = level == 0 ? result : room(level - 1, in: &levels, count)
        try write(node.lowerBound, memory)
        return memory
      }
    ) { lower, upper in
      add(upper, to: lower, count)
      return lower
    }
  }

  private func add(
    _ upper: UnsafeMutablePointer<Scalar>, to lower: UnsafeMutablePointer<Scalar>, _ count: Int
  ) {
    forEachPart(of: count, threads: threads) { part in
      Scalar.units.plus(
        part.count, UnsafePointer(upper + part.lowerBound), lower + part.lowerBound)
    }
  }

  /// The memory of a place, of which those before are there.
  private func room(_ place: Int, in all: inout [UnsafeMutablePointer<Scalar>], _ count: Int)
    -> UnsafeMutablePointer<Scalar>
  {
    while all.count <= place { all.append(Scalar.room(count)) }
    return all[place]
  }
}
