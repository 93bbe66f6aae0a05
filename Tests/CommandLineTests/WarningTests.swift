import Foundation
import Testing

/// Runs that go on though they should not be trusted say so, on the terminal, in `summary.json`, and in sweeps.
@Suite struct WarningTests {
  private func study(_ rule: String, _ integrator: String, order: String = "") -> String {
    """
    duration: 2
    rule: \(rule)
    synapses: 1
    synapse: {\(order)initial: {w_f: [0.1], w_b: [-0.05]}}
    drive: {kind: constant, gradient: 0.1}
    record: {times: [0, 1, 2]}
    integrator: \(integrator)

    """
  }

  private func run(_ study: String, in scratch: Scratch) throws -> (
    result: Program.Result, warnings: [String]
  ) {
    try scratch.write(study, to: "study.yaml")
    let result = try synapse(
      "run", "study.yaml", "--output", "out", "--quiet", "--force", in: scratch.folder)
    let warnings = try summary(scratch.url("out/summary.json"))["warnings"] as? [String]
    return (result, warnings ?? [])
  }

  /// One class alone is told by chance, and no loss is more than that.
  @Test func oneClassIsNoDivergence() throws {
    let scratch = try Scratch()
    try scratch.write("x,y,label\n1,2,0\n2,1,0\n3,3,0\n4,2,0\n", to: "one.csv")
    let (result, warnings) = try run(
      """
      epochs: 1
      drive: {kind: network, data: {training_file: one.csv, test_share: 0.5}, layers: [2], loss: squaredError}

      """, in: scratch)
    #expect(
      result.status == 0 && !warnings.contains { $0.contains("by chance") }, "\(result.error)")
  }

  /// Where v = 0 a step by the old v is ηg/ε = 10 000 for g = 0.1.
  @Test(arguments: [
    ("rmsProp", "{method: euler}", "update_order: simultaneous, "),
    ("rmsProp", "{method: euler, precision: single}", "update_order: simultaneous, "),
    ("rmsProp", "{method: rk4}", ""),
  ])
  func stepsThatAreFarTooLargeAreTold(rule: String, integrator: String, order: String) throws {
    let scratch = try Scratch()
    let (result, warnings) = try run(study(rule, integrator, order: order), in: scratch)
    #expect(result.status == 0)
    #expect(warnings.count == 1 && warnings[0].contains("ηg/ε"), "\(warnings)")
    #expect(result.error.contains("warning: \(warnings.first ?? "")"), "\(result.error)")
  }

  /// The textbook's order, methods that control their error, and other rules have nothing to tell; nor has Adam,
  /// whose m is 0 where v is.
  @Test(arguments: [
    ("rmsProp", "{method: euler}"), ("adam", "{method: euler}"), ("adam", "{method: rk4}"),
    ("momentum", "{method: rk4}"),
    ("gradientFlow", "{method: euler}"), ("bioAdam", "{method: euler}"),
    ("bioAdam", "{method: exact}"), ("bioAdam", "{method: rk4}"),
  ])
  func goodStepsAreNot(rule: String, integrator: String) throws {
    let scratch = try Scratch()
    let (result, warnings) = try run(study(rule, integrator), in: scratch)
    #expect(result.status == 0 && result.error.isEmpty && warnings.isEmpty, "\(warnings)")
  }

  #if SUNDIALS
    @Test(arguments: ["rmsProp", "adam"]) func adaptiveStepsAreNot(rule: String) throws {
      let scratch = try Scratch()
      let (result, warnings) = try run(study(rule, "{method: cvodeAdams}"), in: scratch)
      #expect(result.status == 0 && warnings.isEmpty, "\(warnings)")
    }
  #endif

  private func network(_ rate: String, rest: String = "{method: euler}", epochs: Int = 2) -> String
  {
    """
    epochs: \(epochs)
    rule: gradientFlow
    synapse: {learning_rate: \(rate)}
    drive: {kind: network, data: {set: digits, training: 320}, layers: [12], activation: relu, feedback: transport}
    record: {synapses: 1}
    integrator: \(rest)

    """
  }

  /// A network whose loss is far above that of chance, and one whose weights have run away, did not learn.
  @Test(arguments: ["{method: euler}", "{method: rk4}", "{method: exact}"])
  func divergedNetworksAreTold(integrator: String) throws {
    let scratch = try Scratch()
    let rule = integrator.contains("exact") ? "bioAdam" : "gradientFlow"
    let text = network("1e4", rest: integrator).replacing("gradientFlow", with: rule)
      .replacing(
        "learning_rate: 1e4",
        with: "gradient_gain: 1000, \(rule == "bioAdam" ? "m0: 1e5, " : "")learning_rate: 1e4")
    let (result, warnings) = try run(text, in: scratch)
    #expect(result.status == 0)
    #expect(warnings.contains { $0.contains("diverged") }, "\(warnings)")
    for warning in warnings { #expect(result.error.contains("warning: \(warning)")) }
  }

  /// A loss that is not finite is a failure, and the summary says when.
  @Test(arguments: ["{method: euler}", "{method: rk4}"])
  func infiniteLossesFail(integrator: String) throws {
    let scratch = try Scratch()
    let (result, _) = try run(network("1e200", rest: integrator, epochs: 1), in: scratch)
    #expect(result.status == 70 && result.error.contains("became"), "\(result.error)")
    let summary = try summary(scratch.url("out/summary.json"))
    #expect(summary["status"] as? String == "failed")
  }

  /// A sweep's table, its terminal and its report tell which runs are doubtful.
  @Test func sweepsTellOfTheirRuns() throws {
    let scratch = try Scratch()
    try scratch.write(network("0.1"), to: "study.yaml")
    let result = try synapse(
      "sweep", "study.yaml", "--vary", "synapse.learning_rate=0.1,1e6", "--output", "out",
      in: scratch.folder)
    #expect(result.status == 0)
    #expect(
      result.error.contains("warning: 1 of 2 runs finished with a warning"), "\(result.error)")
    let rows = try String(contentsOf: scratch.url("out/sweep.csv"), encoding: .utf8)
      .split(separator: "\n")
    #expect(rows[0].hasSuffix(",message") && rows[1].hasSuffix(",") && rows[2].contains("diverged"))
    let report = try synapse("report", "out", "--output", "report.html", in: scratch.folder)
    #expect(report.status == 0)
    let page = try String(contentsOf: scratch.url("report.html"), encoding: .utf8)
    #expect(page.contains("Runs with a warning") && page.contains("diverged"))
  }
}
