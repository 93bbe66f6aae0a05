import ArgumentParser
import DataFiles
import Foundation
import SynapticDynamics

/// `synapse equilibrium`.
struct EquilibriumCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "equilibrium",
    abstract: "Prints Bio-Adam's fixed point, time constants and step limits in closed form.",
    discussion: """
      Under a constant gradient g the substances reach m* = g and ρ* = 1/(|g|+ε); ρ takes \
      τ_ρ/(|g|+ε) learning steps, not τ_ρ.

      EXAMPLES:
        synapse equilibrium --gradient 0.01
        synapse equilibrium --gradient 0.001,0.1,1 --gradient-gain 10 --temperature 5
      """)

  // Unconditional: a gradient may begin with a minus.
  @Option(
    parsing: .unconditional, help: ArgumentHelp("The gradient, or several.", valueName: "g,…"))
  var gradient: String = "1e-3,1e-2,0.1,1"

  @Option(help: "τ_m, in learning steps.")
  var tauM: Double = RuleConstant.tauM.defaultValue

  @Option(help: "τ_ρ, in learning steps.")
  var tauRho: Double = BioAdam.tauRho.defaultValue

  @Option(help: "ε.")
  var epsilon: Double = RuleConstant.epsilon.defaultValue

  @Option(help: "η.")
  var learningRate: Double = RuleConstant.learningRate.defaultValue

  @Option(name: .customLong("m0"), help: "m₀, the rest concentration of m⁺ and m⁻.")
  var restConcentration: Double = BioAdam.restConcentration.defaultValue

  @Option(help: "K: the equations see K·g.")
  var gradientGain: Double = RuleConstant.gradientGain.defaultValue

  @Option(help: "T of the predisposition; without it there is none.")
  var temperature: Double?

  @Option(help: "What f is multiplied by: 1, or 2 for f(0) = 1.")
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
  }

  private func gradients() throws -> [Double] {
    try gradient.split(separator: ",").map { word in
      guard let value = Double(word.trimmingCharacters(in: .whitespaces)), value.isFinite else {
        throw ValidationError("--gradient: found \"\(word)\", expected numbers such as 0.01,1e-3.")
      }
      return value
    }
  }

  func run() async throws {
    let predisposition = temperature.map {
      Predisposition(temperature: $0, gain: predispositionGain)
    }
    let kinetics = BioAdam.Kinetics(
      tauM: tauM, coConsumption: CoConsumption(tauRho: tauRho, epsilon: epsilon),
      learningRate: learningRate, restConcentration: restConcentration,
      gradientGain: gradientGain, predisposition: predisposition)
    for (index, g) in try gradients().enumerated() {
      if index > 0 { Terminal.show("") }
      Terminal.show(formatted(rows(kinetics, gradient: g)))
    }
  }

  private func rows(_ kinetics: BioAdam.Kinetics, gradient g: Double) -> [(String, String)] {
    let equilibrium = Equilibrium(kinetics, gradient: g)
    let limits = StepSizeLimits(kinetics, gradientBounds: [g.magnitude])
    // At w = 0 both factors of the predisposition are half its gain.
    let factor = kinetics.predisposition.map { 0.5 * $0.gain } ?? 1
    var rows = [
      (
        "gradient g",
        "\(g)" + (gradientGain == 1 ? "" : ", K g = \(shortDescription(equilibrium.gradient))")
      ),
      ("m*", shortDescription(equilibrium.momentum)),
      (
        "m⁺*, m⁻*",
        "\(shortDescription(equilibrium.mPlus)), \(shortDescription(equilibrium.mMinus))"
      ),
      ("ρ*", shortDescription(equilibrium.rho)),
      ("dw/dt at w = 0", shortDescription(factor * equilibrium.weightRate)),
      ("time constant of m", "\(shortDescription(equilibrium.momentumTime)) steps"),
      ("time constant of ρ", "\(shortDescription(equilibrium.rhoTime)) steps"),
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
