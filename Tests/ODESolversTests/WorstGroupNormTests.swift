#if SUNDIALS
  import Foundation
  import ODESolvers
  import Testing

  /// One active group of five components among 40 000 at rest.
  @Suite struct WorstGroupNormTests {
    /// A pendulum, a Duffing oscillator and their product's integral; all zeros is at rest. The
    /// populations are stored component by component: component c of group g is at c·groups + g.
    static func makeProblem(groups: Int, active: Int, until end: Double) -> InitialValueProblem {
      var initialState = [Double](repeating: 0, count: 5 * groups)
      for (component, value) in [1.5, 0, 1, 0, 0].enumerated() {
        initialState[component * groups + active] = value
      }
      return InitialValueProblem(from: 0, to: end, initialState: initialState) {
        _, y, derivative in
        for g in 0..<groups {
          let (p, v) = (y[g], y[groups + g])
          let (q, w) = (y[2 * groups + g], y[3 * groups + g])
          derivative[g] = v
          derivative[groups + g] = p == 0 ? 0 : -sin(p)
          derivative[2 * groups + g] = w
          derivative[3 * groups + g] = -q * q * q
          derivative[4 * groups + g] = p * q
        }
      }
    }

    /// A group's components after a run, and its statistics.
    static func solve(
      _ method: CVODE.Method, norm: Tolerances.ErrorNorm, groups: Int, active: Int,
      until end: Double
    ) throws -> (state: [Double], statistics: SolverStatistics) {
      let tolerances = Tolerances(relative: 1e-6, absolute: 1e-8, norm: norm)
      let problem = makeProblem(groups: groups, active: active, until: end)
      let solution = try CVODE(method, tolerances: tolerances).solve(problem)
      let state = (0..<5).map { solution.states[0][$0 * groups + active] }
      return (state, solution.statistics)
    }

    /// The solution of the group alone at tolerances of 1e-13.
    static func reference(until end: Double) throws -> [Double] {
      let tolerances = Tolerances(relative: 1e-13, absolute: 1e-15)
      let problem = makeProblem(groups: 1, active: 0, until: end)
      return try CVODE(.adams, tolerances: tolerances).solve(problem).states[0]
    }

    static func error(_ state: [Double], _ reference: [Double]) -> Double {
      zip(state, reference).map { abs($0 - $1) }.max()!
    }

    /// What was done, without what other groups have to do with it.
    private func work(_ statistics: SolverStatistics) -> SolverStatistics {
      var work = statistics
      work.paces = nil
      return work
    }

    struct Population: Sendable {
      var method: CVODE.Method
      var groups: Int
      var active: Int
      var end: Double
    }

    /// 40 000 and 40 003 groups, for the norm takes eight at a time; the active one is in the midst
    /// of the eights, at the end of them, or in the rest of three. SPGMR runs for a shorter time.
    static let populations = [
      Population(method: .adams, groups: 40_000, active: 17, end: 10),
      Population(method: .adams, groups: 40_003, active: 39_999, end: 10),
      Population(method: .adams, groups: 40_003, active: 40_002, end: 10),
      Population(method: .bdf(.krylov(dimension: 0)), groups: 40_000, active: 17, end: 4),
      Population(method: .bdf(.krylov(dimension: 0)), groups: 40_003, active: 40_001, end: 4),
    ]

    /// The others add nothing to the maximum, nor to SPGMR's sums, and the group's own sum is the
    /// same: not only the steps but every bit must be those of the group alone.
    @Test(arguments: populations)
    func activeGroupIsTreatedAsIfAlone(_ population: Population) throws {
      let end = population.end
      let alone = try Self.solve(
        population.method, norm: .rootMeanSquare, groups: 1, active: 0, until: end)
      let among = try Self.solve(
        population.method, norm: .worstGroup(count: population.groups), groups: population.groups,
        active: population.active, until: end)
      #expect(work(among.statistics) == work(alone.statistics))
      #expect(bits([among.state]) == bits([alone.state]))
      // Some hundred local errors of 1e-6 and less.
      let reference = try Self.reference(until: end)
      #expect(Self.error(among.state, reference) < 1e-4)
      report("worst group \(population): \(Self.error(among.state, reference)) \(among.statistics)")
    }

    /// The average over 200 000 components hides the error of five: 200 times as much is let
    /// through, of which at least twentyfold must show.
    @Test(arguments: [CVODE.Method.adams, .bdf(.krylov(dimension: 0))])
    func rootMeanSquareHidesTheError(_ method: CVODE.Method) throws {
      let reference = try Self.reference(until: 4)
      let alone = try Self.solve(method, norm: .rootMeanSquare, groups: 1, active: 0, until: 4)
      let among = try Self.solve(
        method, norm: .rootMeanSquare, groups: 40_000, active: 17, until: 4)
      let errors = (Self.error(alone.state, reference), Self.error(among.state, reference))
      #expect(errors.1 > 20 * errors.0)
      #expect(among.statistics.steps < alone.statistics.steps)
      report("root mean square \(method): \(errors)")
    }

    /// Two active groups: the norm is the worse one's, not their sum. A copy changes nothing.
    @Test(arguments: [1, 2, 7, 8, 9, 16, 19])
    func copiesChangeNothing(groups: Int) throws {
      var problem = Self.makeProblem(groups: groups, active: 0, until: 10)
      for index in problem.initialState.indices {
        problem.initialState[index] = problem.initialState[index / groups * groups]
      }
      let tolerances = Tolerances(relative: 1e-6, absolute: 1e-8, norm: .worstGroup(count: groups))
      let solution = try CVODE(.adams, tolerances: tolerances).solve(problem)
      let alone = try Self.solve(.adams, norm: .rootMeanSquare, groups: 1, active: 0, until: 10)
      #expect(work(solution.statistics) == work(alone.statistics))
      for group in 0..<groups {
        let state = (0..<5).map { solution.states[0][$0 * groups + group] }
        #expect(bits([state]) == bits([alone.state]), "group \(group)")
      }
    }

    @Test(arguments: [0, -5, 3, 40_000])
    func groupsMustDivideTheDimension(count: Int) {
      let tolerances = Tolerances(norm: .worstGroup(count: count))
      let problem = Self.makeProblem(groups: 2, active: 0, until: 1)
      let solution = run(CVODE(.adams, tolerances: tolerances), problem)
      guard case .failed(let error as SolverFailure) = solution.ending,
        case .invalidOptions(let message) = error.reason
      else {
        Issue.record("the run must fail: \(solution.ending)")
        return
      }
      #expect(message.contains("\(count) groups"))
    }
  }
#endif
