import Foundation
import ODESolvers
import Testing

@Suite struct ConvergenceOrderTests {
  /// y′ = y(1 − y) cos t, y(0) = 1/4 has the solution 1 / (1 + 3 e^(−sin t)): smooth, nonlinear,
  /// and wrong stage times show. No step size used here divides the interval, so the last step is
  /// a short one.
  static let end = 3.7123

  static func exact(_ time: Double) -> Double { 1 / (1 + 3 * exp(-sin(time))) }

  static func makeProblem() -> InitialValueProblem {
    InitialValueProblem(from: 0, to: end, initialState: [0.25]) { time, y, derivative in
      derivative[0] = y[0] * (1 - y[0]) * cos(time)
    }
  }

  /// 0.2 around the order, since the next term of the error is still h ≤ 0.1 times as large.
  @Test func eulerIsOfFirstOrder() throws {
    let order = try Self.order(stepSizes: [0.02, 0.01, 0.005, 0.0025]) {
      try Self.endError(of: ForwardEuler(stepSize: $0))
    }
    #expect(abs(order - 1) < 0.2)
    report("order of Euler \(order)")
  }

  /// The errors, 2e-8 to 5e-12, stay well above the rounding of 1e-16.
  @Test func rungeKuttaIsOfFourthOrder() throws {
    let order = try Self.order(stepSizes: [0.1, 0.05, 0.025, 0.0125]) {
      try Self.endError(of: RungeKutta4(stepSize: $0))
    }
    #expect(abs(order - 4) < 0.2)
    report("order of RK4 \(order)")
  }

  /// Cubic Hermite interpolation between values of fourth order is of fourth order; linear or
  /// quadratic interpolation would give 2 or 3.
  @Test func rungeKuttaIsOfFourthOrderBetweenSteps() throws {
    // Multiples of 1/271 meet no step but by chance.
    let times = (0...1000).map { Double($0) / 271 }.filter { $0 <= Self.end }
    let order = try Self.order(stepSizes: [0.2, 0.1, 0.05, 0.025]) {
      let solution = try RungeKutta4(stepSize: $0).solve(Self.makeProblem(), at: times)
      return zip(solution.states, times).map { abs($0[0] - Self.exact($1)) }.max()!
    }
    #expect(order >= 3.8)
    report("order of RK4's dense output \(order)")
  }

  /// The sequential order of updates is of first order too, and differs from the simultaneous one.
  @Test func sequentialEulerIsOfFirstOrder() throws {
    // The harmonic oscillator from (1, 0): (cos t, −sin t). Updating one component after the other
    // is the symplectic Euler method.
    let problem = InitialValueProblem(from: 0, to: 1.03, initialState: [1, 0]) {
      _, y, derivative in
      derivative[0] = y[1]
      derivative[1] = -y[0]
    }
    let order = try Self.order(stepSizes: [0.02, 0.01, 0.005, 0.0025]) {
      let method = ForwardEuler(stepSize: $0, updateOrder: .sequential(count: 1))
      let y = try method.solve(problem).states[0]
      return hypot(y[0] - cos(1.03), y[1] + sin(1.03))
    }
    #expect(abs(order - 1) < 0.2)
    let h = 0.5
    let oneStep = InitialValueProblem(
      from: 0, to: h, initialState: [1, 2], rightHandSide: problem.rightHandSide)
    let sequential = ForwardEuler(stepSize: h, updateOrder: .sequential(count: 1))
    #expect(try ForwardEuler(stepSize: h).solve(oneStep).states[0] == [2, 1.5])
    #expect(try sequential.solve(oneStep).states[0] == [2, 1])
    #expect(try sequential.solve(oneStep).statistics.rightHandSideEvaluations == 2)
  }

  #if SUNDIALS
    /// With the error held per step, the global error of a method of order k goes with the power
    /// k/(k + 1) of the tolerance. From 1e-5 to 1e-9 that makes 4 · 2/3 decades at order 2 and four
    /// at high orders; one more is granted for the luck of a single number.
    @Test(arguments: [CVODE.Method.adams, .bdf(.dense)])
    func cvodeFollowsItsTolerance(_ method: CVODE.Method) throws {
      let errors = try [1e-5, 1e-9].map {
        let tolerances = Tolerances(relative: $0, absolute: $0 / 100)
        return try Self.endError(of: CVODE(method, tolerances: tolerances))
      }
      let decades = log10(errors[0] / errors[1])
      #expect(decades > 2.6 && decades < 5, "\(decades)")
      #expect(errors[1] < 1e-7)
      report("\(method): errors \(errors)")
    }
  #endif

  static func endError(of method: any Solver) throws -> Double {
    let solution = try method.solve(makeProblem())
    return abs(solution.states[0][0] - exact(end))
  }

  /// The slope of the straight line through (log h, log error), by least squares.
  static func order(
    stepSizes: [Double], error: (Double) throws -> Double
  ) throws -> Double {
    let x = stepSizes.map { log($0) }
    let y = try stepSizes.map { log(try error($0)) }
    let meanX = x.reduce(0, +) / Double(x.count)
    let meanY = y.reduce(0, +) / Double(y.count)
    let covariance = zip(x, y).map { ($0 - meanX) * ($1 - meanY) }.reduce(0, +)
    return covariance / x.map { ($0 - meanX) * ($0 - meanX) }.reduce(0, +)
  }
}
