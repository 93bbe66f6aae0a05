import ArgumentParser
import DataFiles
import Foundation
import RuleEquations
import RuleEquilibria
import SynapticDynamics

/// `synapse equilibrium`.
struct EquilibriumCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "equilibrium",
    abstract:
      "Prints where synapses rest: Bio-Adam's in closed form, or those of a rule written as equations.",
    discussion: """
      Bio-Adam: under a constant gradient g the substances reach m* = g and ρ* = 1/(|g|+ε); ρ takes \
      τ_ρ/(|g|+ε) learning steps, not τ_ρ.

      A study, a rule's file, or a rule that is shipped (synapse rules): all rests of a pair that Newton's method finds from \
      \(Equilibria.startCount) starts, with their stability by the eigenvalues of the Jacobian: how fast deviations fall or \
      grow, and how they swing. If no weight rests, those of the substances alone, with the rate of the weights there. A \
      study's signals must stay as they are, or --gradient takes their place.

      EXAMPLES:
        synapse equilibrium --gradient 0.01
        synapse equilibrium --gradient 0.001,0.1,1 --gradient-gain 10 --temperature 5
        synapse equilibrium --gradient 0.01 --learning-step 50ms
        synapse equilibrium oja
        synapse equilibrium bcm --gradient 1,2 --set rule.constants.tau_theta=15
        synapse equilibrium my-rule.yaml --gradient 0.1
      """)

  @Argument(
    help:
      "A study file, a rule's file, or the name of a shipped rule or a built-in study; without it Bio-Adam.",
    completion: Completions.studiesAndRules)
  var study: String?

  // Unconditional: a gradient may begin with a minus.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The gradient, or several (default: \(Self.standardGradients); that of the study; 1 for a rule).",
      valueName: "g,…"))
  var gradient: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Replaces a value of the study; those of a rule are rule.constants.tau and so on. May be repeated.",
      valueName: "key.path=value"), completion: Completions.settings)
  var settings: [String] = []

  @Option(help: "Replaces the study's seed.")
  var seed: UInt64?

  private static let standardGradients: String = "1e-3,1e-2,0.1,1"

  @Option(help: "τ_m, in learning steps.", transform: optionNumber)
  var tauM: Double = RuleConstant.tauM.defaultValue

  @Option(help: "τ_ρ, in learning steps.", transform: optionNumber)
  var tauRho: Double = BioAdam.tauRho.defaultValue

  @Option(
    help: ArgumentHelp(
      "How long a learning step is, such as 50ms: times are then told in both.",
      valueName: "time"))
  var learningStep: PhysicalTime?

  @Option(help: "ε.", transform: optionNumber)
  var epsilon: Double = RuleConstant.epsilon.defaultValue

  @Option(help: "η.", transform: optionNumber)
  var learningRate: Double = RuleConstant.learningRate.defaultValue

  @Option(
    name: .customLong("m0"), help: "m₀, the rest concentration of m⁺ and m⁻.",
    transform: optionNumber)
  var restConcentration: Double = BioAdam.restConcentration.defaultValue

  @Option(help: "K: the equations see K·g.", transform: optionNumber)
  var gradientGain: Double = RuleConstant.gradientGain.defaultValue

  @Option(help: "T of the predisposition; without it there is none.", transform: optionNumber)
  var temperature: Double?

  @Option(help: "What f is multiplied by: 1, or 2 for f(0) = 1.", transform: optionNumber)
  var predispositionGain: Double = 1

  func validate() throws {
    let positive = [
      ("tau-m", tauM), ("tau-rho", tauRho), ("epsilon", epsilon),
      ("predisposition-gain", predispositionGain),
    ]
    for (name, value) in positive + (temperature.map { [("temperature", $0)] } ?? [])
    where !(value > 0 && value.isFinite) {
      throw ValidationError("--\(name) must be above 0, found \(value).")
    }
    let notNegative = [
      ("learning-rate", learningRate), ("m0", restConcentration), ("gradient-gain", gradientGain),
    ]
    for (name, value) in notNegative where !(value >= 0 && value.isFinite) {
      throw ValidationError("--\(name) must be at least 0, found \(value).")
    }
    guard try !gradients().isEmpty else {
      throw ValidationError("--gradient: found no number, expected numbers such as 0.01,1e-3.")
    }
    guard study == nil || hasStandardConstants else {
      throw ValidationError(
        "Bio-Adam's constants and --learning-step go without a study, whose own are replaced by --set."
      )
    }
    guard study != nil || settings.isEmpty && seed == nil else {
      throw ValidationError("--set and --seed need a study or a rule.")
    }
  }

  /// Whether no option gives Bio-Adam another constant.
  private var hasStandardConstants: Bool {
    tauM == RuleConstant.tauM.defaultValue && tauRho == BioAdam.tauRho.defaultValue
      && epsilon == RuleConstant.epsilon.defaultValue
      && learningRate == RuleConstant.learningRate.defaultValue
      && restConcentration == BioAdam.restConcentration.defaultValue
      && gradientGain == RuleConstant.gradientGain.defaultValue
      && temperature == nil && predispositionGain == 1 && learningStep == nil
  }

  private func gradients() throws -> [Double] {
    try (gradient ?? Self.standardGradients).split(separator: ",").map { word in
      guard let value = finiteNumber(word.trimmingCharacters(in: .whitespaces)) else {
        throw ValidationError("--gradient: found \"\(word)\", expected numbers such as 0.01,1e-3.")
      }
      return value
    }
  }

  func run() async throws {
    guard let study else { return try showBioAdam() }
    try await exiting {
      let blocks = try EquilibriumOfEquations(
        source: study, settings: settings, seed: seed,
        gradients: gradient == nil ? nil : try gradients()
      ).blocks()
      Terminal.show(blocks.joined(separator: "\n\n"))
    }
  }

  private func showBioAdam() throws {
    let predisposition = temperature.map {
      Predisposition(temperature: $0, gain: predispositionGain)
    }
    let kinetics = BioAdam.Kinetics(
      tauM: tauM, coConsumption: CoConsumption(tauRho: tauRho, epsilon: epsilon),
      learningRate: learningRate, restConcentration: restConcentration,
      gradientGain: gradientGain, predisposition: predisposition)
    for (index, g) in try gradients().enumerated() {
      if index > 0 { Terminal.show("") }
      Terminal.show(formatted(Self.rows(kinetics, gradient: g, learningStep: learningStep)))
    }
  }

  /// What is told of a gradient.
  static func rows(
    _ kinetics: BioAdam.Kinetics, gradient g: Double, learningStep: PhysicalTime?
  ) -> [(String, String)] {
    func both(_ steps: Double) -> String {
      "\(shortDescription(steps)) steps" + (learningStep.map { ", \($0.text(of: steps))" } ?? "")
    }
    let equilibrium = Equilibrium(kinetics, gradient: g)
    let limits = StepSizeLimits(kinetics, gradientBounds: [g.magnitude])
    // At w = 0 both factors of the predisposition are half its gain.
    let factor = kinetics.predisposition.map { 0.5 * $0.gain } ?? 1
    var rows = [
      (
        "gradient g",
        "\(g)"
          + (kinetics.gradientGain == 1 ? "" : ", K g = \(shortDescription(equilibrium.gradient))")
      ),
      ("m*", shortDescription(equilibrium.momentum)),
      (
        "m⁺*, m⁻*",
        "\(shortDescription(equilibrium.mPlus)), \(shortDescription(equilibrium.mMinus))"
      ),
      ("ρ*", shortDescription(equilibrium.rho)),
      ("dw/dt at w = 0", shortDescription(factor * equilibrium.weightRate)),
      ("time constant of m", both(equilibrium.momentumTime)),
      ("time constant of ρ", both(equilibrium.rhoTime)),
      ("Euler monotone to dt", shortDescription(limits.eulerMonotone)),
      ("Euler stable below dt", shortDescription(limits.eulerStable)),
      ("RK4 stable below dt", shortDescription(limits.rungeKutta4Stable)),
      ("limited by", limits.limit == .momentum ? "m" : "ρ"),
    ]
    if min(equilibrium.mPlus, equilibrium.mMinus) < 0 {
      rows.append(("beware", "|K g| > 2 m₀ makes a concentration negative"))
    }
    return rows
  }
}

extension PhysicalTime: ExpressibleByArgument {
  /// The same as in a study.
  package init?(argument: String) { self.init(argument) }
}
