import Foundation
import ODESolvers
import PopulationMethods
import TestSupport
import Testing

import SynapticDynamics

/// The exact propagator against references computed with 400 digits from closed forms of another
/// shape, and checked there by quadrature and by power series of the equations
/// (Fixtures/make_propagator_reference.py).
@Suite struct PropagatorReferenceTests {
  /// Every component of every window to 1e-12 of its scale. The inputs' own rounding moves the
  /// results by up to 92 units in the last place (the largest condition number, 2e-14); the rest is
  /// room for the arithmetic of some forty operations.
  @Test func windowsAgreeWithReferences() throws {
    let reference = try PropagatorReference.load()
    #expect(reference.windows.count > 250)
    for (number, window) in reference.windows.enumerated() {
      let final = try window.parameters.run(
        state: window.state, gradients: [window.gradient], durations: [window.duration])[0]
      let expected = window.result.map { Double($0)! }
      // m and m⁺ + m⁻ lie between their start and what they relax to; weights are made of their start and
      // a change.
      let scales = [
        max(window.state[0].magnitude, window.gradient.magnitude),
        max(window.state[1].magnitude, 2 * window.parameters.m0), expected[2].magnitude,
        max(expected[3].magnitude, window.state[3].magnitude),
        max(expected[4].magnitude, window.state[4].magnitude),
      ]
      for component in 0..<5 {
        let error = (final[component] - expected[component]).magnitude
        #expect(
          error <= 1e-12 * scales[component],
          "window \(number), component \(component): \(final[component]), not \(expected[component])"
        )
      }
    }
  }

  /// From h/τ_m = 1e-14 to 1e6, relative to the values themselves: nothing that a window adds may lose
  /// digits, however short it is. Some forty roundings of 1.1e-16 are 5e-15; that of 1/τ_m and h/τ_m
  /// multiplies what moves by no more than 1.
  @Test func windowsOfAllLengthsKeepTheirDigits() throws {
    let reference = try PropagatorReference.load()
    #expect(reference.shortWindows.count == 114)
    for (number, window) in reference.shortWindows.enumerated() {
      let final = try window.parameters.run(
        state: window.state, gradients: [window.gradient], durations: [window.duration])[0]
      let expected = window.result.map { Double($0)! }
      let m = max(window.state[0].magnitude, expected[0].magnitude)
      var scales = expected.map(\.magnitude)
      scales[0] = m
      if window.state[0] * window.gradient < 0 {
        // Where m changes sign the two parts of the way may cancel.
        let rho = max(1, expected[2])
        for k in 3..<5 {
          scales[k] = max(
            scales[k], window.parameters.learningRate * window.duration * m * rho)
        }
      }
      for component in 0..<5 {
        let error = (final[component] - expected[component]).magnitude
        #expect(
          error <= 1e-14 * scales[component],
          "window \(number) of \(window.duration / window.parameters.tauM) τ_m, component \(component): \(error / scales[component])"
        )
      }
    }
  }

  /// ∫ m ρ dt by itself: in the weights it hides behind their start value.
  @Test func integralsAgreeWithReferences() throws {
    for (number, window) in try PropagatorReference.load().windows.enumerated() {
      let expected = Double(window.integralMRho)!
      var kinetics = window.parameters.kinetics
      kinetics.predisposition = nil
      kinetics.learningRate = 1
      var propagation = ManualPropagation(
        rule: BioAdam(kinetics), state: window.state[..<3] + [0, 0])
      let end = propagation.advance(gradient: window.gradient, duration: window.duration)
      // Where m changes sign the integral's two halves may cancel: ∫ |m| ρ dt is the scale.
      kinetics.predisposition = Predisposition(temperature: 1)
      var clocked = ManualPropagation(
        rule: BioAdam(kinetics, tracksContractionClock: true),
        state: window.state[..<3] + [0, 0, 0])
      let scale = clocked.advance(gradient: window.gradient, duration: window.duration)[3]
      #expect(
        (-end[3] - expected).magnitude <= 1e-12 * scale,
        "window \(number): \(-end[3]), not \(expected)")
    }
  }

  /// Twenty-five windows in a row. Were the state m⁺ and m⁻, their rounding to doubles after each window
  /// alone would cost up to 1.1e-11 in the worst sequence.
  @Test func sequencesAgreeWithReferences() throws {
    let reference = try PropagatorReference.load()
    #expect(reference.sequences.count == 12)
    for (number, sequence) in reference.sequences.enumerated() {
      let states = try sequence.parameters.run(
        state: sequence.state, gradients: sequence.gradients, durations: sequence.durations)
      for (row, (state, expected)) in zip(states, sequence.results).enumerated() {
        let expected = expected.map { Double($0)! }
        for component in 0..<5 {
          let scale = max(expected[component].magnitude, sequence.state[component].magnitude)
          let error = (state[component] - expected[component]).magnitude
          #expect(
            error <= 1e-12 * scale,
            "sequence \(number), window \(row), component \(component): relative \(error / scale)")
        }
      }
    }
  }
}

