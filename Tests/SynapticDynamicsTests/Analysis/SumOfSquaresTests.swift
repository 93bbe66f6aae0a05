import TestSupport
import ODESolvers
import SynapticDynamics
import Testing

@Suite struct SumOfSquaresTests {
  /// Roots that are known: 3, 4, 12 and 13 times any power of two, and n equal numbers.
  @Test func rootsAreRightAtEverySize() {
    for exponent in -1074...1020 {
      let unit = Double(sign: .plus, exponent: exponent, significand: 1)
      let squares = SumOfSquares([3 * unit, -4 * unit, 12 * unit].span)
      #expect(squares.root() == 13 * unit, "2^\(exponent)")
      var equal = SumOfSquares()
      for _ in 0..<16 { equal.add(unit) }
      #expect(equal.root() == 4 * unit && equal.root(over: 16) == unit, "2^\(exponent)")
    }
    #expect(SumOfSquares().root() == 0)
    #expect(SumOfSquares([.infinity, 1].span).root() == .infinity)
    #expect(SumOfSquares([.nan, 1].span).root().isNaN)
    #expect(SumOfSquares([.nan, 1e200].span).root().isNaN)
  }

  /// Of ordinary numbers it is the plain sum, bit for bit; of sizes that are mixed it is within an ulp or two of
  /// the sum with everything divided by the largest, for what is lost of the small is lost there too.
  @Test func mixedSizes() {
    for seed in 0..<500 {
      var random = SeededRandom(seed: seed)
      let ordinary = (0..<50).map { _ in random.normal() * random.logUniform(1e-100, 1e100) }
      var plain = 0.0
      for x in ordinary { plain += x * x }
      #expect(SumOfSquares(ordinary.span).root() == plain.squareRoot(), "seed \(seed)")
      #expect(SumOfSquares(ordinary.span).root(over: 7) == (plain / 7).squareRoot())
      let mixed = (0..<50).map { _ in random.normal() * random.logUniform(1e-307, 1e305) }
      let largest = mixed.map(\.magnitude).max()!
      var scaled = 0.0
      for x in mixed { scaled += (x / largest) * (x / largest) }
      let root = SumOfSquares(mixed.span).root()
      #expect(relativeError(root, largest * scaled.squareRoot()) < 1e-14, "seed \(seed)")
    }
  }

  /// Weights of any size have an angle: the same as those of ordinary size.
  @Test func anglesAtEverySize() {
    let (a, b): ([Double], [Double]) = ([1, 2, -3, 0.5], [0.5, 1, -1, 2])
    let plain = Alignment(forward: a.span, backward: b.span)
    for (p, q) in [(300, 300), (-300, -300), (-320, 0), (300, -5), (0, -310), (307, 307)] {
      let (f, g) = (a.map { $0 * decimal(p) }, b.map { $0 * decimal(q) })
      let alignment = Alignment(forward: f.span, backward: g.span)
      // Below 1e-308 numbers have fewer digits.
      let tolerance = min(p, q) < -307 ? 1e-2 : 1e-12
      #expect(abs(alignment.angle - plain.angle) < tolerance * plain.angle, "\(p), \(q)")
      if p == q { #expect(relativeError(alignment.normRatio, plain.normRatio) < 1e-14) }
    }
  }

  private func decimal(_ exponent: Int) -> Double { Double("1e\(exponent)")! }
}
