import GradientDrives
import ODESolvers
import SynapticDynamics
import TestSupport
import Testing

/// Forward Euler with step 1 is the textbook optimiser of each rule, over 200 updates of four
/// pairs, against the papers' algorithms in numpy (Fixtures/make_rule_references.py).
@Suite struct OptimiserTests {
  /// To rounding: 200 updates of a dozen operations each add up to some 1e-14 of the largest weight
  /// on the way; 1/τ_m and 1 − β₁ differ by 2e-16 to begin with.
  @Test func eulerStepsAreTheTextbookOptimisers() throws {
    let reference = try fixture("optimisers.json", as: Reference.self)
    #expect(reference.results.count == 28)
    for result in reference.results {
      let final = try run(try reference.rule(result), reference, simultaneous: result.simultaneous)
      let expected = result.weights.flatMap { $0 }
      let scale = max(1, expected.map(\.magnitude).max()!)
      for (weight, expected) in zip(final, expected) {
        #expect((weight - expected).magnitude < 1e-13 * scale, "\(result)")
      }
    }
  }

  /// The references differ between rules, orders and with predisposition by far more than what is
  /// allowed above: none of the agreements is an accident.
  @Test func referencesDiffer() throws {
    let results = try fixture("optimisers.json", as: Reference.self).results
    for (a, b) in product(results.count, results.count) where a < b {
      // Gradient descent has nothing that an order could be of.
      let isSameDescent =
        results[a].rule == "sgd" && results[b].rule == "sgd"
        && results[a].temperature == results[b].temperature
      // Nesterov's momentum with the old m is momentum with the new one.
      let isSameMomentum =
        results[a].rule == "momentum" && !results[a].simultaneous
        && results[b].rule == "nesterov" && results[b].simultaneous
        && results[a].temperature == results[b].temperature
      guard !isSameDescent && !isSameMomentum else { continue }
      let difference = (results[a].weights[0][0] - results[b].weights[0][0]).magnitude
      #expect(difference > 1e-6, "\(results[a]) and \(results[b])")
    }
  }

  /// The forward and backward weights at the end.
  private func run(
    _ rule: any SynapticRule, _ reference: Reference, simultaneous: Bool
  ) throws -> [Double] {
    let steps = reference.gradients.count
    let table = ListedTable(times: (0..<steps).map { Double($0) }, rows: reference.gradients)
    let dynamics = try PopulationDynamics(rule: rule, drive: TabulatedDrive(table))
    let n = dynamics.synapseCount
    // Bio-Adam's concentrations begin at m₀ = 1 and ρ(0) = 1, moments at 0.
    let substances =
      rule is BioAdam
      ? rest(n) : [Double](repeating: 0, count: n * (rule.components.count - 2))
    let problem = dynamics.problem(
      from: 0, to: Double(steps), initialState: substances + reference.start.flatMap { $0 })
    let order: ForwardEuler.UpdateOrder =
      simultaneous ? .simultaneous : .sequential(count: substances.count)
    let final = try ForwardEuler(stepSize: 1, updateOrder: order).final(problem)
    return Array(final.suffix(2 * n))
  }

  struct Reference: Decodable {
    struct Result: Decodable {
      var rule: String
      var temperature: Double?
      var simultaneous: Bool
      var weights: [[Double]]
    }

    var beta1, beta2, epsilon, learningRate, gradientGain: Double
    var gradients, start: [[Double]]
    var results: [Result]

    func rule(_ result: Result) throws -> any SynapticRule {
      let predisposition = result.temperature.map { Predisposition(temperature: $0) }
      // β₁ = 0.9 and β₂ = 31/32.
      let (tauM, tauV) = (10.0, 32.0)
      switch result.rule {
      case "sgd":
        return GradientFlow(
          learningRate: learningRate, gradientGain: gradientGain, predisposition: predisposition)
      case "momentum":
        return Momentum(
          tauM: tauM, learningRate: learningRate, gradientGain: gradientGain,
          predisposition: predisposition)
      case "nesterov":
        return Momentum(
          tauM: tauM, learningRate: learningRate, gradientGain: gradientGain,
          predisposition: predisposition, looksAhead: true)
      case "rmsprop":
        return RMSProp(
          tauV: tauV, epsilon: epsilon, learningRate: learningRate, gradientGain: gradientGain,
          predisposition: predisposition)
      case "adagrad":
        return AdaGrad(
          epsilon: epsilon, learningRate: learningRate, gradientGain: gradientGain,
          predisposition: predisposition)
      case "adam":
        return Adam(
          tauM: tauM, tauV: tauV, epsilon: epsilon, learningRate: learningRate,
          gradientGain: gradientGain, predisposition: predisposition,
          biasCorrection: result.simultaneous ? .none : .discrete)
      case "bio_adam":
        return BioAdam(
          BioAdam.Kinetics(
            tauM: tauM, coConsumption: CoConsumption(tauRho: tauV, epsilon: epsilon),
            learningRate: learningRate, gradientGain: gradientGain,
            predisposition: predisposition))
      default:
        throw UnknownRule(name: result.rule)
      }
    }
  }

  struct UnknownRule: Error { var name: String }
}
