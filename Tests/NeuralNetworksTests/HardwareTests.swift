import DataSets
import Foundation
import GradientDrives
import NeuralNetworks
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics
import Testing

/// What devices make of the updates of weights.
struct HardwareTests {
  private func drive(
    _ hardware: HardwareConstraints?, modulation: ErrorModulation? = nil, inputs: Int = 3,
    presentation: NetworkDrive.Presentation = .held, batch: Int = 2,
    precision: NetworkDrive.Precision = .double
  ) -> NetworkDrive {
    let field = RandomField(seed: 3, purpose: .amplitude)
    return NetworkDrive(
      Network(sizes: [inputs, 4, 2]), feedback: .backwardWeights,
      modulation: modulation, hardware: hardware,
      examples: LabelledSet(
        features: (0..<(6 * inputs)).map { Float(field.normal(synapse: $0)) },
        labels: [0, 1, 0, 1, 1, 0], featureCount: inputs, classCount: 2),
      presentation: presentation, batch: batch, precision: precision,
      random: NetworkDraws(seed: 5, initialisation: .glorotUniform))
  }

  /// What becomes of weights that a window changes by `change`, forward and backward, each from 0.3 on.
  private func outcome(
    _ hardware: HardwareConstraints, inputs: Int, window: Int = 0, change: (Int) -> Double
  ) throws -> [Double] {
    let dynamics = try PopulationDynamics(
      rule: GradientFlow(), drive: drive(hardware, inputs: inputs))
    var state = [Double](repeating: 0.3, count: 2 * dynamics.synapseCount)
    try state.withUnsafeMutableBufferPointer {
      try dynamics.feed.begin([Double(window)...Double(window + 1)], state: $0.baseAddress!)
      for i in $0.indices { $0[i] += change(i) }
      dynamics.feed.leave(state: $0.baseAddress!)
    }
    return state
  }

