import Parallel
import Testing

@Suite struct RanksTests {
  /// Numbers over many magnitudes and of both signs, with as few rules as a generator may have.
  static let terms: [Double] = (0..<1000).map { i in
    let bits = UInt64(i + 1) &* 0x9E37_79B9_7F4A_7C15
    let magnitude = Double(sign: .plus, exponent: Int(bits >> 59) - 16, significand: 1)
    return (bits & 1 == 0 ? 1 : -1) * magnitude * (1 + Double(bits & 0xFFFF) / 65536)
  }

  private func sum(_ terms: [Double]) throws -> Double {
    let largest = terms.map(\.magnitude).reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
    var sum = ExactSum(termsUpTo: largest)
    for term in terms { sum.add(term) }
    return try sum.value(over: .alone)
  }

  /// Against the sum of whole multiples of 2⁻³², which is exact: the terms are below 2¹⁶ and have no smaller part.
  /// Rounding to 2⁻⁶² of the largest term leaves them as they are, so the sums are equal.
  @Test func sumsAreExact() throws {
    let exact = Self.terms.reduce(Int128(0)) { $0 + Int128($1 * 0x1p32) }
    #expect(Self.terms.allSatisfy { ($0 * 0x1p32).rounded() == $0 * 0x1p32 })
    let sum = try sum(Self.terms)
    #expect(sum == Double(exact) * 0x1p-32)
  }

  @Test func sumsDoNotHangOnTheOrder() throws {
    // Too many magnitudes for any exact sum in 128 bits.
    let terms = Self.terms.map { $0 * $0 * $0 * $0 * $0 }
    let sum = try sum(terms)
    let reversed = try self.sum(terms.reversed())
    #expect(sum == reversed)
    #expect(terms.reduce(0, +) != terms.reversed().reduce(0, +), "the test must be able to fail")
  }

  @Test(
    arguments: [
      ([], 0), ([0, 0], 0), ([1, -1], 0), ([3], 3),
      ([.greatestFiniteMagnitude, -.greatestFiniteMagnitude], 0),
      ([0x1p-1000, 0x1p-1000], 0x1p-999),
    ] as [([Double], Double)])
  func extremeSums(_ terms: [Double], _ expected: Double) throws {
    #expect(try sum(terms) == expected)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func sumsOfWhatIsNotFiniteAreNone(_ value: Double) throws {
    #expect(try sum([1, value]).isNaN)
  }

  @Test func oneRankHasEverything() throws {
    let ranks = Ranks.alone
    #expect(ranks.isFirst)
    #expect(ranks.share(of: 7) == 0..<7)
    #expect(ranks.maximum(-3) == -3)
    #expect(try ranks.gather([1, 2]) == [1, 2])
    #expect(try ranks.sum([4, 5]) == [4, 5])
    #expect(ranks.settle(nil) == nil)
    #expect(ranks.settle("no disk")! == (0, "no disk"))
    #expect(ranks.operations == 0)
  }
}
