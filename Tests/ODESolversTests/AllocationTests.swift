import CAllocationCounter
import ODESolvers
import Testing

@Suite struct AllocationTests {
  /// Twice the steps must not mean more allocations: whatever is allocated, is allocated once.
  @Test(arguments: methods)
  func stepsDoNotAllocate(_ method: any Solver & Sendable) throws {
    func allocations(over duration: Double) throws -> (count: Int, steps: Int) {
      var oscillator = InitialValueProblem(from: 0, to: duration, initialState: [1, 0]) {
        _, y, derivative in
        derivative[0] = y[1]
        derivative[1] = -y[0]
      }
      // SUNDIALS' own difference quotients allocate a vector for each Jacobian.
      oscillator.jacobian = { _, _, jacobian in
        jacobian[1] = -1
        jacobian[2] = 1
      }
      oscillator.newtonSolve = { _, gamma, _, vector in
        let (a, b) = (vector[0], vector[1])
        let determinant = 1 + gamma * gamma
        vector[0] = (a + gamma * b) / determinant
        vector[1] = (b - gamma * a) / determinant
      }
      var observer = Silent()
      let before = allocation_count()
      let solution = method.solve(oscillator, sampling: [], observer: &observer)
      let after = allocation_count()
      try solution.check()
      return (after - before, solution.statistics.steps)
    }
    _ = try allocations(over: 1)
    let short = try allocations(over: 100)
    let long = try allocations(over: 200)
    #expect(long.steps > short.steps * 3 / 2)
    if allocation_count() >= 0 {
      #expect(long.count == short.count, "\(method.name)")
      #expect(short.count > 0, "the counter must see the vectors being made")
    }
  }

  private struct Silent: SolutionObserver {
    mutating func sample(at time: Double, state: Span<Double>) {}
  }

  static let methods: [any Solver & Sendable] = {
    var methods: [any Solver & Sendable] = [
      ForwardEuler(stepSize: 0.01), RungeKutta4(stepSize: 0.01),
    ]
    #if SUNDIALS
      methods.append(CVODE(.adams))
      methods.append(CVODE(.bdf(.dense)))
      methods.append(CVODE(.bdf(.structured)))
      methods.append(CVODE(.bdf(.krylov(dimension: 0))))
    #endif
    return methods
  }()
}