  @Test func nearestMultiples() throws {
    let changes = [0, 0.01, 0.04, -0.04, 0.0624, 0.26, -1.01]
    func outcomes(_ hardware: HardwareConstraints) throws -> ArraySlice<Double> {
      try outcome(hardware, inputs: 3) { changes[$0 % changes.count] }.prefix(changes.count)
    }
    // Multiples of 1/8 are exact, 0.3 plus them rounds.
    let updates = try outcomes(HardwareConstraints(updateStep: 0.125))
    #expect(
      zip(updates, [0.3, 0.3, 0.3, 0.3, 0.3, 0.55, -0.7]).allSatisfy { ($0 - $1).magnitude < 1e-15 }
    )
    let weights = try outcomes(HardwareConstraints(weightStep: 0.25))
    // What is not changed is not touched.
    #expect(Array(weights) == [0.3, 0.25, 0.25, 0.25, 0.25, 0.5, -0.75])
    let both = try outcomes(HardwareConstraints(updateStep: 0.125, weightStep: 0.25))
    // An update that rounds to 0 is none.
    #expect(Array(both) == [0.3, 0.3, 0.3, 0.3, 0.3, 0.5, -0.75])
  }

  /// A window in two pieces is still one update: exact windows differ by roundings, 1e-15 of numbers of the size of 1,
  /// where noise that came twice would differ by 0.01.
  @Test(arguments: [
    HardwareConstraints(updateNoise: 0.01), HardwareConstraints(updateStep: 1.0 / 64),
  ])
  func piecesOfAWindowAreOneUpdate(hardware: HardwareConstraints) throws {
    let dynamics = try PopulationDynamics(
      rule: BioAdam(BioAdam.Kinetics(learningRate: 0.1)), drive: drive(hardware))
    let n = dynamics.synapseCount
    let field = RandomField(seed: 9, purpose: .forwardWeights)
    let weights = (0..<(2 * n)).map { 0.5 * field.normal(synapse: $0) }
    let problem = dynamics.problem(
      from: 0, to: 6, initialState: rest(n) + weights)
    var split = problem
    split.breakpoints += (0..<6).map { Double($0) + 0.4 }
    let solver = try ExactPropagator(dynamics)
    let one = try solver.solve(problem).states[0]
    let other = try solver.solve(split).states[0]
    #expect(largestDifference(one, other) < 1e-12)
    // Something was rounded, or noise came.
    let plain = try PopulationDynamics(
      rule: BioAdam(BioAdam.Kinetics(learningRate: 0.1)), drive: drive(nil))
    let without = try ExactPropagator(plain).solve(
      plain.problem(
        from: 0, to: 6, initialState: rest(n) + weights)
    ).states[0]
    #expect(largestDifference(one, without) > 1e-3)
  }

  @Test func initialWeightsAreStored() {
    let hardware = HardwareConstraints(weightStep: 0.25, rounding: .stochastic)
    #expect(hardware.stored([0.1, 0.13, -0.3, 7]) == [0, 0.25, -0.25, 7])
    #expect(HardwareConstraints().stored([0.1]) == [0.1])
  }

  /// Of 40 000 numbers the mean is off by 1/200 deviations, and the deviation by 1/280: five times that is allowed.
  /// Partners and windows have noise of their own; the same window has the same.
  @Test func noiseIsNormal() throws {
    let hardware = HardwareConstraints(updateNoise: 0.02)
    let runs = try [4, 5, 4].map { window in
      try outcome(hardware, inputs: 10_000, window: window) { $0 % 7 == 0 ? 0 : 0.1 }
    }
    #expect(runs[0] == runs[2])
    func correlation(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / Double(a.count)
    }
    let n = runs[0].count / 2
    let noises = [Array(runs[0][..<n]), Array(runs[0][n...]), Array(runs[1][..<n])].map { values in
      values.enumerated().filter { ($0.offset % 7 != 0) }.map { ($0.element - 0.4) / 0.02 }
    }
    // The two sides are changed at other places.
    let moved = runs[0][..<n].enumerated().filter { $0.offset % 7 == 0 }
    #expect(moved.allSatisfy { $0.element == 0.3 })
    let noise = noises[0]
    #expect(noise.reduce(0, +).magnitude / Double(noise.count) < 0.025)
    #expect((correlation(noise, noise).squareRoot() - 1).magnitude < 0.018)
    #expect(correlation(noise, noises[2]).magnitude < 0.03)
  }

  /// The mean over 40 000 roundings of x to multiples of s is x, with a deviation of at most s/2/200.
  @Test func stochasticRoundingKeepsTheMean() throws {
    for change in [0.013, -0.02, 0.049] {
      let updates = try outcome(
        HardwareConstraints(updateStep: 0.05, rounding: .stochastic), inputs: 10_000
      ) { _ in change }
      #expect(Set(updates).count == 2)
      let mean = updates.reduce(0, +) / Double(updates.count) - 0.3
      #expect((mean - change).magnitude < 5 * 0.025 / 200, "\(change)")
      let weights = try outcome(
        HardwareConstraints(weightStep: 0.11, rounding: .stochastic), inputs: 10_000
      ) { _ in change }
      #expect(Set(weights).count == 2)
      #expect(weights.allSatisfy { ($0 / 0.11 - ($0 / 0.11).rounded()).magnitude < 1e-9 })
      let weightMean = weights.reduce(0, +) / Double(weights.count) - 0.3
      #expect((weightMean - change).magnitude < 5 * 0.055 / 200, "\(change)")
    }
  }

  /// The jumps are the same whatever method integrates, up to its error, and so are modulated errors; at every
  /// recorded time the jumps were made.
  @Test(arguments: [NetworkDrive.Presentation.held, .following])
  func methodsAgree(presentation: NetworkDrive.Presentation) throws {
    let rule = BioAdam(
      BioAdam.Kinetics(
        tauM: 3, learningRate: 0.1, predisposition: Predisposition(temperature: 1)))
    func solve(
      _ hardware: HardwareConstraints, _ makeSolver: (PopulationDynamics) throws -> any Solver
    )
      throws -> [[Double]]
    {
      let dynamics = try PopulationDynamics(
        rule: rule,
        drive: drive(hardware, modulation: ErrorModulation(), presentation: presentation))
      let n = dynamics.synapseCount
      let field = RandomField(seed: 9, purpose: .forwardWeights)
      let weights = hardware.stored((0..<(2 * n)).map { 0.5 * field.normal(synapse: $0) })
      let problem = dynamics.problem(
        from: 0, to: 7, initialState: rest(n) + weights)
      let solution = try makeSolver(dynamics).solve(problem, at: [0, 1, 4, 7])
      return solution.states.map { Array($0[(3 * n)...]) }
    }
    func solutions(_ hardware: HardwareConstraints) throws -> [[[Double]]] {
      var solutions = [try solve(hardware) { _ in RungeKutta4(stepSize: 0.02) }]
      if presentation == .held {
        solutions.append(try solve(hardware) { try ExactPropagator($0) })
      } else {
        solutions.append(try solve(hardware) { try WindowMap($0, relative: 1e-8) })
      }
      #if SUNDIALS
        solutions.append(
          try solve(hardware) {
            CVODE(.adams, tolerances: $0.tolerances(relative: 1e-9, otherwise: 1e-12))
          })
      #endif
      return solutions
    }
    let noisy = try solutions(HardwareConstraints(updateNoise: 0.05))
    let quiet = try solutions(HardwareConstraints())
    for (solution, without) in zip(noisy, quiet) {
      for k in noisy[0].indices {
        #expect(largestDifference(solution[k], noisy[0][k]) < 1e-6)
        if k > 0 { #expect(largestDifference(solution[k], without[k]) > 0.01) }
      }
    }
    for solution in try solutions(HardwareConstraints(weightStep: 1.0 / 64, rounding: .stochastic))
    {
      #expect(solution.allSatisfy { $0.allSatisfy { 64 * $0 == (64 * $0).rounded() } })
    }
  }
}
