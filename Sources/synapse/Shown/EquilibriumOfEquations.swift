import DataFiles
import Foundation
import RuleEquations
import Studies
import SynapticDynamics

/// What `synapse equilibrium` says of a study or of a rule that is written as equations.
struct EquilibriumOfEquations {
  /// A study, a rule's file, or a name.
  let source: String
  let settings: [String]
  let seed: UInt64?
  /// Nil: those of the study.
  let gradients: [Double]?

  /// The lines, block by block.
  func blocks() throws -> [String] {
    let inputs = StudyInputs.standard
    guard let gradients else {
      return try blocks(try study(settings, inputs), inputs)
    }
    return try gradients.flatMap { gradient in
      let drive = "drive={kind: constant, gradient: \(gradient)}"
      return try blocks(try study(settings + [drive], inputs), inputs)
    }
  }

  // MARK: Which rule

  private func study(_ settings: [String], _ inputs: StudyInputs) throws -> Study {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: source, isDirectory: &isFolder)
    let isFile = exists && !isFolder.boolValue
    let isShipped = !isFile && ShippedRules.texts[source] != nil
    guard try isShipped || isFile && RuleFile.isRule(atPath: source) else {
      return try StudyOptions.load(source, settings: settings, seed: seed, inputs: inputs)
    }
    // A name without a folder would be that of a shipped rule.
    let name = isFile && ShippedRules.texts[source] != nil ? "./\(source)" : source
    return try Study(
      yaml: RuleFile.study(of: name), path: "rule \(source)", folder: "", settings: settings,
      seed: seed, inputs: inputs)
  }

  // MARK: What is said

  private func blocks(_ study: Study, _ inputs: StudyInputs) throws -> [String] {
    let model = try StudyModel(study, inputs: inputs)
    let state = try model.initialState()
    let (n, components) = (study.synapseCount, model.dynamics.rule.components.count)
    let synapses = shownSynapses(study, model)
    return try synapses.flatMap { synapse -> [String] in
      guard let signals = model.constantSignals(of: synapse) else {
        throw StudyError(
          "\(source): the signals of the study move, and nothing rests under them: give one that stays, as --gradient 0.1"
        )
      }
      let name = synapses.count == 1 ? nil : synapse
      if let bioAdam = model.dynamics.rule as? BioAdam, bioAdam.backward == nil {
        let rows = EquilibriumCommand.rows(
          bioAdam.forward, gradient: signals[0], learningStep: study.learningStep)
        return [formatted((name.map { [("synapse", "\($0)")] } ?? []) + rows)]
      }
      guard let written = study.equations,
        let rule = model.dynamics.rule.selecting([synapse]) as? EquationRule
      else {
        throw StudyError(
          "\(source): the rule \(model.dynamics.rule.name) is built in, expected one that is written as equations, or"
            + " bioAdam without synapse.backward")
      }
      let found = written.equilibria(
        of: rule, signals: signals, initial: (0..<components).map { state[$0 * n + synapse] })
      return [
        EquilibriumText(
          rule: written.text, equilibria: found, synapse: name, signals: signals,
          learningStep: study.learningStep
        ).text
      ]
    }
  }

  /// One, if they are all alike.
  private func shownSynapses(_ study: Study, _ model: StudyModel) -> [Int] {
    let recorded = study.record.synapses.indices(of: study.synapseCount)
    let first = model.constantSignals(of: 0)
    let isOne =
      study.equations?.hasOwnConstants != true
      && recorded.allSatisfy { model.constantSignals(of: $0) == first }
    return isOne ? [0] : recorded
  }
}
