import CKernels
import Foundation
import SynapticDynamics
import Testing

/// The loops in C against the C library and against themselves.
@Suite struct KernelTests {
  /// e^x over the whole range within 2 units in the last place of the C library, whose own error is
  /// below one; beyond the range the values at its ends.
  @Test func exponentialsAgreeWithTheLibrary() {
    var arguments = (0..<200_000).map { -708 + 1417 * (Double($0) + 0.5) / 200_000 }
    arguments += (-60...9).flatMap { [exp2(Double($0)), -exp2(Double($0))] } + [0, -0.0]
    let values = exponentials(arguments)
    var worst = 0.0
    for (x, value) in zip(arguments, values) where x > -708 && x < 709 {
      worst = max(worst, ((value - exp(x)) / exp(x).ulp).magnitude)
    }
    #expect(worst <= 2, "\(worst) units in the last place")
    #expect(exponentials([-1000, 1000]) == exponentials([-708, 709]))
  }

  /// The place in an array does not matter: whole registers and what is left over give the same bits.
  @Test func placeDoesNotMatter() {
    let arguments = (0..<37).map { Double($0) * 0.7 - 13 }
    let together = exponentials(arguments)
    for (x, value) in zip(arguments, together) { #expect(exponentials([x]) == [value]) }
  }

  /// Where predisposition leaves next to nothing, its factor keeps its digits: 1/(1 + e^(|w|/T)).
  @Test func smallFactorsKeepTheirDigits() {
    let kinetics = BioAdam.Kinetics(learningRate: 1, predisposition: Predisposition(temperature: 1))
    for weight in [1.0, 40, 300, -2, -50, -300] {
      // m = −1 potentiates, m = 1 depresses; weights away from zero move further away reluctantly.
      let m = weight > 0 ? -1.0 : 1.0
      let state = [m, 2, 1, weight, weight]
      var rates = [Double](repeating: 0, count: 5)
      var span = rates.mutableSpan
      BioAdam(kinetics).rates(at: 0, gradient: [0].span, state: state.span, rates: &span)
      let expected = -m / (1 + exp(weight.magnitude))
      // Two units for the exponential, a few for the sum, the quotient and the product.
      #expect((rates[3] - expected).magnitude <= 5 * expected.ulp)
      #expect(rates[4] == rates[3])
    }
  }

  private func exponentials(_ arguments: [Double]) -> [Double] {
    var values = [Double](repeating: 0, count: arguments.count)
    kernel_exp(arguments.count, arguments, &values)
    return values
  }
}
