import Configuration
import ODESolvers
import PopulationMethods
import SynapticDynamics

extension StudyReader {
  /// The section `integrator`.
  ///
  /// - Parameter isCompared: whether the study says how methods are compared, which uses the keys of all methods.
  func integrator(
    _ section: Section, default method: IntegrationMethod, isCompared: Bool
  ) -> IntegratorDescription {
    var integrator = IntegratorDescription()
    integrator.method = IntegrationMethod.named(
      section.word("method", among: IntegrationMethod.all.map(\.name), default: method.name))!
    refuseUnusedKeys(section, method: integrator.method, isCompared: isCompared)
    integrator.dt = section.number("dt", default: integrator.dt, .positive)
    let precision = section.choice("precision", default: PopulationEuler.Precision.double)
    // What stands in the file for another method is no part of the study.
    if integrator.method.keys.contains("precision") { integrator.precision = precision }
    integrator.relativeTolerance = section.number(
      "rtol", default: integrator.relativeTolerance, .positive)
    integrator.absoluteTolerance = absoluteTolerance(section) ?? integrator.absoluteTolerance
    integrator.positivity = section.flag("positivity", default: false)
    integrator.linearSolver = section.choice("linear_solver", default: .structured)
    integrator.maximumSteps =
      section.integerIfPresent("max_steps", atLeast: 1) ?? integrator.maximumSteps
    if !integrator.method.isAvailable {
      let others = IntegrationMethod.all.filter(\.isAvailable).map(\.name)
      diagnostics.report(
        "integrator.method: \(integrator.method.name) needs SUNDIALS, and this program was"
          + " built without it; use \(others.dropLast().joined(separator: ", ")) or \(others.last!)",
        at: section.node("method")?.origin ?? section.origin)
    }
    section.finish()
    return integrator
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
