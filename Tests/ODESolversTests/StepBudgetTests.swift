import Foundation
import ODESolvers
import Testing

@Suite struct StepBudgetTests {
  /// The budget counts over restarts: 20 pieces, none of which needs all of it.
  @Test(arguments: methods(stepSize: 0.01, relative: 1e-9, absolute: 1e-11))
  func budgetEndsTheRun(_ method: any Solver & Sendable) throws {
    var problem = InitialValueProblem(
      from: 0, to: 20, initialState: [1, 0], breakpoints: (1..<20).map(Double.init)
    ) { _, y, derivative in
      derivative[0] = y[1]
      derivative[1] = -y[0]
    }
    problem.componentName = { ["position", "velocity"][$0] }
    var recorder = SampleRecorder()
    let solution = method.solve(
      problem, sampling: (0...200).map { Double($0) / 10 },
      options: SolveOptions(maximumSteps: 250), observer: &recorder)
    guard case .failed(let error as SolverFailure) = solution.ending else {
      Issue.record("the run must fail: \(solution.ending)")
      return
    }
    #expect(error.reason == .stepBudget(250))
    #expect(error.time == solution.time)
    #expect(error.stepSize > 0)
    #expect(!error.advice.isEmpty)
    #expect(error.description.contains("250 steps"))
    #expect(solution.statistics.steps == 250)
    #expect(solution.time > 2 && solution.time < 20)
    #expect(solution.statistics.restarts == Int(solution.time.rounded(.down)))

    // The last good state is as good as any: Euler's error h/2 t for t = 2.5, 1.3e-2; CVODE's some
    // hundred local errors of 1e-9; Runge-Kutta's h⁴.
    let tolerance = method is ForwardEuler ? 0.015 : 1e-6
    #expect(abs(solution.state[0] - cos(solution.time)) < tolerance, "\(method.name)")
    #expect(abs(solution.state[1] + sin(solution.time)) < tolerance, "\(method.name)")
    // And all samples up to there were given.
    #expect(recorder.times.count == Int((solution.time * 10).rounded(.down)) + 1)
    #expect(throws: SolverFailure.self) { try solution.check() }
  }

  @Test(arguments: methods(stepSize: 0.5))
  func exactBudgetIsEnough(_ method: any Solver & Sendable) throws {
    let problem = InitialValueProblem(from: 0, to: 2, initialState: [1]) { _, y, derivative in
      derivative[0] = -y[0]
    }
    let steps = run(method, problem).statistics.steps
    try run(method, problem, options: SolveOptions(maximumSteps: steps)).check()
    let short = run(method, problem, options: SolveOptions(maximumSteps: steps - 1))
    #expect(throws: SolverFailure.self) { try short.check() }
    #expect(short.time < 2)
    let none = run(method, problem, options: SolveOptions(maximumSteps: 0))
    #expect(none.time == 0)
    #expect(none.state == [1])
    #expect(none.statistics.steps == 0)
  }
}
