import Configuration
import ODESolvers
import PopulationMethods
import SynapticDynamics

extension StudyReader {
  /// The section `integrator`.
  ///
  /// - Parameters:
  ///   - isCompared: whether the study says how methods are compared, which uses the keys of all methods.
  ///   - automatic: the method where none is named, which has a use for some keys if there is one.
  func integrator(
    _ section: Section, isCompared: Bool, automatic: (_ keys: [String]) -> IntegrationMethod
  ) -> IntegratorDescription {
    var integrator = IntegratorDescription()
    let word = IntegrationMethod.automaticWord
    let name = section.word(
      "method", among: [word] + IntegrationMethod.all.map(\.name), default: word)
    integrator.method =
      IntegrationMethod.named(name) ?? automatic(choosingKeys(section, isCompared: isCompared))
    refuseUnusedKeys(section, method: integrator.method, isCompared: isCompared)
    integrator.dt = section.number("dt", default: integrator.dt, .positive)
    let precision = section.choice("precision", default: Precision.double)
    // What stands in the file for another method is no part of the study.
    if integrator.method.keys.contains("precision") { integrator.precision = precision }
    integrator.relativeTolerance = section.number(
      "rtol", default: integrator.relativeTolerance, .positive)
    integrator.absoluteTolerance = absoluteTolerance(section) ?? integrator.absoluteTolerance
    integrator.positivity = section.flag("positivity", default: false)
    integrator.linearSolver = section.choice("linear_solver", default: .structured)
    integrator.maximumSteps =
      section.integerIfPresent("max_steps", atLeast: 1) ?? integrator.maximumSteps
    if let absence = integrator.method.absence {
      diagnostics.report(
        "integrator.method: \(absence)", at: section.node("method")?.origin ?? section.origin)
    }
    section.finish()
    return integrator
  }

  /// The keys that have a say in which method is taken where none is named. What a file says for a comparison is not
  /// meant for its own run.
  private func choosingKeys(_ section: Section, isCompared: Bool) -> [String] {
    IntegrationMethod.choosingKeys.filter { key in
      guard let origin = section.origin(of: key) else { return false }
      if isCompared, case .file = origin { return false }
      return !section.has("false", for: key)
    }
  }

  private func absoluteTolerance(_ section: Section) -> IntegratorDescription.AbsoluteTolerance? {
    guard let node = section.node("atol") else { return nil }
    guard case .mapping = node.content else {
      return section.number(node, key: "atol", .positive).map { .all($0) }
    }
    let groups = section.section("atol")
    var values: [StateComponent.Group: Double] = [:]
    for group in StateComponent.Group.allCases {
      values[group] = groups.numberIfPresent(group.rawValue, .positive)
    }
    groups.finish()
    guard !values.isEmpty else {
      diagnostics.report(
        "\(section.qualified("atol")): found no group, expected some of m, rho, w", at: node.origin)
      return nil
    }
    return .groups(values)
  }
}
