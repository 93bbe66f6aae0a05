import SynapticDynamics
import Testing

import Studies

/// What the list of methods says of each is what their solvers do.
@Suite struct IntegrationMethodTests {
  private static let drives = [
    "{kind: heldNoise, sd: 1}", "{kind: sines, amplitude: 1, frequency: 0.05}",
    "{kind: network, data: digits, layers: [2]}",
    "{kind: network, data: digits, layers: [2], presentation: following}",
    "{kind: network, data: digits, layers: [2], feedback: kolenPollack}",
  ]

  /// A study that a method refuses is one whose solver cannot be made, and the other way round.
  @Test(arguments: RuleKind.all.map(\.name), drives)
  func refusalsAreThoseOfTheSolver(rule: String, drive: String) throws {
    let study = try Study(
      yaml: "duration: 2\nrule: \(rule)\ndrive: \(drive)", path: "s", folder: "")
    let model = try StudyModel(study)
    for method in IntegrationMethod.all where method.isAvailable {
      var integrator = study.integrator
      integrator.method = method
      let isMade = (try? model.makeSolver(integrator)) != nil
      #expect(isMade == method.solves(study), "\(method.name)")
    }
  }

  /// Whoever names no method gets one that solves the study.
  @Test(arguments: RuleKind.all.map(\.name), drives)
  func standardMethodSolves(rule: String, drive: String) throws {
    let study = try Study(
      yaml: "duration: 2\nrule: \(rule)\ndrive: \(drive)", path: "s", folder: "")
    #expect(study.integrator.method.solves(study))
    #expect(IntegrationMethod.automatic.contains(study.integrator.method))
  }

  @Test func namesAreDifferent() {
    let names = IntegrationMethod.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names { #expect(IntegrationMethod.named(name)?.name == name) }
    #expect(IntegrationMethod.named("ruler") == nil)
  }
}
