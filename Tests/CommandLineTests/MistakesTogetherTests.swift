import Foundation
import Testing

/// All mistakes at once, none that only follows from another, and those of `--set`.
@Suite struct MistakesTogetherTests {
  private func messages(_ study: String, _ settings: String...) throws -> [String] {
    let scratch = try Scratch()
    try scratch.write(study, to: "s.yaml")
    let result = try Program.run(
      "synapse", ["validate", "s.yaml"] + settings.flatMap { ["--set", $0] }, in: scratch.folder)
    #expect(result.status == 65)
    return result.error.dropFirst("error: ".count).split(separator: "\n").map(String.init)
  }

  @Test func allAreToldInTheOrderOfTheFile() throws {
    let messages = try messages(
      """
      seed: x
      duration: -3
      rule: adm
      record: {evry: 2}
      synapse:
        tau_m: 0
        temperatur: 4
      drive:
        kind: constant
        gradient: [1, two]
      integrator: {dt: 0, method: rk5}
      """)
    let lines = messages.map { $0.split(separator: ":")[1] }
    #expect(lines == ["1", "2", "3", "4", "6", "7", "10", "11", "11"], "\(messages)")
  }

  /// Without a duration no time is too late, and without a drive no synapse too many.
  @Test func nothingFollowsFromAMistake() throws {
    let messages = try messages(
      """
      drive: {kind: constnt, gradient: [1, 2]}
      record: {times: [0, 5], synapses: [0, 1]}
      """)
    #expect(messages.count == 2, "\(messages)")
    #expect(messages[0].contains("drive.kind") || messages[1].contains("drive.kind"))
    #expect(messages[0].contains("duration") || messages[1].contains("duration"))
  }

  @Test func settingsNameThemselves() throws {
    let messages = try messages(
      smallStudy, "duration.x=3", "nonsense", ".a=1", "synapse.tau_n=1", "seed=-1", "rule=[1")
    #expect(messages.count == 6, "\(messages)")
    for start in [
      "--set duration.x=3: \"duration\" is a value, not a mapping",
      "--set nonsense: expected key.path=value", "--set .a=1: expected key.path=value",
      "--set synapse.tau_n=1: unknown key \"synapse.tau_n\"; did you mean \"tau_m\"?",
      "--set seed=-1: seed: found \"-1\"", "--set rule=[1: \"[1\" is not a YAML value",
    ] {
      #expect(messages.contains { $0.hasPrefix(start) }, "\(start) in \(messages)")
    }
  }

  @Test func settingsReplaceAndAdd() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy + "synapse:\n", to: "s.yaml")
    let result = try synapse(
      "validate", "s.yaml", "--set", "synapse.tau_m=7", "--set", "synapse.initial.rho=[2, 3]",
      "--set", "duration=20", "--seed", "9", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    for line in ["  tau_m: 7.0", "    rho: [2.0, 3.0]", "duration: 20.0", "seed: 9"] {
      #expect(result.output.split(separator: "\n").contains(Substring(line)), "\(line)")
    }
  }

  @Test func unknownStudiesAreToldWithTheBuiltInOnes() throws {
    let result = try synapse("run", "equilibrum", "--output", "/nonexistent/x")
    #expect(result.status == 65)
    #expect(result.error.contains("equilibrum: there is no such file, nor a built-in study"))
    #expect(result.error.contains("equilibrium, euler-limit, grapes"))
  }

  /// `--output equilibrium` must not hide the built-in study from the next run.
  @Test func foldersDoNotHideBuiltInStudies() throws {
    let scratch = try Scratch()
    let arguments = ["run", "equilibrium", "--output", "equilibrium", "--quiet"]
    #expect(try Program.run("synapse", arguments, in: scratch.folder).status == 0)
    let again = try Program.run("synapse", arguments + ["--force"], in: scratch.folder)
    #expect(again.status == 0, "\(again.error)")
    let folder = try synapse("run", scratch.folder.path, "--output", "x", in: scratch.folder)
    #expect(folder.status == 65 && folder.error.contains("is a folder, expected a study file"))
  }
}
