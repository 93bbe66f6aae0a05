import ODESolvers
import Testing

/// Solvers share nothing: neither nested, nor interleaved, nor in parallel.
@Suite struct IndependenceTests {
  static func makeOscillator(amplitude: Double = 2) -> InitialValueProblem {
    InitialValueProblem(from: 0, to: 20, initialState: [amplitude, 0], breakpoints: [7]) {
      _, y, derivative in
      derivative[0] = y[1]
      derivative[1] = 3 * (1 - y[0] * y[0]) * y[1] - y[0]
    }
  }

  static let times = (0...20).map(Double.init)

  /// A whole solution within each evaluation of another's right-hand side.
  @Test(arguments: methods(stepSize: 0.02, relative: 1e-5, absolute: 1e-7))
  func nested(_ method: any Solver & Sendable) throws {
    let alone = try method.solve(Self.makeOscillator()).states[0]
    func makeOuter(_ inner: @escaping () throws -> [Double]) -> InitialValueProblem {
      InitialValueProblem(from: 0, to: 1, initialState: [1]) { _, y, derivative in
        derivative[0] = try -y[0] * inner()[0]
      }
    }
    let outer = try method.solve(makeOuter { alone })
    let nested = try method.solve(makeOuter { try method.solve(Self.makeOscillator()).states[0] })
    #expect(bits(nested.states) == bits(outer.states))
    #expect(nested.statistics == outer.statistics)

    // And an error of the inner right-hand side comes out of the outer run.
    let failing = makeOuter {
      try method.solve(
        InitialValueProblem(from: 0, to: 1, initialState: [0]) { _, _, _ in
          throw ModelError(code: 5)
        }
      ).states[0]
    }
    #expect(throws: ModelError(code: 5)) { try method.solve(failing) }
  }

  /// Two steppers that take turns.
  @Test(arguments: methods(stepSize: 0.02, relative: 1e-5, absolute: 1e-7))
  func interleaved(_ method: any Solver & Sendable) throws {
    var problems = [Self.makeOscillator(), Self.makeOscillator(amplitude: 0.1)]
    for index in problems.indices { problems[index].breakpoints = [] }
    let alone = try problems.map { try method.solve($0) }
    var steppers = try problems.map { try method.makeStepper(for: $0, reading: nil) }
    for index in steppers.indices { try steppers[index].begin([0...20]) }
    while steppers.contains(where: { $0.time < 20 }) {
      for index in steppers.indices where steppers[index].time < 20 {
        try steppers[index].step(until: 20, atMost: 1)
      }
    }
    for index in steppers.indices {
      var state = problems[index].initialState
      try steppers[index].read(.chosen, at: 20, into: &state)
      #expect(bits([state]) == bits(alone[index].states))
      #expect(steppers[index].statistics == alone[index].statistics)
    }
  }

  @Test(arguments: methods(stepSize: 0.01, relative: 1e-7, absolute: 1e-9))
  func parallel(_ method: any Solver & Sendable) async throws {
    let alone = try method.solve(Self.makeOscillator(), at: Self.times)
    let solutions = try await withThrowingTaskGroup(of: SampledSolution.self) { group in
      for _ in 0..<4 {
        group.addTask { try method.solve(Self.makeOscillator(), at: Self.times) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(solutions.count == 4)
    for solution in solutions {
      #expect(bits(solution.states) == bits(alone.states))
      #expect(solution.statistics == alone.statistics)
    }
  }
}
