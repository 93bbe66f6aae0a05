import CAllocationCounter
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// What methods that step each synapse by itself keep, and what they do not depend on.
@Suite struct LaneTests {
  /// Where lanes rest on their way through a stride has no say, nor has who reads on it: with an event to look
  /// for they rest after every step.
  @Test(arguments: LaneMethod.all)
  func restingDoesNotMatter(_ method: LaneMethod) throws {
    for seed in 0..<20 {
      let random = SmoothCase(seed: seed, count: seed % 5 == 0 ? 300 : 5)
      let times = random.sampleTimes(9)
      let free = try random.solve(by: method, relative: 1e-7, at: times)
      let dynamics = try random.dynamics(threads: 1 + seed % 2)
      var problem = dynamics.problem(from: 0, to: random.end, initialState: random.initialState)
      problem.events = [Event("never") { _, _ in 1 }]
      let solver = try method.make(dynamics, 1e-7, SmoothCase.absolute(1e-7))
      let resting = try solver.solve(problem, at: times)
      #expect(resting.states == free, "seed \(seed)")
    }
  }

  /// No more steps are taken than the budget has, and who needs them hears what to do.
  @Test(arguments: LaneMethod.all)
  func budgetIsKept(_ method: LaneMethod) throws {
    for (seed, budget) in [(1, 1), (2, 7), (3, 20)] {
      let random = SmoothCase(seed: seed, count: 40)
      let dynamics = try random.dynamics()
      let problem = dynamics.problem(from: 0, to: 1e5, initialState: random.initialState)
      var recorder = StepCounter()
      let solution = try method.make(dynamics, 1e-9, [:]).solve(
        problem, sampling: [], options: SolveOptions(maximumSteps: budget), observer: &recorder)
      #expect(solution.statistics.steps <= budget && solution.statistics.steps > 0)
      let failure = solution.failure as? SolverFailure
      #expect(failure?.reason == .stepBudget(budget))
      #expect(failure?.advice.contains("cvodeBDF") == true)
      // The last good state is that of the time reached.
      #expect(solution.time == 0 && solution.state == random.initialState)
    }
  }

  /// A synapse that needs millions of steps in a stride does not keep others from being heard; neither does
  /// one that is read within it.
  @Test func longStridesAreLeft() throws {
    let n = 2
    let drive = SinesDrive(amplitude: [5e7, 1], frequency: [0.05, 0.05], phase: [1, 1])
    let dynamics = try PopulationDynamics(
      rule: BioAdam(BioAdam.Kinetics(tauM: 100)), drive: drive)
    let state = [Double](repeating: 1, count: 3 * n) + [Double](repeating: 0.3, count: 2 * n)
    let problem = dynamics.problem(from: 0, to: 100, initialState: state)
    let solver = try Collocation(
      dynamics, relative: 1e-8, absolute: [.m: 1e-12, .rho: 1e-12, .w: 1e-12])
    var counter = StepCounter()
    let whole = solver.solve(problem, sampling: [99], observer: &counter)
    #expect(whole.time == 100 && whole.failure == nil)
    // Half a million steps of each lane in a call, to get there and, of all together, to read.
    #expect(counter.calls > 2 && counter.largest <= 500_000, "\(counter), \(whole.statistics)")
    var impatient = StepCounter(patience: 1)
    let left = solver.solve(problem, sampling: [], observer: &impatient)
    #expect(left.failure is StepCounter.Enough && left.time == 0 && left.state == state)
  }

  /// A synapse that cannot go on is told of, wherever it stands.
  @Test(arguments: LaneMethod.all)
  func failuresAreToldOfEveryBlock(_ method: LaneMethod) throws {
    let n = 700
    for place in [3, 300, 699] {
      var amplitude = [Double](repeating: 1, count: n)
      amplitude[place] = .infinity
      let drive = SinesDrive(
        amplitude: amplitude, frequency: Array(repeating: 0.01, count: n),
        phase: Array(repeating: 0, count: n))
      for threads in [1, 2] {
        let dynamics = try PopulationDynamics(
          rule: BioAdam(), drive: drive, threads: threads)
        let state = [Double](repeating: 1, count: 5 * n)
        var counter = StepCounter()
        let solution = try method.make(dynamics, 1e-6, [:]).solve(
          dynamics.problem(from: 0, to: 100, initialState: state), sampling: [],
          observer: &counter)
        let failure = solution.failure as? SolverFailure
        #expect(failure?.reason == .stepTooSmall(component: "synapse \(place)"))
      }
    }
  }

