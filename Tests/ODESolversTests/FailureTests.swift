import Foundation
import ODESolvers
import Testing

struct ModelError: Error, Equatable {
  var code: Int
}

@Suite struct FailureTests {
  /// y′ = −y, but from t = 3 on an error of the model's own.
  @Test(arguments: methods(stepSize: 0.01))
  func errorsComeOutUnchanged(_ method: any Solver & Sendable) throws {
    let callsAfterwards = Box(-1)
    let problem = InitialValueProblem(from: 0, to: 1000, initialState: [1, 0]) {
      time, y, derivative in
      if callsAfterwards.value >= 0 { callsAfterwards.value += 1 }
      if time >= 3 {
        callsAfterwards.value = max(callsAfterwards.value, 0)
        throw ModelError(code: 42)
      }
      derivative[0] = -y[0]
      derivative[1] = y[0]
    }
    #expect(throws: ModelError(code: 42)) { try method.solve(problem) }
    // Not one more call: SUNDIALS 6.4's fixed-point iteration would try some hundred times again.
    #expect(callsAfterwards.value == 0, "\(method.name)")

    callsAfterwards.value = -1
    let solution = run(method, problem)
    guard case .failed(let error) = solution.ending else {
      Issue.record("the run must fail")
      return
    }
    #expect(error as? ModelError == ModelError(code: 42))
    // Up to the last step before t = 3 the state is good: h/2 t e^(−t) = 7.5e-4 for Euler.
    #expect(solution.time > 1 && solution.time < 3.01)
    let tolerance = method is ForwardEuler ? 1e-3 : 1e-6
    #expect(abs(solution.state[0] - exp(-solution.time)) < tolerance)
    #expect(abs(solution.state[0] + solution.state[1] - 1) < 1e-9)
    #expect(solution.statistics.steps > 0)
  }

  @Test(arguments: methods(stepSize: 0.01))
  func errorsOfTheFirstEvaluationComeOut(_ method: any Solver & Sendable) throws {
    let problem = InitialValueProblem(from: 0, to: 1, initialState: [3]) { _, _, _ in
      throw ModelError(code: 1)
    }
    let solution = run(method, problem)
    #expect(throws: ModelError(code: 1)) { try solution.check() }
    #expect(solution.time == 0)
    #expect(solution.state == [3])
    #expect(solution.statistics.steps == 0)
  }

  /// The announcement of a piece, and the observer, may throw too.
  @Test(arguments: methods(stepSize: 0.01))
  func otherClosuresErrorsComeOut(_ method: any Solver & Sendable) throws {
    struct Refusing: SolutionObserver {
      mutating func sample(at time: Double, state: Span<Double>) throws {
        if time >= 2.5 { throw ModelError(code: 3) }
      }
    }
    var problem = InitialValueProblem(from: 0, to: 4, initialState: [0], breakpoints: [3]) {
      _, _, derivative in
      derivative[0] = 1
    }
    var observer = Refusing()
    let refused = method.solve(problem, sampling: [1, 2.5, 3.5], observer: &observer)
    #expect(throws: ModelError(code: 3)) { try refused.check() }
    #expect(refused.time >= 2.5 && refused.time <= 3)
    #expect(abs(refused.state[0] - refused.time) < 1e-12)

    problem.pieceWillBegin = { piece, _ in
      if piece.lowerBound == 3 { throw ModelError(code: 4) }
    }
    let announced = run(method, problem)
    #expect(throws: ModelError(code: 4)) { try announced.check() }
    #expect(announced.time == 3)
    #expect(abs(announced.state[0] - 3) < 1e-12)
  }

  /// A value that is not finite is caught in the evaluation that makes it.
  @Test(
    arguments: methods(stepSize: 0.01), [Double.nan, .infinity, -.infinity])
  func valuesThatAreNotFiniteAreCaught(_ method: any Solver & Sendable, value: Double) throws {
    // Component 7 of 11: eight are checked at a time, and the rest one by one.
    for component in [0, 7, 10] {
      let calls = Box(0)
      let callsAtValue = Box(0)
      var problem = InitialValueProblem(
        from: 0, to: 1000, initialState: [Double](repeating: 1, count: 11)
      ) { time, y, derivative in
        calls.value += 1
        for index in y.indices { derivative[index] = -y[index] }
        if time > 2 {
          derivative[component] = value
          if callsAtValue.value == 0 { callsAtValue.value = calls.value }
        }
      }
      let names = (0..<11).map { "species \($0)" }
      problem.componentName = { names[$0] }
      let solution = run(method, problem)
      guard case .failed(let error as SolverFailure) = solution.ending,
        case .notFinite(let quantity, let name, let found) = error.reason
      else {
        Issue.record("the run must fail: \(solution.ending)")
        return
      }
      #expect(quantity == "derivative")
      #expect(name == "species \(component)")
      #expect(found.bitPattern == value.bitPattern || found.isNaN && value.isNaN)
      #expect(error.time > 2 && error.time < 10)
      #expect(error.description.contains("species \(component)"))
      #expect(calls.value == callsAtValue.value, "not one more evaluation")
      #expect(solution.time <= error.time)
      #expect(solution.state.allSatisfy { $0.isFinite })
    }
  }

  /// A fixed step beyond the limit of stability ends in infinities. y′ = −1000 y with h = 10 grows
  /// by about 10⁴ (Euler) or 4·10¹⁴ (RK4) a step, and the last step before the overflow of f must
  /// not be taken for good.
  @Test(
    arguments: [ForwardEuler(stepSize: 10), RungeKutta4(stepSize: 10)] as [any Solver & Sendable])
  func overflowLeavesAFiniteState(_ method: any Solver & Sendable) throws {
    for start in [1.0, 3e304, 1e305, 2e305, 1e306] {
      let problem = InitialValueProblem(from: 0, to: 5000, initialState: [start]) {
        _, y, derivative in
        derivative[0] = -1000 * y[0]
      }
      let solution = run(method, problem)
      guard case .failed(let error as SolverFailure) = solution.ending,
        case .notFinite = error.reason
      else {
        Issue.record("the run must fail: \(solution.ending)")
        return
      }
      #expect(solution.state[0].isFinite, "\(method.name) from \(start)")
      #expect(solution.time < 1000)
      // It is the state of the time told, not a later one.
      if solution.time > 0 {
        let again = try method.solve(
          InitialValueProblem(
            from: 0, to: solution.time, initialState: [start],
            rightHandSide: problem.rightHandSide))
        #expect(again.states[0] == solution.state)
      }
    }
  }

  @Test(arguments: [0, -1, .nan, .infinity, -.infinity] as [Double])
  func stepSizesMustBePositive(_ stepSize: Double) {
    for method in [ForwardEuler(stepSize: stepSize), RungeKutta4(stepSize: stepSize)]
      as [any Solver & Sendable]
    {
      let problem = InitialValueProblem(from: 2, to: 3, initialState: [5]) { _, _, _ in }
      let solution = run(method, problem)
      guard case .failed(let error as SolverFailure) = solution.ending,
        case .invalidOptions(let message) = error.reason
      else {
        Issue.record("the run must fail: \(solution.ending)")
        return
      }
      #expect(message.contains("\(stepSize)"))
      #expect(error.time == 2)
      #expect(!error.advice.isEmpty)
      #expect(solution.state == [5])
      #expect(solution.time == 2)
    }
  }
}
