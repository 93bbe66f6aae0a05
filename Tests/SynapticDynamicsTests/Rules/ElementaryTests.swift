import TestSupport
import CKernels
import Foundation
import Testing

#if arch(x86_64) && os(Linux)
  /// The elementary functions of the kernels against the C library's in 64 bits of precision.
  @Suite struct ElementaryTests {
    @Test func exponential() {
      var arguments = (0..<400_000).map { -708 + 1417 * (Double($0) + 0.5) / 400_000 }
      arguments += (-60...9).flatMap { [exp2(Double($0)), -exp2(Double($0))] } + [0, -708, 709]
      let worst = worstError(arguments, kernel_exp) { Foundation.exp($0) }
      #expect(worst <= 2, "\(worst) units in the last place")
    }

    /// e^x as a power of two, log₂e in two parts: all digits stay, however large the power.
    @Test func powerOfTwo() {
      var arguments = (0..<400_000).map { -690 + 1380 * (Double($0) + 0.5) / 400_000 }
      arguments += (0..<100_000).map { -1 + 2 * (Double($0) + 0.5) / 100_000 }
      arguments += (-60...9).flatMap { [exp2(Double($0)), -exp2(Double($0))] } + [0, -690, 690]
      let worst = worstError(
        arguments,
        { kernel_power_of_two($0, 0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56, $1, $2) },
        { Foundation.exp($0) })
      #expect(worst <= 1.5, "\(worst) units in the last place")
    }

    /// The same in 32 bits, against the library in 64.
    @Test func powerOfTwoInSingle() {
      var arguments = (0..<2_000_000).map { Float(-86 + 172 * (Double($0) + 0.5) / 2_000_000) }
      arguments += (-60...6).flatMap { [exp2(Float($0)), -exp2(Float($0))] } + [0, -86, 86]
      let high = Float(1.4426950408889634)
      let low = Float(1.4426950408889634 - Double(high))
      var values = [Float](repeating: 0, count: arguments.count)
      kernel_power_of_two_float(arguments.count, high, low, arguments, &values)
      let worst = zip(arguments, values).map { x, value in
        let expected = Foundation.exp(Double(x))
        return (Double(value) - expected).magnitude / Double(Float(expected).ulp)
      }.max()!
      #expect(worst <= 1.5, "\(worst) units in the last place")
    }

    /// From the smallest to the largest number, densely around 0, 1 and the powers of two, where
    /// the exponent changes.
    @Test func logarithm() {
      var random = SeededRandom(seed: 3)
      var arguments = (0..<200_000).map { _ in random.logUniform(0x1p-1070, 1e308) }
      arguments += (0..<200_000).map { _ in random.logUniform(1e-3, 1e3) }
      for exponent in -60...1023 {
        let power = exp2(Double(exponent))
        arguments += [power.nextDown, power, power.nextUp, 0.5.squareRoot() * power]
      }
      for exponent in 0...60 {
        for factor in [1, 0.5.squareRoot()] {
          let border = factor * exp2(Double(exponent)) - 1
          if border > 0 { arguments += [border.nextDown, border, border.nextUp] }
        }
      }
      arguments += [0x1p-1074, Double.greatestFiniteMagnitude]
      let worst = worstError(arguments, kernel_log1p) { Foundation.log1p($0) }
      #expect(worst <= 1.5, "\(worst) units in the last place")
      var ends = [0.0, 0]
      kernel_log1p(2, [0, .infinity], &ends)
      #expect(ends == [0, .infinity])
    }

    /// The same in 32 bits, against the library in 64.
    @Test func logarithmInSingle() {
      var random = SeededRandom(seed: 4)
      var arguments = (0..<1_000_000).map { _ in Float(random.logUniform(0x1p-140, 1e38)) }
      arguments += (0..<1_000_000).map { _ in Float(random.logUniform(1e-3, 1e3)) }
      for exponent in -20...127 {
        let power = exp2(Float(exponent))
        arguments += [power.nextDown, power, power.nextUp, Float(0.5).squareRoot() * power]
      }
      arguments += [0x1p-149, Float.greatestFiniteMagnitude]
      var values = [Float](repeating: 0, count: arguments.count)
      kernel_log1p_float(arguments.count, arguments, &values)
      let worst = zip(arguments, values).map { x, value in
        let expected = Foundation.log1p(Double(x))
        return (Double(value) - expected).magnitude / Double(Float(expected).ulp)
      }.max()!
      #expect(worst <= 1.5, "\(worst) units in the last place")
      var ends: [Float] = [0, 0]
      kernel_log1p_float(2, [0, .infinity], &ends)
      #expect(ends == [0, .infinity])
    }

    private func worstError(
      _ arguments: [Double],
      _ function: (Int, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void,
      _ exact: (Float80) -> Float80
    ) -> Double {
      var values = [Double](repeating: 0, count: arguments.count)
      function(arguments.count, arguments, &values)
      return zip(arguments, values).map { x, value in
        let expected = exact(Float80(x))
        return Double((Float80(value) - expected).magnitude / Float80(Double(expected).ulp))
      }.max()!
    }
  }
#endif
