import Foundation
import RandomNumbers
import RuleEquations
import SynapticDynamics
import TestSupport
import Testing

/// The built-in rules written as equations against their kernels.
@Suite struct LawsAsTextTests {
  /// A rule that is built in, and the same as text.
  struct Pair: Sendable, CustomTestStringConvertible {
    let builtIn: any LawRule
    let text: String
    var testDescription: String {
      "\(builtIn.name), \(text.contains("exp") ? "" : "not ")predisposed"
    }
  }

  private static func text(
    _ constants: String, _ substances: String, _ equations: String, direction: String,
    scale: String,
    isPredisposed: Bool
  ) -> String {
    let f = isPredisposed ? "*2/(1 + exp(-sign(d)*w/T))" : ""
    return """
      name: asText
      constants: {eta: 0.02, K: 1.5, \(isPredisposed ? "T: 0.7, " : "")\(constants)}
      substances: {\(substances)}
      let: {d: "\(direction)"}
      equations: {\(equations)w: "-eta*d*(\(scale))\(f)"}
      """
  }

  private static let predispositions: [Predisposition?] = [
    nil, Predisposition(temperature: 0.7, gain: 2),
  ]

  static let pairs: [Pair] = predispositions.flatMap {
    predisposition -> [Pair] in
    let isPredisposed = predisposition != nil
    func text(
      _ constants: String, _ substances: String, _ equations: String, direction: String,
      scale: String = "1"
    ) -> String {
      Self.text(
        constants, substances, equations, direction: direction, scale: scale,
        isPredisposed: isPredisposed)
    }
    let m = "m: \"(K*g - m)/tau_m\", "
    let v = "v: \"((K*g)^2 - v)/tau_v\", "
    return [
      Pair(
        builtIn: GradientFlow(
          learningRate: 0.02, gradientGain: 1.5, predisposition: predisposition),
        text: text("", "", "", direction: "K*g")),
      Pair(
        builtIn: Momentum(
          tauM: 8, learningRate: 0.02, gradientGain: 1.5, predisposition: predisposition),
        text: text("tau_m: 8", "m: {}", m, direction: "m")),
      Pair(
        builtIn: Momentum(
          tauM: 8, learningRate: 0.02, gradientGain: 1.5, predisposition: predisposition,
          looksAhead: true),
        text: text("tau_m: 8", "m: {}", m, direction: "m + (K*g - m)/tau_m")),
      Pair(
        builtIn: RMSProp(
          tauV: 30, epsilon: 0.01, learningRate: 0.02, gradientGain: 1.5,
          predisposition: predisposition),
        text: text(
          "tau_v: 30, eps: 0.01", "v: {}", v, direction: "K*g/(sqrt(max(v, 0)) + eps)")),
      Pair(
        builtIn: AdaGrad(
          epsilon: 0.01, learningRate: 0.02, gradientGain: 1.5, predisposition: predisposition),
        text: text(
          "eps: 0.01", "v: {}", "v: \"(K*g)^2\", ", direction: "K*g/(sqrt(max(v, 0)) + eps)")),
      Pair(
        builtIn: Adam(
          tauM: 8, tauV: 30, epsilon: 0.01, learningRate: 0.02, gradientGain: 1.5,
          predisposition: predisposition, biasCorrection: .continuous),
        text: text(
          "tau_m: 8, tau_v: 30, eps: 0.01", "m: {}, v: {}", m + v,
          direction:
            "m/(1 - exp(-t/tau_m))/(sqrt(max(v, 0)/(1 - exp(-t/tau_v))) + eps)")),
      Pair(
        builtIn: BioAdam(
          BioAdam.Kinetics(
            tauM: 8, coConsumption: CoConsumption(tauRho: 30, epsilon: 0.01), learningRate: 0.02,
            restConcentration: 1, gradientGain: 1.5, predisposition: predisposition)),
        text: text(
          "tau_m: 8, tau_rho: 30, eps: 0.01, m0: 1", "m: {}, c: {}, rho: {}",
          m + "c: \"(2*m0 - c)/tau_m\", rho: \"(1 - (abs(K*g) + eps)*rho)/tau_rho\", ",
          direction: "m", scale: "rho")),
    ]
  }

  /// States of 300 pairs, more than a tile, second moments above 0.
  private struct Case {
    let count = 300
    let time: Double
    let gradient: [Double]
    let state: [Double]

    init(_ rule: any SynapticRule, seed: Int) {
      var random = SeededRandom(seed: seed)
      time = random.uniform(1, 20)
      gradient = (0..<count).map { _ in random.normal() }
      let n = count
      state = rule.components.flatMap { component in
        (0..<n).map { _ in
          component.isPositive ? random.uniform(0.3, 2) : random.normal()
        }
      }
    }
  }

