import Foundation
import Testing

/// What is meant by commands, options and studies that there are not.
@Suite struct NearMissTests {
  @Test(arguments: [
    (["rnu", "equilibrium"], "found the command \"rnu\"", "did you mean \"run\"?"),
    (["equilibriun"], "found the command", "did you mean \"equilibrium\"?"),
    (["Sweep", "digits"], "found the command", "did you mean \"sweep\"?"),
    (["data", "fetsh", "mnist"], "found the command \"fetsh\"", "did you mean \"fetch\"?"),
    (["digits", "--output", "out"], "found the command", "did you mean \"run digits\"?"),
    (["digist"], "found the command", "did you mean \"run digits\"?"),
    (["own.yaml"], "found the command", "did you mean \"run own.yaml\"?"),
    (["run", "digits", "--outptu", "x"], "unknown option \"--outptu\"", "\"--output\"?"),
    (["run", "digits", "--outptu=x"], "unknown option \"--outptu\"", "\"--output\"?"),
    (["sweep", "digits", "--output", "x", "--varry", "seed=1"], "\"--varry\"", "\"--vary\"?"),
    (["--versoin"], "unknown option \"--versoin\"", "\"--version\"?"),
  ])
  func theNearestIsNamed(_ arguments: [String], _ message: String, _ advice: String) throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "own.yaml")
    let result = try Program.run("synapse", arguments, in: scratch.folder)
    #expect(result.status == 64)
    #expect(result.error.hasPrefix("Error: ") && result.error.contains("\nUsage: synapse"))
    #expect(result.error.contains(message) && result.error.contains(advice), "\(result.error)")
    #expect(try contents(scratch.folder) == ["own.yaml"])
  }

  /// What is nothing like anything is told without advice; what is right but for another mistake, as ever.
  @Test(arguments: [
    (["xyzzy"], "found the command \"xyzzy\", expected one of run, "),
    (["run", "digits", "--xyzzy"], "Missing expected argument '--output <folder>'"),
    (["run", "digits"], "Missing expected argument '--output <folder>'"),
    (["run", "digits", "--output", "x", "--seed", "--outptu"], "unknown option"),
    (["run", "digits", "--output", "x", "--threads", "0"], "--threads: found 0"),
  ])
  func otherMistakesAreTold(_ arguments: [String], _ message: String) throws {
    let result = try Program.run("synapse", arguments)
    #expect(result.status == 64)
    #expect(result.error.contains(message), "\(result.error)")
    #expect(result.error.contains("did you mean") == (message == "unknown option"))
  }

  @Test(arguments: [
    ("digit.yaml", "did you mean \"digits.yaml\"?"),
    ("more/anothr.yml", "did you mean \"more/another.yml\"?"),
    ("./digits.yml", "did you mean \"./digits.yaml\"?"),
    ("equilibriun", "did you mean \"equilibrium\"?"),
  ])
  func studiesThatNearlyMatch(_ study: String, _ advice: String) throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "digits.yaml")
    try FileManager.default.createDirectory(
      at: scratch.url("more"), withIntermediateDirectories: true)
    try scratch.write(smallStudy, to: "more/another.yml")
    for command in [["run", study, "--output", "out"], ["validate", study]] {
      let result = try Program.run("synapse", command, in: scratch.folder)
      #expect(result.status == 65)
      #expect(result.error.hasSuffix("; \(advice)\n"), "\(result.error)")
    }
  }
}
