/// What one rank has of the batches of examples that a network is shown, and what all ranks find out together about a whole batch.
///
/// A batch is cut into parts of a fixed size. Each rank has some neighbouring parts; what is summed over examples is summed part by part,
/// and what the parts give is brought together in the order of `PartTree`, with one rank as with many: so no bit hangs
/// on how many there are.
///
/// One object serves one computation at a time.
public final class BatchShare {
  package let ranks: Ranks
  /// How many examples a part has, but for the last.
  package let partSize: Int
  /// How many examples the whole batch has.
  package private(set) var count = 0
  /// The parts of this rank, by number.
  package private(set) var parts = 0..<0

  /// A share of batches to come.
  ///
  /// - Parameters:
  ///   - ranks: who share them.
  ///   - partSize: how many examples a part has; by default all.
  /// - Precondition: a part has an example.
  public init(ranks: Ranks = .alone, partSize: Int = .max) {
    precondition(partSize > 0, "a part has an example")
    self.ranks = ranks
    self.partSize = partSize
  }

  /// Moves to a batch of so many examples.
  package func begin(_ count: Int) {
    self.count = count
    parts = ranks.share(of: partCount(of: count))
  }

  /// How many parts some examples make.
  package func partCount(of count: Int) -> Int {
    let (parts, rest) = count.quotientAndRemainder(dividingBy: partSize)
    return parts + (rest > 0 ? 1 : 0)
  }

  /// How many examples this rank has of a batch at most.
  package func capacity(ofBatch count: Int) -> Int {
    let parts = (partCount(of: count) + ranks.count - 1) / ranks.count
    let (examples, isMore) = parts.multipliedReportingOverflow(by: partSize)
    return isMore ? count : min(count, examples)
  }

  /// The examples of a part, by their places in the batch.
  package func examples(ofPart part: Int) -> Range<Int> { examples(ofParts: part..<(part + 1)) }

  /// The examples of this rank, by their places in the batch.
  package var examples: Range<Int> { examples(ofParts: parts) }

  /// What of the rows of a batch is here.
  package func rows(of batch: ArraySlice<Int32>) -> ArraySlice<Int32> {
    batch.dropFirst(examples.lowerBound).prefix(examples.count)
  }

  private func examples(ofParts parts: Range<Int>) -> Range<Int> {
    guard !parts.isEmpty else { return 0..<0 }
    let last = parts.upperBound - 1
    let end = count - last * partSize <= partSize ? count : parts.upperBound * partSize
    return (parts.lowerBound * partSize)..<end
  }

  /// The examples of each part of this rank, counted from its first one.
  ///
  /// - Parameter count: how many examples the rank has.
  package func forEachPart(of count: Int, _ body: (_ place: Int, _ examples: Range<Int>) -> Void) {
    var (place, first) = (0, 0)
    while first < count {
      let end = count - first <= partSize ? count : first + partSize
      body(place, first..<end)
      (place, first) = (place + 1, end)
    }
  }

  // MARK: What the whole batch has

  /// Brings together numbers of all parts, for every rank.
  ///
  /// Where another rank has failed the numbers are of no use, and whoever asks all ranks next learns of it.
  ///
  /// - Parameters:
  ///   - rows: of each part of this rank `width` numbers, one part after the other; the first place, which is there always, receives
  ///     what the whole batch has.
  ///   - width: how many numbers a part has.
  ///   - merge: brings together what two neighbouring groups of examples have, in the place of the first.
  package func merge(
    _ rows: UnsafeMutablePointer<Double>, width: Int,
    by merge: (_ lower: Group, _ upper: Group) -> Void
  ) {
    let whole = 0..<partCount(of: count)
    guard whole.count > 1 || ranks.count > 1 else { return }
    func fold(_ node: Range<Int>, known: (Range<Int>) -> UnsafeMutablePointer<Double>?) {
      _ = PartTree.fold(
        node,
        known: { node, _ in known(node).map { Group($0, self.examples(ofParts: node).count) } }
      ) { lower, upper in
        merge(lower, upper)
        return Group(lower.numbers, lower.count + upper.count)
      }
    }
    let first = parts.lowerBound
    guard ranks.count > 1 else {
      fold(whole) { $0.count == 1 ? rows + $0.lowerBound * width : nil }
      return
    }
    let nodes = ranks.shares(of: whole.count).map { PartTree.nodes(of: $0, in: whole) }
    var all = [Double](repeating: 0, count: width * nodes.joined().count)
    let own = width * nodes[..<ranks.rank].joined().count
    for (place, node) in nodes[ranks.rank].enumerated() {
      fold(node) { $0.count == 1 ? rows + ($0.lowerBound - first) * width : nil }
      for k in 0..<width {
        all[own + place * width + k] = rows[(node.lowerBound - first) * width + k]
      }
    }
    all.withUnsafeMutableBufferPointer { all in
      let all = all.baseAddress!
      guard (try? ranks.gatherEverywhere(all, counts: nodes.map { $0.count * width })) != nil
      else { return }
      let order = Array(nodes.joined())
      fold(whole) { node in order.firstIndex(of: node).map { all + $0 * width } }
      rows.update(from: all, count: width)
    }
  }

  /// Numbers of neighbouring examples, and how many these are.
  package struct Group {
    package let numbers: UnsafeMutablePointer<Double>
    package let count: Int

    fileprivate init(_ numbers: UnsafeMutablePointer<Double>, _ count: Int) {
      (self.numbers, self.count) = (numbers, count)
    }
  }

  /// Adds up numbers of all parts; see ``merge(_:width:by:)``.
  package func add(_ rows: UnsafeMutablePointer<Double>, width: Int) {
    merge(rows, width: width) { lower, upper in
      for k in 0..<width { lower.numbers[k] += upper.numbers[k] }
    }
  }
}

extension BatchShare {
  /// The size of parts by which batches are shared out: a multiple of what pays, so that there are sixty-four at most.
  ///
  /// - Parameters:
  ///   - batch: how many examples a batch has.
  ///   - least: with fewer examples a part would take longer for each.
  package static func partSize(ofBatch batch: Int, atLeast least: Int) -> Int {
    least * max(1, (batch + 64 * least - 1) / (64 * least))
  }
}
