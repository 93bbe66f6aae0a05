import Parallel
import Testing

@Suite struct PartTreeTests {
  /// Numbers whose sum hangs on the order of its terms.
  private static func terms(_ count: Int, seed: Int) -> [Float] {
    (0..<count).map { i in
      let bits = UInt64(i + 1 + 1000 * seed) &* 0x9E37_79B9_7F4A_7C15
      let magnitude = Float(sign: .plus, exponent: Int(bits >> 60), significand: 1)
      return (bits & 1 == 0 ? 1 : -1) * magnitude * (1 + Float((bits >> 20) & 0xFFFF) / 65536)
    }
  }

  /// What one rank has of the whole, node by node.
  private func sums(_ terms: [Float], of parts: Range<Int>) -> [(node: Range<Int>, sum: Float)] {
    PartTree.nodes(of: parts, in: terms.indices).map { node in
      let sum = PartTree.fold(
        node, known: { n, _ in n.count == 1 ? terms[n.lowerBound] : nil }, merge: +)
      return (node, sum)
    }
  }

  /// However neighbouring parts are shared out, the sum has the same bits.
  @Test(arguments: 1...40) func sumsDoNotHangOnWhoHasWhat(_ count: Int) {
    let terms = Self.terms(count, seed: count)
    let whole = PartTree.fold(
      terms.indices, known: { n, _ in n.count == 1 ? terms[n.lowerBound] : nil }, merge: +)
    for ranks in 1...12 {
      let shares = (0..<ranks).map { ($0 * count / ranks)..<(($0 + 1) * count / ranks) }
      let known = shares.flatMap { sums(terms, of: $0) }
      // Together the nodes are all parts, once and in order.
      #expect(known.flatMap { Array($0.node) } == Array(terms.indices))
      let sum = PartTree.fold(
        terms.indices, known: { node, _ in known.first { $0.node == node }?.sum }, merge: +)
      #expect(sum == whole, "\(count) parts, \(ranks) ranks")
    }
    // Any two ranges, too.
    for middle in 0...count {
      let known = sums(terms, of: 0..<middle) + sums(terms, of: middle..<count)
      let sum = PartTree.fold(
        terms.indices, known: { node, _ in known.first { $0.node == node }?.sum }, merge: +)
      #expect(sum == whole, "\(count) parts, cut at \(middle)")
    }
  }

  @Test func theOrderMatters() {
    let terms = Self.terms(40, seed: 1)
    let whole = PartTree.fold(
      terms.indices, known: { n, _ in n.count == 1 ? terms[n.lowerBound] : nil }, merge: +)
    #expect(whole != terms.reduce(0, +), "the test must be able to fail")
  }

  /// Ranks send few nodes: halves of halves to powers of two.
  @Test(arguments: [2, 4, 8, 16, 32, 64], [1, 2, 4, 8])
  func powersOfTwoAreOneNode(_ parts: Int, _ ranks: Int) {
    guard ranks <= parts else { return }
    for rank in 0..<ranks {
      let share = (rank * parts / ranks)..<((rank + 1) * parts / ranks)
      #expect(PartTree.nodes(of: share, in: 0..<parts) == [share])
    }
  }

  /// A result that waits has a place of its own.
  @Test(arguments: 1...40) func levelsDoNotCollide(_ count: Int) {
    var places: [Int: [Int]] = [:]
    let order = PartTree.fold(
      0..<count,
      known: { (node, level) -> (level: Int, parts: [Int])? in
        guard node.count == 1 else { return nil }
        places[level] = [node.lowerBound]
        return (level, [node.lowerBound])
      }
    ) { lower, upper in
      #expect(lower.level < upper.level)
      #expect(places[lower.level] == lower.parts && places[upper.level] == upper.parts)
      places[lower.level] = lower.parts + upper.parts
      return (lower.level, lower.parts + upper.parts)
    }
    #expect(order.parts == Array(0..<count) && order.level == 0)
  }
}
