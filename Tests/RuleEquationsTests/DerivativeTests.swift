import Foundation
import RuleEquations
import SynapticDynamics
import TestSupport
import Testing

/// Rates, Jacobians and Newton's systems of random expressions against complex steps.
@Suite struct DerivativeTests {
  private static let names = ["a", "b", "c", "w_f", "w_b", "g", "t", "p", "q"]

  /// Rules whose expressions are drawn, and what they are as functions.
  private struct Case {
    let rule: any SynapticRule & KernelRule & DifferentiableRule
    let values: [([String: Complex]) -> Complex]
    let time: Double
    let gradient: Double
    let state: [Double]

    init(seed: Int) throws {
      var random = SeededRandom(seed: seed)
      let expressions = (0..<4).map { _ in
        RandomExpression(depth: 4, names: DerivativeTests.names, &random)
      }
      rule = try RuleEquationsTests.rule(
        weight: "\(expressions[3].text) + 0*(p + q)",
        substances: [
          "a": expressions[0].text, "b": expressions[1].text, "c": expressions[2].text,
        ], constants: "{p: 0.7, q: -1.3}")
      values = expressions.map(\.value) + [expressions[3].value]
      time = random.uniform(0, 2)
      gradient = random.normal()
      state = (0..<5).map { _ in random.normal() }
    }

    var variables: [String: Complex] {
      var variables = ["g": gradient, "t": time, "p": 0.7, "q": -1.3].mapValues { Complex($0) }
      for (name, value) in zip(["a", "b", "c", "w_f", "w_b"], state) {
        variables[name] = Complex(value)
      }
      return variables
    }

    var jacobian: [Double] {
      var block = [Double](repeating: 0, count: 25)
      var span = block.mutableSpan
      rule.jacobianBlock(
        ofSynapse: 0, at: time, gradient: [gradient].span, state: state.span, block: &span)
      return block
    }
  }

  /// Rounding of some forty operations, products of numbers up to some tens among them: 1e-13 of the result, or of 1 where
  /// the sum that it is is smaller than its terms.
  @Test func ratesAreThoseOfTheExpressions() throws {
    for seed in 0..<200 {
      let tested = try Case(seed: seed)
      let found = rates(
        tested.rule, at: tested.time, gradient: [tested.gradient], state: tested.state)
      for (k, value) in tested.values.enumerated() {
        let expected = value(tested.variables).re
        #expect(
          (found[k] - expected).magnitude <= 1e-12 * max(1, expected.magnitude),
          "seed \(seed), component \(k): \(found[k]), not \(expected)")
      }
    }
  }

  @Test func jacobiansAreThoseOfComplexSteps() throws {
    var count = 0
    for seed in 0..<200 {
      let tested = try Case(seed: seed)
      let found = tested.jacobian
      for (column, name) in ["a", "b", "c", "w_f", "w_b"].enumerated() {
        var variables = tested.variables
        let step = 1e-30
        variables[name]!.im = step
        for row in 0..<5 {
          let expected = tested.values[row](variables).im / step
          let value = found[row * 5 + column]
          count += expected != 0 ? 1 : 0
          #expect(
            (value - expected).magnitude <= 1e-12 * max(1, expected.magnitude),
            "seed \(seed), row \(row), column \(name): \(value), not \(expected)")
        }
      }
    }
    // Expressions that hang on little would be no test.
    #expect(count > 1000)
  }

  /// (I − γJ) x put together again from the tested J. The elimination has no pivots: it may lose digits where a pivot is
  /// small, and γ is such that none is below some tenths.
  @Test func newtonSystemsAreSolved() throws {
    for seed in 0..<200 {
      let tested = try Case(seed: seed)
      let kernel = try tested.rule.kernel(WeightLaw(), .theRules)
      let jacobian = tested.jacobian
      var random = SeededRandom(seed: 10_000 + seed)
      let largest = (0..<5).map { row in
        (0..<5).reduce(0) { $0 + jacobian[row * 5 + $1].magnitude }
      }.max()!
      let gamma = random.uniform(0.1, 0.7) / max(1, largest)
      let right = (0..<5).map { _ in random.normal() }
      var solution = right
      var span = solution.mutableSpan
      kernel.solveNewton(
        gamma: gamma, at: tested.time, of: 1, gradient: [tested.gradient].span,
        state: tested.state.span, &span, holding: nil)
      for row in 0..<5 {
        let product = (0..<5).reduce(solution[row]) {
          $0 - gamma * jacobian[row * 5 + $1] * solution[$1]
        }
        #expect(
          (product - right[row]).magnitude <= 1e-13 * (1 + right[row].magnitude) * 10,
          "seed \(seed), row \(row): \(product), not \(right[row])")
      }
    }
  }

  /// All by the old state, or the weights by the new substances.
  @Test(arguments: [false, true])
  func stepsAreThoseOfEuler(isSequential: Bool) throws {
    for seed in 0..<200 {
      let tested = try Case(seed: seed)
      let kernel = try tested.rule.kernel(WeightLaw(), .theRules)
      let step = 0.125
      var state = tested.state
      let isFinite = state.withUnsafeMutableBufferPointer {
        kernel.eulerStep(
          PlannedStep(start: tested.time, size: step), isSequential: isSequential,
          synapses: 0..<1, of: 1, gradient: [tested.gradient], signalStride: 1,
          state: $0.baseAddress!)
      }
      #expect(isFinite, "seed \(seed)")
      var variables = tested.variables
      let names = ["a", "b", "c", "w_f", "w_b"]
      var expected = tested.state
      for (k, value) in tested.values.enumerated() {
        if k == 3, isSequential {
          for j in 0..<3 { variables[names[j]] = Complex(expected[j]) }
        }
        expected[k] += step * value(variables).re
      }
      for k in 0..<5 {
        #expect(
          (state[k] - expected[k]).magnitude <= 1e-12 * max(1, expected[k].magnitude),
          "seed \(seed), component \(k): \(state[k]), not \(expected[k])")
      }
    }
  }
}
