import TestSupport
import Foundation
import CKernels
import RandomNumbers
import SynapticDynamics
import Testing

@Suite struct NormalQuantileTests {
  /// Against the inverse computed with 400 digits (Fixtures/make_random_references.py). The
  /// approximation is good to about 1e-16 (Wichura 1988); two polynomials, a root and a quotient
  /// round on top of that.
  @Test func agreesWithReferences() throws {
    let reference = try fixture("normal-quantiles.json", as: Reference.self)
    #expect(reference.probabilities.count == 60)
    for (p, text) in zip(reference.probabilities, reference.quantiles) {
      let error = relativeError(normalQuantile(p), Double(text)!)
      #expect(error < 1e-15, "p = \(p): \(normalQuantile(p)), not \(text)")
    }
  }

  /// No jump where one approximation takes over from another: |p − ½| = 0.425 and √(−ln p) = 5.
  @Test(arguments: [0.075, exp(-25)])
  func isContinuous(_ edge: Double) {
    let (left, right) = (normalQuantile(edge * (1 - 1e-15)), normalQuantile(edge * (1 + 1e-15)))
    #expect(left <= right)
    // dx/dp · Δp is below 1e-15 here.
    #expect(relativeError(left, right) < 4e-15)
  }

  @Test func isOddAndMonotone() {
    #expect(normalQuantile(0.5) == 0)
    #expect(normalQuantile(0) == -.infinity)
    #expect(normalQuantile(1) == .infinity)
    var last = -Double.infinity
    for k in 1..<4096 {
      let p = Double(k) / 4096
      let x = normalQuantile(p)
      #expect(x > last, "p = \(p)")
      #expect(x == -normalQuantile(1 - p), "p = \(p)")
      last = x
    }
  }

  /// The logarithm that does not depend on the machine against the C library's, which is good to
  /// half a unit in the last place: two units more for the series, the quotient and the sum.
  @Test func logarithmAgreesWithLibrary() {
    for seed in 0..<100_000 {
      var random = SeededRandom(seed: seed)
      let x = random.bool() ? random.logUniform(1e-300, 1e300) : random.uniform(0.5, 2)
      let (mine, library) = (portable_logarithm(x), log(x))
      #expect((mine - library).magnitude <= 3 * library.ulp, "seed \(seed): ln \(x)")
    }
    #expect(portable_logarithm(1) == 0)
    // Subnormal numbers have fewer digits but as good a logarithm.
    #expect(relativeError(portable_logarithm(0x1p-1074), log(0x1p-1074)) < 1e-15)
    #expect(relativeError(portable_logarithm(0x1.8p-1050), log(0x1.8p-1050)) < 1e-15)
  }

  private struct Reference: Decodable {
    var probabilities: [Double]
    var quantiles: [String]
  }
}
