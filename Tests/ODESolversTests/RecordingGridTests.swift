import Foundation
import ODESolvers
import Testing

@Suite struct RecordingGridTests {
  /// A driven nonlinear oscillator with jumps of the drive.
  static func makeProblem() -> InitialValueProblem {
    let drive = Box(0.0)
    var problem = InitialValueProblem(
      from: 0, to: 400, initialState: [0.3, 0], breakpoints: [120, 121, 300.5]
    ) { time, y, derivative in
      derivative[0] = y[1]
      derivative[1] = -sin(y[0]) - 0.02 * y[1] + drive.value * cos(0.1 * time)
    }
    problem.pieceWillBegin = { piece, _ in
      drive.value = piece.lowerBound == 120 ? 1 : piece.lowerBound == 300.5 ? -0.2 : 0
    }
    return problem
  }

  static let everyOne = (0...400).map(Double.init)
  static let everyHundred = [0.0, 100, 200, 300, 400]
  /// Irregular, with the breakpoints, their neighbours, and the hundreds.
  static let irregular = [
    0, 0.1, 1.0 / 3, 7, 99.999, 100, 120, 120.0.nextUp, 121, 200, 300, 300.5.nextDown, 300.5, 399,
    400.0.nextDown, 400,
  ]

  /// Reading the solution never changes the steps. With a solver that steps to each output time, or
  /// takes its first step from the first of them, the values differ by about the tolerance.
  @Test(arguments: methods(stepSize: 0.13, relative: 1e-6, absolute: 1e-8))
  func valuesDoNotDependOnTheGrid(_ method: any Solver & Sendable) throws {
    let problem = Self.makeProblem()
    let fine = try method.solve(problem, at: Self.everyOne)
    let coarse = try method.solve(problem, at: Self.everyHundred)
    let irregular = try method.solve(problem, at: Self.irregular)
    let end = try method.solve(problem)
    #expect(irregular.times == Self.irregular)
    try expectSameBits(fine, coarse, at: Self.everyHundred)
    try expectSameBits(fine, irregular, at: Self.everyHundred + [7, 120, 121, 399])
    try expectSameBits(fine, end, at: [400])
    for other in [coarse, irregular, end] {
      #expect(fine.statistics.steps == other.statistics.steps)
      #expect(fine.statistics.restarts == 3)
      // Runge-Kutta's dense output may need the slope at the end of a piece, which is not otherwise
      // evaluated: at most once in each of the four pieces.
      let difference =
        fine.statistics.rightHandSideEvaluations - other.statistics.rightHandSideEvaluations
      #expect(abs(difference) <= (method is RungeKutta4 ? 4 : 0))
    }
  }

  #if SUNDIALS
    @Test(arguments: cvodeMethods(relative: 1e-6, absolute: 1e-8))
    func statisticsDoNotDependOnTheGrid(_ method: CVODE) throws {
      let statistics = try [Self.everyOne, Self.everyHundred, Self.irregular, []].map {
        try method.solve(Self.makeProblem(), at: $0).statistics
      }
      #expect(statistics.allSatisfy { $0 == statistics[0] })
      #expect(statistics[0].steps > 100)
    }
  #endif

  /// Dense output continues the steps: just before and after a time the values agree.
  @Test(arguments: methods(stepSize: 0.13, relative: 1e-6, absolute: 1e-8))
  func denseOutputIsContinuous(_ method: any Solver & Sendable) throws {
    let time = 121.0
    let times = [time.nextDown, time, time.nextUp]
    let states = try method.solve(Self.makeProblem(), at: times).states
    for component in 0..<2 {
      let values = states.map { $0[component] }
      // The slope is below 2, the neighbours 1.4e-14 away, and interpolation rounds.
      #expect(values.max()! - values.min()! < 1e-12, "\(method.name)")
    }
  }

  private func expectSameBits(
    _ a: SampledSolution, _ b: SampledSolution, at times: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for time in times {
      let i = try #require(a.times.firstIndex(of: time))
      let j = try #require(b.times.firstIndex(of: time))
      #expect(
        bits([a.states[i]]) == bits([b.states[j]]), "at \(time)", sourceLocation: sourceLocation)
    }
  }
}
