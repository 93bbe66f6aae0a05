#if SUNDIALS
  import GradientDrives
  import ODESolvers
  import PopulationMethods
  import SynapticDynamics
  import Testing

  /// One active synapse among many quiet ones must be as accurate as alone.
  @Suite struct OneAmongManyTests {
    /// Among 100 000, with the tolerances of the population: the same steps to the bit, so the same
    /// error, whether the others are silent or all but silent.
    @Test(arguments: [0, 1e-9])
    func isAsAccurateAsAlone(quiet: Double) throws {
      let alone = try run(count: 1, quiet: quiet) { $0.tolerances(relative: 1e-6) }
      let among = try run(count: 100_000, quiet: quiet) { $0.tolerances(relative: 1e-6) }
      #expect(among.steps == alone.steps)
      #expect(among.error == alone.error)
      #expect(alone.error > 0 && alone.error < 1e-4)
    }

    /// With the usual root mean square over all components it would not be: the error grows with
    /// the number of others.
    @Test func rootMeanSquareHidesIt() throws {
      let tolerances = Tolerances(relative: 1e-6, absolute: 1e-9)
      let alone = try run(count: 1, quiet: 0) { _ in tolerances }
      let among = try run(count: 10_000, quiet: 0) { _ in tolerances }
      #expect(among.steps < alone.steps)
      // Six times; m, which the norm looks at by itself, is what moves.
      #expect(among.error > 4 * alone.error)
    }

    private func run(
      count n: Int, quiet: Double, _ tolerances: (PopulationDynamics) -> Tolerances
    ) throws -> (error: Double, steps: Int) {
      let rule = BioAdam(
        BioAdam.Kinetics(
          tauM: 2, coConsumption: CoConsumption(tauRho: 20), learningRate: 0.1,
          predisposition: Predisposition(temperature: 1)))
      // The active one is neither the first nor the last.
      let active = n / 2
      let rows = [1.0, -2, 0.5].map { g in
        (0..<n).map { $0 == active ? g : quiet }
      }
      let table = ListedTable(times: [0, 2, 4], rows: rows)
      let dynamics = try PopulationDynamics(rule: rule, drive: TabulatedDrive(table))
      // The norm is what is looked at; alone, the synapse would have its changes of sign located.
      dynamics.locatesSignChanges = false
      let start = [0, 2, 1, 0.5, -0.5].flatMap { [Double](repeating: $0, count: n) }
      let problem = dynamics.problem(from: 0, to: 6, initialState: start)
      let exact = try ExactPropagator(dynamics).final(problem)
      let solution = try CVODE(.adams, tolerances: tolerances(dynamics)).solve(problem)
      let error = (0..<5).map { component in
        (solution.states[0][component * n + active] - exact[component * n + active]).magnitude
      }
      return (error.max()!, solution.statistics.steps)
    }
  }
#endif
