import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// A gain K with g is a gain of 1 with K·g, bit for bit: the product is formed first of all.
@Suite struct GradientGainTests {
  @Test func gainScalesTheSignal() throws {
    for seed in 0..<50 {
      var random = SeededRandom(seed: seed)
      let gain = random.logUniform(1e-3, 1e3)
      let rows = (0..<20).map { _ in (0..<3).map { _ in random.normal() } }
      let scaled = rows.map { $0.map { gain * $0 } }
      for (withGain, without) in zip(Self.rules(gain: gain), Self.rules(gain: 1)) {
        let start = (0..<(3 * withGain.components.count)).map { _ in random.uniform(0.5, 1) }
        let (a, b) = (try run(withGain, rows, start), try run(without, scaled, start))
        #expect(a == b, "\(withGain.name), seed \(seed)")
        #expect(try run(without, rows, start) != a, "\(withGain.name): the gain must matter")
      }
    }
  }

  private func run(
    _ rule: any SynapticRule, _ rows: [[Double]], _ start: [Double]
  ) throws -> [[Double]] {
    let table = ListedTable(times: rows.indices.map { Double($0) }, rows: rows)
    let dynamics = try PopulationDynamics(rule: rule, drive: TabulatedDrive(table))
    let problem = dynamics.problem(from: 0, to: Double(rows.count), initialState: start)
    var states = [try ForwardEuler(stepSize: 1).final(problem)]
    if rule is BioAdam { states.append(try ExactPropagator(dynamics).final(problem)) }
    return states
  }

  private static func rules(gain: Double) -> [any SynapticRule] {
    let predisposition = Predisposition(temperature: 2)
    return [
      GradientFlow(gradientGain: gain), Momentum(gradientGain: gain),
      Momentum(gradientGain: gain, looksAhead: true),
      // With ε = 1 the step depends on the scale of g.
      RMSProp(epsilon: 1, gradientGain: gain),
      AdaGrad(epsilon: 1, gradientGain: gain), Adam(epsilon: 1, gradientGain: gain),
      Adam(epsilon: 1, gradientGain: gain, predisposition: predisposition),
      BioAdam(BioAdam.Kinetics(gradientGain: gain)),
      BioAdam(BioAdam.Kinetics(gradientGain: gain, predisposition: predisposition)),
    ]
  }
}