  /// |w_f − w_b| never grows with predisposition, ρ stays positive, and the clock does not turn back.
  @Test(arguments: LaneMethod.all)
  func keepsInvariants(_ method: LaneMethod) throws {
    for seed in 0..<100 {
      let random = SmoothCase(seed: seed, count: 4)
      let n = random.synapseCount
      let times = random.sampleTimes(40)
      let states = try random.solve(by: method, relative: 1e-7, at: times)
      let forward = random.initialState.count - 2 * n
      for (before, state) in zip(states, states.dropFirst()) {
        for i in 0..<n {
          #expect(state[2 * n + i] > 0, "seed \(seed), synapse \(i)")
          if random.rule.tracksContractionClock {
            #expect(state[3 * n + i] >= before[3 * n + i], "seed \(seed), synapse \(i)")
          }
          func difference(_ state: [Double]) -> Double {
            (state[forward + i] - state[forward + n + i]).magnitude
          }
          let weight = max(state[forward + i].magnitude, state[forward + n + i].magnitude)
          #expect(
            difference(state) <= difference(before) + 1e-9 * weight, "seed \(seed), synapse \(i)")
        }
      }
    }
  }

  /// w_f = w_b once means w_f = w_b for ever, bit for bit.
  @Test(arguments: LaneMethod.all)
  func equalWeightsStayEqual(_ method: LaneMethod) throws {
    for seed in 0..<50 {
      let random = SmoothCase(seed: seed, count: 5)
      let dynamics = try random.dynamics()
      let forward = random.initialState.count - 10
      var state = random.initialState
      for i in 0..<5 { state[forward + 5 + i] = state[forward + i] }
      let final = try method.make(dynamics, 1e-6, [:]).final(
        dynamics.problem(from: 0, to: random.end, initialState: state))
      #expect(final[forward..<(forward + 5)] == final[(forward + 5)...], "seed \(seed)")
    }
  }

  /// A synapse has the same bits alone, among others, and wherever it stands.
  @Test(arguments: LaneMethod.all)
  func neighboursDoNotMatter(_ method: LaneMethod) throws {
    for seed in 0..<12 {
      let random = SmoothCase(seed: seed, count: [3, 70, 300][seed % 3])
      let n = random.synapseCount
      let together = try random.solve(by: method, relative: 1e-7)[0]
      for i in Set([0, 1, 2, n / 2, n - 1]) {
        let drive = SinesDrive(
          amplitude: [random.drive.amplitude[i]], frequency: [random.drive.frequency[i]],
          phase: [random.drive.phase[i]], harmonics: random.drive.harmonics)
        let dynamics = try PopulationDynamics(rule: random.rule, drive: drive)
        let rows = random.rule.components.count
        let state = (0..<rows).map { random.initialState[$0 * n + i] }
        let alone = try method.make(dynamics, 1e-7, SmoothCase.absolute(1e-7)).final(
          dynamics.problem(from: 0, to: random.end, initialState: state))
        #expect(alone == (0..<rows).map { together[$0 * n + i] }, "seed \(seed), synapse \(i)")
      }
    }
  }

  /// Neither the times at which the solution is read matter, nor the number of threads.
  @Test(arguments: LaneMethod.all)
  func readingAndThreadsDoNotMatter(_ method: LaneMethod) throws {
    for seed in 0..<20 {
      let random = SmoothCase(seed: seed, count: seed % 4 == 0 ? 4200 : 20)
      let final = try random.solve(by: method, relative: 1e-6)[0]
      let times = random.sampleTimes(7)
      let read = try random.solve(by: method, relative: 1e-6, at: times)
      #expect(read[7] == final, "seed \(seed)")
      let finer = try random.solve(
        by: method,
        relative: 1e-6, at: random.sampleTimes(14))
      #expect((0...7).allSatisfy { finer[2 * $0] == read[$0] }, "seed \(seed)")
      let dynamics = try random.dynamics(threads: 2)
      let solver = try method.make(dynamics, 1e-6, SmoothCase.absolute(1e-6))
      let threaded = try solver.final(
        dynamics.problem(from: 0, to: random.end, initialState: random.initialState))
      #expect(threaded == final, "seed \(seed)")
    }
  }

  /// Partners with substances and signals of their own are stepped apart, as two populations would be.
  @Test(arguments: LaneMethod.all)
  func partnersAreApart(_ method: LaneMethod) throws {
    for seed in 0..<20 {
      let (first, second) = (SmoothCase(seed: seed), SmoothCase(seed: seed + 1000))
      let rule = BioAdam(first.rule.forward, backward: second.rule.forward)
      let n = first.synapseCount
      let (a, b) = (first.drive, second.drive)
      let drive = SinesDrive(
        amplitude: a.amplitude + b.amplitude, frequency: a.frequency + b.frequency,
        phase: a.phase + b.phase, harmonics: a.harmonics)
      let dynamics = try PopulationDynamics(rule: rule, drive: drive)
      let substances = first.initialState[..<(3 * n)] + second.initialState[..<(3 * n)]
      let weights = first.initialState.suffix(2 * n)
      let final = try method.make(dynamics, 1e-8, [:]).final(
        dynamics.problem(from: 0, to: 50, initialState: Array(substances) + weights))
      let expected = try RungeKutta4(stepSize: 2e-3).final(
        dynamics.problem(from: 0, to: 50, initialState: Array(substances) + weights))
      for component in final.indices {
        let scale = max(1e-2, expected[component].magnitude)
        #expect(
          (final[component] - expected[component]).magnitude <= 1e-3 * scale,
          "seed \(seed), component \(component): \(final[component]), not \(expected[component])")
      }
    }
  }

  /// Ten times the steps allocate as much as one.
  @Test(.enabled(if: allocation_count() >= 0), arguments: LaneMethod.all)
  func stepsDoNotAllocate(_ method: LaneMethod) throws {
    let random = SmoothCase(seed: 4, count: 100)
    let dynamics = try random.dynamics()
    let solver = try method.make(dynamics, 1e-8, [:])
    func allocations(until end: Double) throws -> Int {
      let problem = dynamics.problem(from: 0, to: end, initialState: random.initialState)
      var observer = Silent()
      let before = allocation_count()
      let solution = solver.solve(problem, sampling: [], observer: &observer)
      let after = allocation_count()
      try solution.check()
      return after - before
    }
    // Within a stride.
    let unit = min(1, random.rule.forward.tauM)
    _ = try allocations(until: unit)
    #expect(try allocations(until: 90 * unit) == allocations(until: 9 * unit))
  }

  /// A signal that is not finite ends the run, and says where.
  @Test(arguments: LaneMethod.all)
  func reportsWhereItCannotGoOn(_ method: LaneMethod) throws {
    let drive = SinesDrive(amplitude: [1, .infinity], frequency: [0.1, 0.1], phase: [0, 0])
    let dynamics = try PopulationDynamics(rule: BioAdam(), drive: drive)
    let problem = dynamics.problem(
      from: 0, to: 10, initialState: rest(2) + [0, 0, 0, 0])
    let failure = #expect(throws: SolverFailure.self) {
      try method.make(dynamics, 1e-6, [:]).final(problem)
    }
    #expect(failure?.reason == .stepTooSmall(component: "synapse 1"))
  }

  private struct Silent: SolutionObserver {
    mutating func sample(at time: Double, state: Span<Double>) {}
  }
}

/// Counts how often somebody may end the run, and how many steps each time.
private struct StepCounter: SolutionObserver {
  struct Enough: Error {}

  var patience = Int.max
  var calls = 0
  var largest = 0
  private var steps = 0

  init(patience: Int = .max) { self.patience = patience }

  mutating func sample(at time: Double, state: Span<Double>) {}

  mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) throws {
    calls += 1
    largest = max(largest, statistics.steps - steps)
    steps = statistics.steps
    if calls >= patience { throw Enough() }
  }
}

extension Solution {
  /// What ended the run early, if anything.
  fileprivate var failure: (any Error)? {
    if case .failed(let error) = ending { error } else { nil }
  }
}
