#if SUNDIALS
  import Foundation
  import ODESolvers
  import Testing

  /// How much one group holds up all others, against steps that are taken without it.
  @Suite struct StepPaceTests {
    /// Oscillators, each a group of its own: one of some frequency, if there is one, all others of frequencies from 1 to 1.2.
    static func solve(
      _ method: CVODE.Method, fast: Double?, slow: Int, norm: (Int) -> Tolerances.ErrorNorm
    ) throws -> SolverStatistics {
      let frequencies =
        (fast.map { [$0] } ?? []) + (0..<slow).map { 1 + 0.2 * Double($0) / Double(slow) }
      let n = frequencies.count
      let problem = InitialValueProblem(
        from: 0, to: 60,
        initialState: [Double](repeating: 1, count: n) + [Double](repeating: 0, count: n)
      ) { _, y, derivative in
        for i in 0..<n {
          derivative[i] = frequencies[i] * y[n + i]
          derivative[n + i] = -frequencies[i] * y[i]
        }
      }
      let tolerances = Tolerances(relative: 1e-5, absolute: 1e-5, norm: norm(n))
      return try CVODE(method, tolerances: tolerances).solve(problem).statistics
    }

    private static func ofWorst(_ count: Int) -> Tolerances.ErrorNorm { .worstGroup(count: count) }

    /// The median's pace is that of the steps which the others take among themselves, over those that all take: to a factor of two,
    /// since at its own steps a method may choose another order.
    @Test(arguments: [CVODE.Method.adams, .bdf(.dense)], [3.0, 10])
    func paceIsThatWithoutTheFastest(_ method: CVODE.Method, frequency: Double) throws {
      let all = try Self.solve(method, fast: frequency, slow: 20, norm: Self.ofWorst)
      let others = try Self.solve(method, fast: nil, slow: 20, norm: Self.ofWorst)
      let seen = Double(all.steps) / Double(others.steps)
      let pace = try #require(all.medianPace)
      #expect(pace > seen / 2 && pace < 2 * seen, "pace \(pace), steps \(seen)")
      #expect(pace > 1.5)
    }

    /// Groups of about one frequency do not hold each other up.
    @Test(arguments: [CVODE.Method.adams, .bdf(.dense)])
    func equalsGoAtOnePace(_ method: CVODE.Method) throws {
      let pace = try Self.solve(method, fast: nil, slow: 20, norm: Self.ofWorst).medianPace
      #expect(try #require(pace) < 1.5)
    }

    /// Where there is one group nobody holds up another one.
    @Test func oneGroupHasNoPace() throws {
      #expect(try Self.solve(.adams, fast: nil, slow: 1, norm: Self.ofWorst).medianPace == nil)
      let statistics = try Self.solve(.adams, fast: 3, slow: 9) { _ in .rootMeanSquare }
      #expect(statistics.medianPace == nil)
    }
  }
#endif