  private func text(_ pair: Pair, _ n: Int) throws -> any KernelRule {
    try writtenRule(pair.text).rule(
      for: 0..<n, field: RandomField(seed: 1, purpose: .ruleConstants))
  }

  /// The same formulas, rounded in another order: some units in the last place of terms up to some tens.
  private func expectEqual(
    _ found: [Double], _ expected: [Double], _ what: String, within tolerance: Double = 2e-14
  ) {
    for (k, (value, other)) in zip(found, expected).enumerated() {
      #expect(
        (value - other).magnitude <= tolerance * max(1, other.magnitude),
        "\(what), element \(k): \(value), not \(other)")
    }
  }

  @Test(arguments: pairs)
  func ratesAreEqual(_ pair: Pair) throws {
    for seed in 0..<20 {
      let tested = Case(pair.builtIn, seed: seed)
      expectEqual(
        rates(
          try text(pair, tested.count), at: tested.time, gradient: tested.gradient,
          state: tested.state),
        rates(pair.builtIn, at: tested.time, gradient: tested.gradient, state: tested.state),
        "seed \(seed)")
    }
  }

  @Test(arguments: pairs)
  func stepsAreEqual(_ pair: Pair) throws {
    for seed in 0..<20 {
      let tested = Case(pair.builtIn, seed: seed)
      for isSequential in [false, true] {
        for weights in [WeightLaw(), WeightLaw(movesBackward: false)] {
          let (one, other) = try (
            steps(text(pair, tested.count).kernel(weights, .theRules), tested, isSequential),
            steps(pair.builtIn.kernel(weights, .theRules), tested, isSequential)
          )
          let what = "seed \(seed), sequential \(isSequential), backward \(weights.movesBackward)"
          expectEqual(one.double, other.double, what)
          // Bits of 32 each: every step may be rounded to a neighbour.
          expectEqual(one.single, other.single, "\(what), in 32 bits", within: 1e-6)
        }
      }
    }
  }

  private func steps(_ kernel: any RuleKernel, _ tested: Case, _ isSequential: Bool)
    -> (double: [Double], single: [Double])
  {
    var double = tested.state
    let isFinite = double.withUnsafeMutableBufferPointer {
      kernel.eulerStep(
        PlannedStep(start: tested.time, size: 0.5), isSequential: isSequential,
        synapses: 0..<tested.count, of: tested.count, gradient: tested.gradient,
        signalStride: tested.count, state: $0.baseAddress!)
    }
    var single = tested.state.map { Float($0) }
    let gradient = tested.gradient.map { Float($0) }
    let step = [PlannedStep(start: tested.time, size: 0.5)]
    let failing = step.withUnsafeBufferPointer { step in
      single.withUnsafeMutableBufferPointer {
        kernel.eulerSteps(
          step, isSequential: isSequential, synapses: 0..<tested.count, of: tested.count,
          gradient: gradient, signalStride: tested.count, state: $0.baseAddress!)
      }
    }
    #expect(isFinite && failing == nil)
    return (double, single.map { Double($0) })
  }

  /// λ of both weights besides.
  @Test(arguments: pairs)
  func newtonSystemsAreEqual(_ pair: Pair) throws {
    for seed in 0..<20 {
      let tested = Case(pair.builtIn, seed: seed)
      // Only weights that are not predisposed may decay in a law.
      let decay = pair.text.contains("exp(-sign") ? 0 : 0.1
      for weights in [WeightLaw(decay: decay), WeightLaw(movesBackward: false, decay: decay)] {
        let (one, other) = try (
          solution(text(pair, tested.count).kernel(weights, .theRules), tested, seed),
          solution(pair.builtIn.kernel(weights, .theRules), tested, seed)
        )
        let kept = weights.movesBackward ? one.count : one.count - tested.count
        expectEqual(
          Array(one.prefix(kept)), Array(other.prefix(kept)),
          "seed \(seed), backward \(weights.movesBackward)")
      }
    }
  }

  private func solution(_ kernel: any RuleKernel, _ tested: Case, _ seed: Int) -> [Double] {
    var random = SeededRandom(seed: 500 + seed)
    let gamma = random.logUniform(0.01, 10)
    var vector = tested.state.map { _ in random.normal() }
    var span = vector.mutableSpan
    kernel.solveNewton(
      gamma: gamma, at: tested.time, of: tested.count, gradient: tested.gradient.span,
      state: tested.state.span, &span, holding: nil)
    return vector
  }
}
