import Foundation
import SynapticDynamics
import TestSupport
import Testing

@Suite struct ExponentialIntegralsTests {
  /// Every integral for B from 1e-12 to 1e9 against 120 digits
  /// (Fixtures/make_function_references.py).
  ///
  /// Units in the last place: half from each operation, and what the differences multiply. At B
  /// slightly above 1 φ₃ = (½ − φ₂)/B is the third difference in a row: e^(−1)·(1 → 0.63 → 0.37 →
  /// 0.13) makes 1/0.13 units of an error of one unit in 1.
  @Test func agreeWithReferences() throws {
    let reference = try fixture("exponential-integrals.json", as: Reference.self)
    #expect(reference.arguments.count > 100)
    for (b, texts) in zip(reference.arguments, reference.values) {
      let integrals = ExponentialIntegrals(b)
      let values = [
        integrals.decay, integrals.phi1, integrals.phi2, integrals.phi3, integrals.chi,
        integrals.kappa,
      ]
      for (k, (value, text)) in zip(values, texts).enumerated() where k < 5 || b <= 1 {
        let expected = Double(text)!
        let error = (value - expected).magnitude / expected.ulp
        #expect(error <= limits[k], "B = \(b), integral \(k): \(value), not \(text)")
      }
    }
  }

  /// e^(−B), φ₁, φ₂, φ₃, χ, κ.
  private let limits = [2.0, 2, 2, 4, 4, 4]

  /// Both branches at their border, against each other: neighbouring arguments differ by 2e-16 and
  /// the integrals by less than that.
  @Test func areContinuousAtOne() {
    let (below, above) = (ExponentialIntegrals(1), ExponentialIntegrals(1.0.nextUp))
    let pairs = [
      (below.decay, above.decay), (below.phi1, above.phi1), (below.phi2, above.phi2),
      (below.phi3, above.phi3), (below.chi, above.chi), (below.kappa, above.kappa),
    ]
    for (k, (a, b)) in pairs.enumerated() {
      #expect(relativeError(a, b) < 2e-15, "integral \(k)")
    }
  }

  /// At B = 0 they are integrals of polynomials, up to the rounding of the coefficients.
  @Test func areRationalAtZero() {
    let integrals = ExponentialIntegrals(0)
    #expect(integrals.decay == 1 && integrals.phi1 == 1 && integrals.phi2 == 0.5)
    #expect(integrals.phi3 == 1.0 / 6 && integrals.chi == 0.5)
    #expect((integrals.kappa - 1.0 / 3).magnitude <= (1.0 / 3).ulp)
  }

  private struct Reference: Decodable {
    var arguments: [Double]
    var values: [[String]]
  }
}
