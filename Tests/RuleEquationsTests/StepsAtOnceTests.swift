import RandomNumbers
import RuleEquations
import SynapticDynamics
import TestSupport
import Testing

/// Several steps of Euler's method at once against the same steps one by one: the same bytes, and the same failures.
@Suite struct StepsAtOnceTests {
  /// Rules with few and with many arrays, with constants of each synapse's own, with the time, and one that explodes.
  private static let texts = [
    """
    name: few
    substances: {m: {}, rho: {positive: true}}
    equations: {m: (g - m)/8, rho: 1 - (abs(g) + 0.1)*rho, w: -0.05*m*rho*sigmoid(sign(m)*w)}
    """,
    """
    name: own
    constants: {tau: {uniform: [2, 9]}, a: {uniform: [0, 1]}}
    substances: {m: {}}
    equations: {m: (g*sin_like - m)/tau, w: -a*m + exp(-t)*g}
    let: {sin_like: 1 - t/(20 + t)}
    """,
    """
    name: many
    constants: {a: {uniform: [1, 2]}, b: {uniform: [1, 2]}, c: {uniform: [1, 2]}}
    substances: {\((0..<20).map { "x\($0): {}" }.joined(separator: ", "))}
    equations: {\((0..<20).map { "x\($0): (g - x\($0))/\(2 + $0)" }.joined(separator: ", ")), w: -a*b*c*x19}
    """,
    """
    name: explosive
    substances: {x: {}}
    equations: {x: x^3 + g, w: -x}
    """,
  ]

  private static func kernel(_ text: String, _ n: Int) throws -> (
    kernel: any RuleKernel, components: Int
  ) {
    let rule = try writtenRule(text).rule(
      for: 0..<n, field: RandomField(seed: 1, purpose: .ruleConstants))
    return (try rule.kernel(WeightLaw(), .theRules), rule.components.count)
  }

  /// Steps a state; returns the step that failed, and the state.
  private static func steps(
    _ kernel: any RuleKernel, _ steps: [PlannedStep], _ state: [Double], gradient: [Double],
    isSequential: Bool, oneByOne: Bool
  ) -> (failing: Int?, state: [Double]) {
    var state = state
    let n = gradient.count
    let failing = steps.withUnsafeBufferPointer { steps in
      state.withUnsafeMutableBufferPointer { state in
        func take(_ part: Range<Int>) -> Int? {
          kernel.eulerSteps(
            UnsafeBufferPointer(rebasing: steps[part]), isSequential: isSequential,
            synapses: 0..<n, of: n, gradient: gradient, signalStride: n, state: state.baseAddress!)
        }
        return oneByOne
          ? steps.indices.first { take($0..<($0 + 1)) != nil } : take(steps.indices)
      }
    }
    return (failing, state)
  }

  @Test(arguments: texts.indices, [false, true])
  func bytesAreEqual(_ which: Int, isSequential: Bool) throws {
    var failures = 0
    for seed in 0..<40 {
      var random = SeededRandom(seed: seed)
      // Fewer than a tile, a tile and a part of one, several.
      let n = [1, 3, 300, 512, 700, 1300][seed % 6]
      let (kernel, components) = try Self.kernel(Self.texts[which], n)
      let gradient = (0..<n).map { _ in random.normal() }
      let state = (0..<(components * n)).map { _ in random.uniform(0.2, 1) }
      var start = random.uniform(0, 5)
      // Lengths change, and stay for some steps.
      let steps = (0..<[1, 2, 7, 400][seed % 4]).map { k in
        let step = PlannedStep(start: start, size: k % 5 == 4 ? 0.25 : 0.125)
        start += step.size
        return step
      }
      func taken(oneByOne: Bool) -> (failing: Int?, state: [Double]) {
        Self.steps(
          kernel, steps, state, gradient: gradient, isSequential: isSequential, oneByOne: oneByOne)
      }
      let (together, single) = (taken(oneByOne: false), taken(oneByOne: true))
      #expect(together.failing == single.failing, "seed \(seed)")
      if single.failing == nil {
        #expect(
          together.state.elementsEqual(single.state) { $0.bitPattern == $1.bitPattern },
          "seed \(seed)")
      } else {
        failures += 1
        // The values that are not finite after that step, and no others.
        func spoilt(_ state: [Double]) -> [Int] { state.indices.filter { !state[$0].isFinite } }
        #expect(!spoilt(single.state).isEmpty, "seed \(seed)")
        #expect(spoilt(together.state) == spoilt(single.state), "seed \(seed)")
      }
    }
    // The last rule's state is infinite before t = 20, whatever it begins with; that of the others never.
    #expect(which == 3 ? failures >= 5 : failures == 0, "\(failures) failed")
  }

  /// A synapse that begins beyond all numbers, one among a thousand, is found at the first step.
  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func whatIsNotFiniteStays(_ value: Double) throws {
    for place in [0, 511, 512, 999] {
      let (kernel, components) = try Self.kernel(Self.texts[0], 1000)
      for component in 0..<components {
        var state = [Double](repeating: 0.5, count: components * 1000)
        state[component * 1000 + place] = value
        let found = Self.steps(
          kernel, (0..<9).map { PlannedStep(start: Double($0), size: 1) }, state,
          gradient: .init(repeating: 0.1, count: 1000), isSequential: false, oneByOne: false)
        #expect(found.failing == 0, "component \(component), synapse \(place)")
      }
    }
  }
}
