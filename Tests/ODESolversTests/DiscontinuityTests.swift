import Foundation
import ODESolvers
import Testing

@Suite struct DiscontinuityTests {
  /// A pulse of width 1 at t = 500 in a run of 1000, and a leaky integrator of it.
  static func makePulse(breakpoints: [Double]) -> InitialValueProblem {
    let level = Box(0.0)
    var problem = InitialValueProblem(
      from: 0, to: 1000, initialState: [0, 0], breakpoints: breakpoints
    ) { _, y, derivative in
      derivative[0] = level.value
      derivative[1] = level.value - y[1] / 200
    }
    problem.pieceWillBegin = { piece, _ in level.value = piece.lowerBound == 500 ? 1 : 0 }
    return problem
  }

  /// 200 (1 − e^(−1/200)) e^(−499/200)
  static let leaked = 200 * -expm1(-1.0 / 200) * exp(-499.0 / 200)

  @Test(arguments: methods(stepSize: 0.7))
  func pulseIsSeen(_ method: any Solver & Sendable) throws {
    let solution = try method.solve(Self.makePulse(breakpoints: [501, 500]))
    // A constant is integrated exactly by every formula; CVODE's coefficients and its stop between
    // steps round, a few units in the last place per step.
    #expect(abs(solution.states[0][0] - 1) < 1e-12, "\(method.name)")
    #expect(solution.statistics.restarts == 2)
    // Euler: each of 700 steps loses (h/200)²/2 of the value, h/200 · 2.5/2 = 0.4 % together. RK4:
    // (h/200)⁴. CVODE: a hundred local errors of 1e-8 are allowed for.
    let tolerance = method is ForwardEuler ? 0.006 : method is RungeKutta4 ? 1e-9 : 1e-6
    let error = abs(solution.states[0][1] / Self.leaked - 1)
    #expect(error < tolerance, "\(method.name)")
    report("pulse, \(method.name): \(solution.states[0][0] - 1), \(error)")
  }

  #if SUNDIALS
    /// Why breakpoints are needed: the same pulse, switched by time and not declared.
    @Test func undeclaredPulseIsMissed() throws {
      let problem = InitialValueProblem(from: 0, to: 1000, initialState: [0]) {
        time, _, derivative in
        derivative[0] = time >= 500 && time < 501 ? 1 : 0
      }
      let solution = try CVODE(.adams).solve(problem)
      #expect(solution.states[0][0] == 0)
      #expect(solution.statistics.steps < 50)
    }
  #endif

  /// Each piece has its own slope, taken from the piece alone: one evaluation that belongs to a
  /// neighbour would change the sum.
  @Test(arguments: methods(stepSize: 0.3, relative: 1e-10, absolute: 1e-12))
  func piecesAreHalfOpen(_ method: any Solver & Sendable) throws {
    let slopes = [1.0, -3, 7, 0, 2]
    let edges = [0.0, 1, 2.5, 3, 7, 10]
    let piece = Box(-1)
    let current = Box(0.0...0.0)
    let strays = Box(0)
    var problem = InitialValueProblem(
      from: 0, to: 10, initialState: [0], breakpoints: Array(edges[1..<5])
    ) { time, _, derivative in
      if !current.value.contains(time) { strays.value += 1 }
      derivative[0] = slopes[piece.value]
    }
    var seen: [ClosedRange<Double>] = []
    problem.pieceWillBegin = { interval, _ in
      piece.value += 1
      current.value = interval
      seen.append(interval)
    }
    let solution = try method.solve(problem, at: edges)
    #expect(seen == zip(edges, edges.dropFirst()).map { $0...$1 })
    #expect(strays.value == 0, "an evaluation outside of its piece")
    #expect(solution.times == edges)
    var exact = 0.0
    for (index, state) in solution.states.enumerated() {
      // Sums of at most some hundred terms below 11, each rounded by 1e-15.
      #expect(abs(state[0] - exact) < 1e-12, "\(method.name) at \(edges[index])")
      if index < 5 { exact += slopes[index] * (edges[index + 1] - edges[index]) }
    }
  }

  /// Two linear pieces, y′ = −y and then y′ = +y/2: the answer is e^(−1) e^(1/2).
  @Test(arguments: methods(stepSize: 0.001, relative: 1e-10, absolute: 1e-12))
  func rateOfEachPieceIsUsed(_ method: any Solver & Sendable) throws {
    let rate = Box(0.0)
    var problem = InitialValueProblem(from: 0, to: 2, initialState: [1], breakpoints: [1]) {
      _, y, derivative in
      derivative[0] = rate.value * y[0]
    }
    problem.pieceWillBegin = { piece, _ in rate.value = piece.lowerBound < 1 ? -1 : 0.5 }
    let solution = try method.solve(problem)
    let error = abs(solution.states[0][0] - exp(-0.5))
    // Euler: h/2 (1 + 1/4) e^(−1/2) = 3.8e-4. RK4: h⁴. CVODE: 100 local errors.
    #expect(error < (method is ForwardEuler ? 4.2e-4 : 1e-8), "\(method.name)")
    report("two rates, \(method.name): \(error)")
  }

  /// The rate belongs to the piece that begins at the breakpoint, but the state is continuous.
  @Test(arguments: methods(stepSize: 0.3))
  func samplesAtEdgesAreTakenOnce(_ method: any Solver & Sendable) throws {
    let problem = InitialValueProblem(from: 0, to: 10, initialState: [0], breakpoints: [5]) {
      _, _, derivative in
      derivative[0] = 1
    }
    let solution = try method.solve(problem, at: [0, 5, 10])
    #expect(solution.times == [0, 5, 10])
    for (state, exact) in zip(solution.states, [0.0, 5, 10]) {
      #expect(abs(state[0] - exact) < 1e-13)
    }
    #expect(solution.statistics.restarts == 1)
    // The first and last sample alone, and one between.
    #expect(try method.solve(problem, at: [5]).times == [5])
    #expect(try method.solve(problem, at: [10]).times == [10])
    #expect(try method.solve(problem, at: []).times == [])
  }

  /// Without breakpoints, an output time at the end, met after sampling elsewhere.
  @Test(arguments: methods(stepSize: 0.3))
  func runCanBeRepeated(_ method: any Solver & Sendable) throws {
    let problem = Self.makePulse(breakpoints: [500, 501])
    let first = try method.solve(problem, at: [250, 500, 501, 1000])
    let second = try method.solve(problem, at: [250, 500, 501, 1000])
    #expect(bits(first.states) == bits(second.states))
    #expect(first.statistics == second.statistics)
  }
}
