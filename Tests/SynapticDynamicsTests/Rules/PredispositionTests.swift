import TestSupport
import Foundation
import SynapticDynamics
import Testing

@Suite struct PredispositionTests {
  /// The form without a branch is σ(∓w/T)·m of eqs. 22–23, times the gain. 1 ± tanh loses digits
  /// where it is near 0: the error is absolute, some 1e-16 of m.
  @Test func isTheSigmoidOfTheSign() {
    for seed in 0..<1000 {
      var random = SeededRandom(seed: seed)
      let temperature = random.logUniform(1e-3, 1e3)
      let gain = random.element(of: [1.0, 2])
      let (m, w) = (random.normal(), temperature * random.uniform(-30, 30))
      let f = 1 / (1 + exp(m < 0 ? w / temperature : -w / temperature))
      let product = Predisposition(temperature: temperature, gain: gain).scaled(m, weight: w)
      #expect((product - gain * f * m).magnitude <= 4e-16 * gain * m.magnitude, "seed \(seed)")
    }
  }

  /// Potentiation is hard for strong positive weights, depression for strong negative ones; at w =
  /// 0 both are half of what they are without, or all of it with gain 2.
  @Test func pullsTowardsZero() {
    let predisposition = Predisposition(temperature: 1)
    #expect(predisposition.scaled(-1, weight: 40) == 0)
    #expect(predisposition.scaled(-1, weight: -40) == -1)
    #expect(predisposition.scaled(1, weight: 40) == 1)
    #expect(predisposition.scaled(1, weight: -40) == 0)
    #expect(predisposition.scaled(1, weight: 0) == 0.5)
    #expect(Predisposition(temperature: 1, gain: 2).scaled(-3, weight: 0) == -3)
  }
}
