#if SUNDIALS
  import Foundation
  import GradientDrives
  import ODESolvers
  import SynapticDynamics
  import Testing

  /// CVODE where g and m change their signs.
  @Suite struct SignChangeTests {
    private static func methods(_ relative: Double, _ dynamics: PopulationDynamics) -> [CVODE] {
      let tolerances = dynamics.tolerances(relative: relative, otherwise: 1e-4 * relative)
      return [.adams, .bdf(.structured)].map { CVODE($0, tolerances: tolerances) }
    }

    /// Under moving signals, against collocation, which knows nothing of CVODE: the median error of the
    /// result is some tolerances, and nobody's two thousand. Where signs are not located the median alone is
    /// beyond a hundred at 1e-10.
    @Test(arguments: [1e-6, 1e-8, 1e-10])
    func kinksOfMovingSignalsCostNoDigits(_ relative: Double) throws {
      var errors: [[Double]] = [[], []]
      for seed in 0..<60 {
        let random = SmoothCase(seed: seed, count: 1 + seed % 3)
        let expected = try random.collocation(relative: 1e-13, at: random.sampleTimes(8))
        for k in 0..<2 {
          let states = try random.solve(at: random.sampleTimes(8)) { Self.methods(relative, $0)[k] }
          errors[k].append(Self.error(states, expected, of: random.rule))
        }
      }
      for (k, errors) in errors.enumerated() {
        let sorted = errors.map { $0 / relative }.sorted()
        #expect(sorted[30] < 15 && sorted[59] < 2000, "method \(k): \(sorted[30]), \(sorted[59])")
      }
    }

    /// The same under held signals, against the closed form.
    @Test(arguments: [1e-6, 1e-8, 1e-10])
    func kinksOfHeldSignalsCostNoDigits(_ relative: Double) throws {
      var range = RandomCase.Range()
      range.temperature = 0.1...10
      range.tauM = 1...30
      var errors: [[Double]] = [[], []]
      for seed in 0..<60 {
        range.tracksContractionClock = seed % 2 == 0
        let random = RandomCase(seed: seed, range)
        let times = random.sampleTimes(8)
        let expected = try random.exact(at: times)
        for k in 0..<2 {
          let states = try random.solve(at: times) { Self.methods(relative, $0)[k] }
          errors[k].append(Self.error(states, expected, of: random.rule))
        }
      }
      for (k, errors) in errors.enumerated() {
        let sorted = errors.map { $0 / relative }.sorted()
        #expect(sorted[30] < 15 && sorted[59] < 1000, "method \(k): \(sorted[30]), \(sorted[59])")
      }
    }

    /// The largest error of a component of a synapse under error control, relative to its largest magnitude.
    private static func error(
      _ states: [[Double]], _ expected: [[Double]], of rule: BioAdam
    ) -> Double {
      let components = rule.components
      let n = states[0].count / components.count
      return states[0].indices.filter { components[$0 / n].isErrorControlled }.map { i in
        let scale = expected.map { $0[i].magnitude }.max()!
        let error = zip(states, expected).map { ($0[i] - $1[i]).magnitude }.max()!
        return error == 0 ? 0 : error / scale
      }.max()!
    }

    /// Rates that go by their own signs are those that go by none, bit for bit; by the other signs they are
    /// those of |g| → −|g| and of f for the other direction.
    @Test func ratesGoBySides() throws {
      for seed in 0..<40 {
        let random = SmoothCase(seed: seed, count: 5)
        let n = random.synapseCount
        let dynamics = try random.dynamics()
        let problem = dynamics.problem(from: 0, to: random.end, initialState: random.initialState)
        let rows = random.rule.components.count
        _ = try Self.written(rows * n) { try problem.pieceWillBegin?(0...random.end, &$0) }
        func rates(at time: Double) throws -> [Double] {
          try Self.written(rows * n) {
            try problem.rightHandSide(time, random.initialState.span, &$0)
          }
        }
        let time = 0.37 * random.end
        let free = try rates(at: time)
        let switches = try #require(problem.switches)
        let values = try Self.written(switches.count) {
          try switches.evaluate(time, random.initialState.span, &$0)
        }
        let signs = values.map { $0 < 0 ? -1.0 : 1 }
        Self.hold(signs, switches)
        #expect(try rates(at: time) == free, "seed \(seed)")
        Self.hold(signs.map { -$0 }, switches)
        let turned = try rates(at: time)
        let kinetics = random.rule.forward
        let clock = random.rule.tracksContractionClock
        for i in 0..<n {
          let g = kinetics.gradientGain * dynamics.feed.gradient(at: time, of: [i])[0]
          let (m, rho) = (random.initialState[i], random.initialState[2 * n + i])
          let co = kinetics.coConsumption
          var expected = [
            2 * n + i: co.production - (co.decay - co.consumption * g.magnitude) * rho
          ]
          if clock { expected[3 * n + i] = -kinetics.learningRate * m.magnitude * rho }
          if let predisposition = kinetics.predisposition {
            for weight in (rows - 2)..<rows {
              let w = random.initialState[weight * n + i]
              let f =
                predisposition.gain / (1 + exp((m < 0 ? -1 : 1) * w / predisposition.temperature))
              expected[weight * n + i] = -kinetics.learningRate * f * m * rho
            }
          }
          for (place, value) in expected {
            let error = (turned[place] - value).magnitude
            // ρ's rate is a sum of terms of both signs.
            let size =
              place / n == 2 ? co.production + co.rate(gradient: g) * rho : value.magnitude
            #expect(error <= 1e-12 * size, "seed \(seed), \(place)")
          }
        }
      }
    }

    private static func hold(_ signs: [Double], _ switches: SwitchingFunctions) {
      switches.hold(signs.span)
    }

    private static func written(
      _ count: Int, _ body: (inout MutableSpan<Double>) throws -> Void
    ) rethrows -> [Double] {
      var values = [Double](repeating: .nan, count: count)
      var span = values.mutableSpan
      try body(&span)
      return values
    }

    /// Every rule under predisposition: a tenth of the tolerance leads nearer to a solution by fine steps
    /// of the other family.
    @Test func everyRuleIsServed() throws {
      let predisposition = Predisposition(temperature: 0.5)
      let rules: [any SynapticRule] = [
        GradientFlow(learningRate: 0.01, predisposition: predisposition),
        Momentum(learningRate: 0.01, predisposition: predisposition),
        Momentum(learningRate: 0.01, predisposition: predisposition, looksAhead: true),
        RMSProp(learningRate: 0.01, predisposition: predisposition),
        Adam(learningRate: 0.01, predisposition: predisposition),
      ]
      let drive = SinesDrive(
        amplitude: [0.3, 1], frequency: [0.021, 0.034], phase: [0.4, 1], harmonics: [1, 0.3])
      for rule in rules {
        var results: [[Double]] = []
        for (locates, relative, method) in [
          (true, 1e-8, CVODE.Method.adams), (true, 1e-8, .bdf(.structured)),
          (false, 1e-12, .adams),
        ] {
          let dynamics = try PopulationDynamics(rule: rule, drive: drive)
          dynamics.locatesSignChanges = locates
          let rows = rule.components.count
          var state = [Double](repeating: 0.1, count: 2 * rows)
          for i in 0..<4 { state[2 * (rows - 2) + i] = [0.4, -0.3, 0.2, 0.7][i] }
          let problem = dynamics.problem(from: 1, to: 200, initialState: state)
          #expect((problem.switches != nil) == locates, "\(rule.name)")
          let solver = CVODE(
            method, tolerances: dynamics.tolerances(relative: relative, otherwise: 1e-4 * relative))
          let solution = try solver.solve(problem)
          if locates { #expect(solution.statistics.restarts > 10, "\(rule.name)") }
          results.append(solution.states[0])
        }
        for result in results[..<2] {
          for (a, b) in zip(result, results[2]) {
            #expect((a - b).magnitude < 3e-6 * max(b.magnitude, 0.1), "\(rule.name): \(a), \(b)")
          }
        }
      }
    }

    /// Nothing is located where there is nothing, and nothing in large populations, which say so.
    @Test func whatIsLocated() throws {
      func dynamics(
        _ rule: any SynapticRule, _ n: Int, held: Bool
      ) throws -> PopulationDynamics {
        let values = [Double](repeating: 0.1, count: n)
        return try held
          ? PopulationDynamics(
            rule: rule, drive: TabulatedDrive(ListedTable(times: [0], rows: [values])))
          : PopulationDynamics(
            rule: rule, drive: SinesDrive(amplitude: values, frequency: values, phase: values))
      }
      let plain = BioAdam()
      let predisposed = BioAdam(
        BioAdam.Kinetics(predisposition: Predisposition(temperature: 1)))
      let most = PopulationDynamics.mostLocatedSynapses
      #expect(try dynamics(plain, 1, held: true).signChanges == .none)
      #expect(try dynamics(plain, 1, held: false).signChanges == .located)
      #expect(try dynamics(predisposed, most, held: true).signChanges == .located)
      #expect(try dynamics(predisposed, most + 1, held: true).signChanges == .notLocated)
      #expect(try dynamics(plain, most + 1, held: true).signChanges == .none)
      #expect(try dynamics(GradientFlow(), 1, held: false).signChanges == .none)
    }
  }
#endif
