import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// Collocation against solutions made by other methods.
@Suite struct CollocationReferenceTests {
  /// DOP853 from kink to kink (Fixtures/make_collocation_reference.py), good to some 1e-12. The error
  /// is about that of some ten steps, and falls with the tolerance.
  @Test func agreesWithReference() throws {
    let reference = try fixture("collocation-reference.json", as: Reference.self)
    for (number, population) in reference.populations.enumerated() {
      for relative in [1e-6, 1e-8, 1e-10, 1e-11] {
        let n = population.synapses.count
        let dynamics = try population.dynamics()
        let problem = dynamics.problem(from: 0, to: reference.end, initialState: population.state)
        let solver = try Collocation(
          dynamics, relative: relative, absolute: SmoothCase.absolute(relative))
        let state = try solver.final(problem)
        for (i, synapse) in population.synapses.enumerated() {
          let values = [
            state[i], state[2 * n + i], state[3 * n + i], state[4 * n + i],
          ]
          for (k, (value, expected)) in zip(values, synapse.result).enumerated() {
            let error = (value - expected).magnitude / max(0.1, expected.magnitude)
            #expect(
              error <= 10 * relative + 1e-11,
              "population \(number), synapse \(i), value \(k), tolerance \(relative): \(error)")
          }
        }
      }
    }
  }

  #if SUNDIALS
    /// CVODE does not know the kinks: its error is some hundred tolerances.
    @Test func agreesWithCVODE() throws {
      for seed in 0..<60 {
        let random = SmoothCase(seed: seed)
        let expected = try random.solve {
          CVODE(.adams, tolerances: $0.tolerances(relative: 1e-11, otherwise: 1e-14))
        }
        let states = try random.collocation(relative: 1e-9)
        for component in random.initialState.indices {
          let scale = random.scale(of: component, in: expected)
          let error = (states[0][component] - expected[0][component]).magnitude
          #expect(
            error <= 1e-7 * scale + 1e-10,
            "seed \(seed), component \(component): \(states[0][component]), not \(expected[0][component])"
          )
        }
      }
    }
  #endif

  /// Under a constant gradient the closed form holds.
  @Test func agreesWithClosedForm() throws {
    for seed in 0..<60 {
      var range = RandomCase.Range()
      if seed % 2 == 0 { range.temperature = 1e-1...10 }
      range.tracksContractionClock = seed % 3 == 0
      let random = RandomCase(seed: seed, range)
      let times = random.sampleTimes(5)
      let exact = try random.exact(at: times)
      let states = try random.solve(at: times) {
        try Collocation($0, relative: 1e-10, absolute: SmoothCase.absolute(1e-10))
      }
      for component in random.initialState.indices {
        let scale = max(1, exact.map { $0[component].magnitude }.max()!)
        for (state, exact) in zip(states, exact) {
          let error = (state[component] - exact[component]).magnitude
          #expect(error <= 1e-8 * scale, "seed \(seed), component \(component)")
        }
      }
    }
  }

  /// A straight line from row to row, each piece by itself.
  @Test func followsLines() throws {
    for seed in 0..<30 {
      let random = RandomCase(seed: seed)
      let drive = TabulatedDrive(random.drive.table, interpolation: .linear)
      let dynamics = try PopulationDynamics(rule: random.rule, drive: drive)
      let problem = dynamics.problem(from: 0, to: random.end, initialState: random.initialState)
      let coarse = try Collocation(dynamics, relative: 1e-7).final(problem)
      let solver = RungeKutta4(stepSize: random.end / 20000)
      let expected = try solver.final(problem)
      for component in random.initialState.indices {
        let error = (coarse[component] - expected[component]).magnitude
        #expect(
          error <= 1e-4 * max(1, expected[component].magnitude),
          "seed \(seed), component \(component): \(coarse[component]), not \(expected[component])")
      }
    }
  }

  /// Whatever the shape of the signals, a tenth of the tolerance gives a solution that is nearer. The
  /// worst of a thousand synapses is off by some thirty tolerances.
  @Test func convergesWithTolerance() throws {
    for seed in 0..<150 {
      let random = SmoothCase(seed: seed, count: 8)
      let exact = try random.collocation(relative: 1e-12)
      for relative in [1e-6, 1e-8] {
        let states = try random.collocation(relative: relative)
        for component in random.initialState.indices {
          let scale = random.controlledScale(of: component, in: exact)
          let error = (states[0][component] - exact[0][component]).magnitude
          #expect(
            error <= 100 * relative * scale + 10 * relative * 1e-3,
            "seed \(seed), tolerance \(relative), component \(component): \(error)")
        }
      }
    }
  }

  /// The error of a step falls with the 14th power of its length: 1e-4 of the tolerance costs about
  /// twice the steps.
  @Test func orderIsHigh() throws {
    let n = 16
    let drive = SinesDrive(
      amplitude: (0..<n).map { 0.2 + 0.05 * Double($0) },
      frequency: (0..<n).map { 0.002 + 5e-4 * Double($0) }, phase: (0..<n).map(Double.init),
      harmonics: [1, 0.37])
    let dynamics = try PopulationDynamics(
      rule: BioAdam(BioAdam.Kinetics(predisposition: Predisposition(temperature: 10))), drive: drive
    )
    let state = rest(n) + [Double](repeating: 0.3, count: 2 * n)
    let problem = dynamics.problem(from: 0, to: 2000, initialState: state)
    let steps = try [1e-6, 1e-10].map {
      try Collocation(dynamics, relative: $0).solve(problem, at: [2000]).statistics.steps
    }
    #expect(steps[1] < 5 * steps[0] / 2 && steps[0] < 150, "\(steps)")
  }

  private struct Reference: Decodable {
    var end: Double
    var populations: [Population]
  }

  private struct Population: Decodable {
    var tauRho, learningRate, second: Double
    var temperature: Double?
    var synapses: [Synapse]

    func dynamics() throws -> PopulationDynamics {
      let rule = BioAdam(
        BioAdam.Kinetics(
          coConsumption: CoConsumption(tauRho: tauRho), learningRate: learningRate,
          predisposition: temperature.map { Predisposition(temperature: $0) }))
      let drive = SinesDrive(
        amplitude: synapses.map(\.amplitude), frequency: synapses.map(\.frequency),
        phase: synapses.map(\.phase), harmonics: [1, second])
      return try PopulationDynamics(rule: rule, drive: drive)
    }

    var state: [Double] {
      synapses.map(\.momentum) + synapses.map { _ in 2 }
        + synapses.map(\.rho) + synapses.map { $0.weights[0] } + synapses.map { $0.weights[1] }
    }
  }

  private struct Synapse: Decodable {
    var amplitude, frequency, phase, momentum, rho: Double
    var weights, result: [Double]
  }
}
