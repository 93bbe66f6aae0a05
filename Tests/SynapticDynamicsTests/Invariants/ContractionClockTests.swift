import GradientDrives
import Foundation
import ODESolvers
import SynapticDynamics
import Testing

/// For small |w|/T the partners approach each other as exp(−s/4T), s = ∫ η |m| ρ dt.
@Suite struct ContractionClockTests {
  /// −ln(Δ/Δ(0)) · 4T/(gain·s) lies between 1 − x² and 1 for x = max|w|/2T, because the slope of
  /// tanh does between −x and x. The gain multiplies f, and with it the rate.
  @Test func differenceContractsAsTheClock() throws {
    var tight = 0
    for seed in 0..<300 {
      var range = RandomCase.Range()
      range.learningRate = 1e-4...1e-2
      range.epsilon = 1e-3...1e-1
      range.temperature = 1...1000
      range.weights = 0.1
      range.tracksContractionClock = true
      let random = RandomCase(seed: seed, range)
      let states = try random.exact(at: random.sampleTimes(200))
      let n = random.synapseCount
      let predisposition = try #require(random.kinetics.predisposition)
      for i in 0..<n {
        let weights = states.flatMap { [$0[4 * n + i].magnitude, $0[5 * n + i].magnitude] }
        let x = weights.max()! / (2 * predisposition.temperature)
        let (first, last) = (states[0], states[states.count - 1])
        let ratio =
          (last[4 * n + i] - last[5 * n + i]) / (first[4 * n + i] - first[5 * n + i])
        let clock = last[3 * n + i]
        let exponent = predisposition.gain * clock / (4 * predisposition.temperature)
        guard exponent > 1e-6, x < 1 else { continue }
        let measured = -log(ratio) / exponent
        // The difference rounds by units of the weights; the logarithm is divided by the exponent.
        let difference = (last[4 * n + i] - last[5 * n + i]).magnitude
        let rounding = 1e-14 * weights.max()! / difference / exponent
        // Between the samples |w| may be a little larger: a tenth is far beyond what 1/200 allows.
        #expect(
          measured <= 1 + rounding && measured >= 1 - 1.1 * x * x - rounding,
          "seed \(seed), synapse \(i): \(measured), x = \(x), rounding \(rounding)")
        if x < 0.05 && rounding < 1e-4 { tight += 1 }
      }
    }
    #expect(tight > 50, "cases in which the bounds are within 0.3 %")
  }

  /// A signal whose sign changes every window turns the weights round and round: the contraction
  /// goes on, here to exp(−1.4) and exp(−2.8), while |w| stays below T/20.
  @Test(arguments: [1.0, 2.0])
  func contractsUnderAlternation(gain: Double) throws {
    let temperature = 10.0
    let rule = BioAdam(
      BioAdam.Kinetics(
        tauM: 0.1, coConsumption: CoConsumption(tauRho: 1e9, epsilon: 1), learningRate: 0.1,
        predisposition: Predisposition(temperature: temperature, gain: gain)),
      tracksContractionClock: true)
    let windows = 600
    let table = ListedTable(
      times: (0..<windows).map { Double($0) },
      rows: (0..<windows).map { [$0 % 2 == 0 ? 1 : -1] })
    let dynamics = try PopulationDynamics(rule: rule, drive: TabulatedDrive(table))
    let problem = dynamics.problem(
      from: 0, to: Double(windows), initialState: [0, 2, 1, 0, 0.2, -0.2])
    let final = try ExactPropagator(dynamics).final(problem)
    let clock = final[3]
    // |m| averages 1 − 0.1 · 2 ln 2: each change of sign costs τ_m ln 2 twice.
    #expect(relativeError(clock, 0.1 * 600 * (1 - 0.2 * log(2))) < 1e-2)
    let measured = -log((final[4] - final[5]) / 0.4)
    let expected = gain * clock / (4 * temperature)
    #expect(
      relativeError(measured, expected) < (0.5 / (2 * temperature)) * (0.5 / (2 * temperature)))
    #expect(expected > 1.2)
  }
}
