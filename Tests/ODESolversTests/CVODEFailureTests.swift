#if SUNDIALS
  import Foundation
  import ODESolvers
  import Testing

  @Suite struct CVODEFailureTests {
    static let invalidTolerances: [Tolerances] = [
      Tolerances(relative: -1e-6), Tolerances(relative: .nan), Tolerances(relative: .infinity),
      Tolerances(absolute: -1), Tolerances(absolute: .nan), Tolerances(absolute: .infinity),
      Tolerances(relative: 1e-6, absolute: [1, 1, 1]), Tolerances(relative: 1e-6, absolute: []),
      Tolerances(norm: .worstGroup(count: 3)),
      // The second component is 0: nothing would be left of its scale.
      Tolerances(relative: 1e-6, absolute: 0), Tolerances(relative: 0, absolute: 0),
    ]

    @Test(arguments: invalidTolerances)
    func invalidTolerancesAreNamed(_ tolerances: Tolerances) {
      for method in [CVODE.Method.adams, .bdf(.dense)] {
        let problem = InitialValueProblem(from: 2, to: 3, initialState: [1, 0]) { _, _, _ in }
        let solution = run(CVODE(method, tolerances: tolerances), problem)
        guard case .failed(let error as SolverFailure) = solution.ending,
          case .invalidOptions(let message) = error.reason
        else {
          Issue.record("the run must fail: \(solution.ending)")
          return
        }
        #expect(message.contains("tolerance") || message.contains("groups"))
        #expect(!error.advice.isEmpty)
        #expect(error.time == 2)
        #expect(solution.state == [1, 0])
        #expect(solution.time == 2)
      }
    }

    /// A jump of f by 1e20 at t = 1 that is not declared. However often a step is shortened (seven
    /// times, says CVODE), its error is too large.
    static func makeUndeclaredJump() -> InitialValueProblem {
      var problem = InitialValueProblem(from: 0, to: 10, initialState: [0, 1, 0]) {
        time, y, derivative in
        derivative[0] = 1e-3
        derivative[1] = time < 1 ? -y[1] : 1e20
        derivative[2] = -y[2]
      }
      let names = ["clock", "jumping", "bystander"]
      problem.componentName = { names[$0] }
      return problem
    }

    @Test(arguments: cvodeMethods(relative: 1e-10, absolute: 1e-14))
    func flagsBecomeFailures(_ method: CVODE) throws {
      let solution = run(method, Self.makeUndeclaredJump())
      guard case .failed(let error as SolverFailure) = solution.ending,
        case .sundials(let function, let flag) = error.reason
      else {
        Issue.record("the run must fail: \(solution.ending)")
        return
      }
      #expect(function == "CVode")
      #expect(flag == .errorTestFailure)
      #expect(flag.name == "CV_ERR_FAILURE")
      #expect(error.worstComponent == "jumping")
      #expect(error.time > 0.9 && error.time < 1)
      #expect(error.stepSize > 0 && error.stepSize < 0.1)
      #expect(error.advice.contains("breakpoint"))
      for part in [flag.name, "jumping", "\(error.time)", "\(error.stepSize)", error.advice] {
        #expect(error.description.contains(part))
      }
      #expect(solution.time == error.time)
      #expect(abs(solution.state[0] - 1e-3 * solution.time) < 1e-9)
      // A hundred local errors of 1e-10.
      #expect(abs(solution.state[1] - exp(-solution.time)) < 1e-8)
      #expect(solution.statistics.errorTestFailures > 0)
      report("undeclared jump: \(error)")
    }

    /// 1e-20 is below what double precision holds.
    @Test(arguments: cvodeMethods(relative: 1e-20, absolute: 1e-25))
    func excessiveAccuracyIsRefused(_ method: CVODE) throws {
      let problem = InitialValueProblem(from: 0, to: 1, initialState: [1]) { _, y, derivative in
        derivative[0] = -y[0]
      }
      let solution = run(method, problem)
      guard case .failed(let error as SolverFailure) = solution.ending,
        case .sundials(_, let flag) = error.reason
      else {
        Issue.record("the run must fail: \(solution.ending)")
        return
      }
      #expect(flag == .tooMuchAccuracy)
      #expect(error.advice.contains("rtol"))
      #expect(solution.time == 0)
      #expect(solution.state == [1])
    }

    /// y′ = y² with y(0) = 1 is 1/(1 − t): there is nothing beyond t = 1, whatever it is called.
    @Test(arguments: cvodeMethods())
    func singularityEndsTheRun(_ method: CVODE) throws {
      let problem = InitialValueProblem(from: 0, to: 2, initialState: [1]) { _, y, derivative in
        derivative[0] = y[0] * y[0]
      }
      let solution = run(method, problem, options: SolveOptions(maximumSteps: 20_000))
      guard case .failed(let error as SolverFailure) = solution.ending else {
        Issue.record("the run must fail: \(solution.ending)")
        return
      }
      // The pole moves by about the tolerance.
      #expect(abs(error.time - 1) < 1e-5)
      #expect(solution.time <= error.time)
      #expect(solution.state[0].isFinite)
      #expect(solution.state[0] > 1e5)
      report("singularity: \(error), \(solution.statistics)")
    }

    /// The Jacobian's row is named by its component, also in columns after the first.
    @Test(arguments: 0..<3, 0..<3)
    func jacobianIsHeldToFiniteValues(row: Int, column: Int) throws {
      var problem = InitialValueProblem(from: 0, to: 1, initialState: [1, 2, 3]) {
        _, y, derivative in
        for index in y.indices { derivative[index] = -y[index] }
      }
      let names = ["first", "second", "third"]
      problem.componentName = { names[$0] }
      problem.jacobian = { _, _, jacobian in
        for index in 0..<3 { jacobian[index + 3 * index] = -1 }
        jacobian[row + 3 * column] = .nan
      }
      let solution = run(CVODE(.bdf(.dense)), problem)
      guard case .failed(let error as SolverFailure) = solution.ending,
        case .notFinite(let quantity, let component, let value) = error.reason
      else {
        Issue.record("the run must fail: \(solution.ending)")
        return
      }
      #expect(quantity.contains("Jacobian"))
      #expect(component == names[row])
      #expect(value.isNaN)
    }

    @Test func jacobiansErrorsComeOutUnchanged() throws {
      var problem = InitialValueProblem(from: 0, to: 1, initialState: [1]) { _, y, derivative in
        derivative[0] = -y[0]
      }
      problem.jacobian = { _, _, _ in throw ModelError(code: 7) }
      #expect(throws: ModelError(code: 7)) { try CVODE(.bdf(.dense)).solve(problem) }
    }
  }
#endif
