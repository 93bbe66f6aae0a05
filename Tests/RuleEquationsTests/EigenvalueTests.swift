import RuleEquilibria
import TestSupport
import Testing

@Suite struct EigenvalueTests {
  private func sorted(_ values: [Eigenvalue]) -> [Eigenvalue] {
    values.sorted { ($0.real, $0.imaginary) < ($1.real, $1.imaginary) }
  }

  /// Matrices whose eigenvalues are known.
  @Test func knownOnesAreFound() throws {
    #expect(Eigenvalue.all(of: []) == [])
    #expect(Eigenvalue.all(of: [[3]]) == [Eigenvalue(3)])
    // A turn by a right angle.
    #expect(Eigenvalue.all(of: [[0, -2], [2, 0]]) == [Eigenvalue(0, 2), Eigenvalue(0, -2)])
    // (x − 1)(x − 2)(x − 3)(x² + 1): the companion matrix.
    let companion: [[Double]] = [
      [6, -12, 12, -11, 6], [1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0],
    ]
    let found = sorted(try #require(Eigenvalue.all(of: companion)))
    let expected = [(0.0, -1.0), (0, 1), (1, 0), (2, 0), (3, 0)]
    for (value, (real, imaginary)) in zip(found, expected) {
      #expect((value.real - real).magnitude < 1e-12, "\(found)")
      #expect((value.imaginary - imaginary).magnitude < 1e-12, "\(found)")
    }
  }

  /// A cycle of n: the n-th roots of 1, on which plain QR steps stand still.
  @Test(arguments: [3, 4, 5, 8, 16, 22]) func cyclesEnd(_ n: Int) throws {
    let matrix = (0..<n).map { i in (0..<n).map { $0 == (i + 1) % n ? 1.0 : 0 } }
    let found = try #require(Eigenvalue.all(of: matrix))
    #expect(found.count == n)
    for value in found {
      let size = (value.real * value.real + value.imaginary * value.imaginary).squareRoot()
      #expect((size - 1).magnitude < 1e-13)
    }
  }

  /// The sum of the k-th powers of the eigenvalues is the trace of the matrix' k-th power, however rows and columns are
  /// scaled.
  @Test(arguments: 0..<40) func powersHaveTheRightSums(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let n = 2 + seed % 21
    let plain = (0..<n).map { _ in (0..<n).map { _ in Double.random(in: -1...1, using: &random) } }
    let sizes = (0..<n).map { _ in
      Double(sign: .plus, exponent: Int.random(in: -20...20, using: &random), significand: 1)
    }
    let matrix = plain.indices.map { i in plain.indices.map { plain[i][$0] * sizes[i] / sizes[$0] }
    }
    let found = try #require(Eigenvalue.all(of: matrix))
    #expect(found.count == n)
    var (power, powers) = (plain, found.map { Complex($0.real, $0.imaginary) })
    for k in 1...3 {
      let trace = power.indices.reduce(0) { $0 + power[$1][$1] }
      let sum = powers.reduce(Complex(0)) { $0 + $1 }
      // Some units in the last place of the largest eigenvalue's power, of which there are n.
      #expect((sum.re - trace).magnitude < 1e-11 * Double(n), "seed \(seed), power \(k)")
      #expect(sum.im.magnitude < 1e-11 * Double(n), "seed \(seed), power \(k)")
      power = power.map { row in
        plain.indices.map { j in row.indices.reduce(0) { $0 + row[$1] * plain[$1][j] } }
      }
      powers = zip(powers, found).map { $0 * Complex($1.real, $1.imaginary) }
    }
  }
}
