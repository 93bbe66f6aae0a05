import Foundation
import Testing

/// `synapse equilibrium` for rules that are written as equations.
@Suite struct EquilibriumTests {
  private func lines(_ arguments: String..., in folder: URL? = nil) throws -> [String] {
    let result = try Program.run("synapse", ["equilibrium"] + arguments, in: folder)
    try #require(result.status == 0, "\(result.error)")
    return result.output.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
  }

  @Test func shippedRulesHaveRests() throws {
    let bcm = try lines("bcm", "--gradient", "2", "--set", "rule.constants.tau_theta=15")
    for line in ["signals g = 2.0", "the pair rests at 2 points", "theta 1", "w_f 0.5"] {
      #expect(bcm.contains(line), "\(bcm)")
    }
    #expect(
      bcm.contains { $0.hasPrefix("rest 2 unstable, the fastest deviation grows by e in 150") })
    let oja = try lines("oja", "--gradient=-1,0.5")
    #expect(oja.filter { $0 == "the pair rests at 3 points" }.count == 2, "\(oja)")
    let text = try lines("bio-adam-text", "--gradient", "0.01")
    #expect(text.contains("substances rest at 1 point"), "\(text)")
    #expect(
      text.contains("rho 99.9999") && text.contains("dw/dt -0.0005 at weights of 0"), "\(text)")
  }

  /// A file with a rule, one with a study, and the synapses of one.
  @Test func filesAreTaken() throws {
    let scratch = try Scratch()
    let rule = try synapse("rules", "oja").output
    try scratch.write(rule, to: "oja")
    let found = try lines(
      "oja", "--gradient", "2", "--set", "rule.constants.eta=0.5", in: scratch.folder)
    #expect(
      found.contains { $0.hasPrefix("rest 3 unstable") && $0.contains("in 0.5 steps") }, "\(found)")
    try scratch.write(
      """
      duration: 10
      rule: {file: oja, constants: {eta: [0.1, 0.2]}}
      drive: {kind: constant, gradient: 1}

      """, to: "s.yaml")
    try scratch.write(rule.replacing("name: oja", with: "name: mine"), to: "oja")
    let both = try lines("s.yaml", in: scratch.folder)
    #expect(both.contains("synapse 0") && both.contains("synapse 1"), "\(both)")
    #expect(both.contains { $0.contains("grows by e in 10 steps") }, "\(both)")
    #expect(both.contains { $0.contains("grows by e in 5 steps") }, "\(both)")
    // Bio-Adam's are those in closed form.
    try scratch.write(
      "duration: 10\nsynapse: {tau_m: 7}\ndrive: {kind: constant, gradient: 0.1}\n", to: "b.yaml")
    #expect(
      try synapse("equilibrium", "b.yaml", in: scratch.folder).output
        == synapse("equilibrium", "--gradient", "0.1", "--tau-m", "7").output)
  }

  @Test(arguments: [
    (["signal-to-noise"], 65, "the signals of the study move"),
    (
      ["oja", "--set", "rule=adam"], 65,
      "the rule adam is built in, expected one"
    ),
    (["nothing"], 65, "nothing: there is no such file"),
    (["oja", "--set", "rule.constants.etaa=1"], 65, "--set rule.constants.etaa=1"),
    (["oja", "--tau-m", "5"], 64, "go without a study"),
    (["--set", "a=1"], 64, "need a study or a rule"),
  ])
  func mistakesAreTold(_ arguments: [String], _ status: Int32, _ message: String) throws {
    let result = try Program.run("synapse", ["equilibrium"] + arguments)
    #expect(result.status == status && result.error.contains(message), "\(result.error)")
  }

  @Test func mistakesInFilesHaveTheirLine() throws {
    let scratch = try Scratch()
    try scratch.write("name: a\nequations:\n  w: -w + foo\n", to: "a.yaml")
    let result = try synapse("equilibrium", "a.yaml", in: scratch.folder)
    #expect(result.status == 65 && result.error.hasPrefix("error: a.yaml:3: "), "\(result.error)")
  }
}
