import Foundation
import Testing

/// Error modulation and devices go with every rule, and modulation with every pathway.
@Suite struct ModulationTests {
  private static let rules = [
    "gradientFlow, 0.2", "momentum, 0.2, update_order: sequential",
    "nesterov, 0.2, update_order: sequential",
    "rmsProp, 0.003, epsilon: 1e-3, update_order: sequential",
    "adaGrad, 0.02, epsilon: 1e-3, update_order: sequential",
    "adam, 0.003, epsilon: 1e-3, update_order: sequential",
    "bioAdam, 0.5, epsilon: 1e-3, update_order: sequential",
  ]

  private func losses(_ study: String) throws -> [String] {
    let scratch = try Scratch()
    try scratch.write(study, to: "study.yaml")
    let result = try synapse("run", "study.yaml", "--output", "out", "--quiet", in: scratch.folder)
    try #require(result.status == 0 && result.error.isEmpty, "\(result.error)")
    return try String(contentsOf: scratch.url("out/learning.csv"), encoding: .utf8)
      .split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[4]) }
  }

  /// Three epochs: more than guessing is learned, and something else than without.
  private func expectEffects(_ study: String) throws {
    var courses: [[String]] = []
    for addition in [
      "none", "grapes", "grapes\n  hardware: {update_noise: 1e-3, weight_step: 1e-3}",
    ] {
      let text = study.replacing("MODULATION", with: addition)
      let course = try losses(text)
      #expect(Double(course.last!)! < 0.8 * Double(course[0])!, "\(addition)")
      courses.append(course)
    }
    #expect(Set(courses).count == 3)
  }

  @Test(arguments: rules) func goesWithEveryRule(_ rule: String) throws {
    let parts = rule.components(separatedBy: ", ")
    try expectEffects(
      """
      epochs: 3
      rule: \(parts[0])
      synapse: {learning_rate: \(parts[1...].joined(separator: ", "))}
      drive:
        kind: network
        data: digits
        layers: [32, 32]
        feedback: transport
        error_modulation: MODULATION
      integrator: {method: euler}
      record: {synapses: 1}
      """)
  }

  @Test(arguments: [
    "feedbackAlignment", "direct", "indirect", "signSymmetry", "predisposition",
    "{pathway: weightMirror, rate: 0.05, decay: 0.05}",
  ])
  func goesWithEveryPathway(_ pathway: String) throws {
    try expectEffects(
      """
      epochs: 3
      rule: momentum
      synapse: {learning_rate: 1\(pathway == "predisposition" ? ", temperature: 1" : "")}
      drive:
        kind: network
        data: digits
        layers: [32, 32]
        feedback: \(pathway)
        error_modulation: MODULATION
      integrator: {method: rk4}
      record: {synapses: 1}
      """)
  }
}