/// The reference file.
struct PropagatorReference: Decodable {
  struct Parameters: Decodable {
    var tauM, tauRho, epsilon, learningRate, m0, predispositionGain: Double
    var temperature: Double?

    var kinetics: BioAdam.Kinetics {
      BioAdam.Kinetics(
        tauM: tauM, coConsumption: CoConsumption(tauRho: tauRho, epsilon: epsilon),
        learningRate: learningRate, restConcentration: m0,
        predisposition: temperature.map {
          Predisposition(temperature: $0, gain: predispositionGain)
        })
    }

    /// The state after every window.
    func run(state: [Double], gradients: [Double], durations: [Double]) throws -> [[Double]] {
      var edges = [0.0]
      for duration in durations { edges.append(edges[edges.count - 1] + duration) }
      // Each window by itself keeps its length exact; a run over all of them would round the edges.
      var propagation = ManualPropagation(kinetics: kinetics, state: state)
      return zip(gradients, durations).map { propagation.advance(gradient: $0, duration: $1) }
    }
  }

  struct Window: Decodable {
    var parameters: Parameters
    var gradient, duration: Double
    var state: [Double]
    var result: [String]
    var integralMRho: String

    enum Keys: String, CodingKey { case gradient, duration, state, result, integralMRho }

    init(from decoder: any Decoder) throws {
      parameters = try Parameters(from: decoder)
      let container = try decoder.container(keyedBy: Keys.self)
      gradient = try container.decode(Double.self, forKey: .gradient)
      duration = try container.decode(Double.self, forKey: .duration)
      state = try container.decode([Double].self, forKey: .state)
      result = try container.decode([String].self, forKey: .result)
      integralMRho = try container.decode(String.self, forKey: .integralMRho)
    }
  }

  struct Sequence: Decodable {
    var parameters: Parameters
    var gradients, durations, state: [Double]
    var results: [[String]]

    enum Keys: String, CodingKey { case gradients, durations, state, results }

    init(from decoder: any Decoder) throws {
      parameters = try Parameters(from: decoder)
      let container = try decoder.container(keyedBy: Keys.self)
      gradients = try container.decode([Double].self, forKey: .gradients)
      durations = try container.decode([Double].self, forKey: .durations)
      state = try container.decode([Double].self, forKey: .state)
      results = try container.decode([[String]].self, forKey: .results)
    }
  }

  var windows: [Window]
  /// Of lengths from 1e-14 τ_m to 1e6 τ_m; the forward weight starts at 0.
  var shortWindows: [Window]
  var sequences: [Sequence]

  static func load() throws -> PropagatorReference {
    try fixture("propagator-reference.json", as: PropagatorReference.self)
  }
}

/// One synapse, carried window by window by the propagator's kernel.
struct ManualPropagation {
  private let branch: BioAdam.Branch
  private var state: PopulationState

  init(kinetics: BioAdam.Kinetics, state: [Double]) {
    self.init(rule: BioAdam(kinetics), state: state)
  }

  init(rule: BioAdam, state: [Double]) {
    branch = rule.branches[0]
    self.state = PopulationState(state, count: 1)
  }

  mutating func advance(gradient: Double, duration: Double) -> [Double] {
    var end = state
    branch.propagate(state, to: &end, over: duration, gradient: [gradient])
    state = end
    return end.values
  }
}
