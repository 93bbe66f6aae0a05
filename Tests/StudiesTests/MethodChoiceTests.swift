import Foundation
import Studies
import StudyRuns
import SynapticDynamics
import Testing

/// Which method a study gets that leaves it open.
@Suite struct MethodChoiceTests {
  private static let held = "{kind: heldNoise, sd: 0.5, window: 2}"
  private static let moving = "{kind: sines, amplitude: 0.5, frequency: 0.03}"
  private static let network = "kind: network, data: {set: digits, training: 64}, layers: [2]"

  private func study(
    _ rule: String, _ drive: String, _ rest: String = "", settings: [String] = []
  ) throws -> Study {
    try Study(
      yaml: "duration: 20\nrule: \(rule)\ndrive: \(drive)\n\(rest)", path: "s", folder: "",
      settings: settings)
  }

  private func method(
    _ rule: String, _ drive: String, _ rest: String = "", settings: [String] = []
  ) throws -> String {
    try study(rule, drive, rest, settings: settings).integrator.method.name
  }

  #if SUNDIALS
    private static let general = "cvodeAdams"
  #else
    private static let general = "rk4"
  #endif

  /// The table of docs/choosing-a-solver.md.
  @Test func methodsAreThoseOfTheTable() throws {
    #expect(try method("bioAdam", Self.held) == "exact")
    #expect(try method("bioAdam", Self.moving) == "collocation")
    #expect(try method("bioAdam", "{\(Self.network)}") == "exact")
    let following = "{\(Self.network), presentation: following}"
    #expect(try method("bioAdam", following) == "windowMap")
    #expect(try method("bioAdam", "{\(Self.network), presentation: fullBatch}") == "windowMap")
    #expect(
      try method("bioAdam", "{\(Self.network), feedback: kolenPollack}") == "dormandPrince")
    for rule in RuleKind.all.map(\.name) where rule != "bioAdam" {
      #expect(try method(rule, Self.held) == "dormandPrince", "\(rule)")
      #expect(try method(rule, Self.moving) == "dormandPrince", "\(rule)")
      #expect(try method(rule, "{\(Self.network)}") == "dormandPrince", "\(rule)")
      #expect(try method(rule, following) == Self.general, "\(rule)")
    }
  }

  @Test func autoIsTheWordForIt() throws {
    for drive in [Self.held, Self.moving] {
      let named = try study("bioAdam", drive, "integrator: {method: auto}")
      #expect(try named == study("bioAdam", drive))
      let over = try study(
        "bioAdam", drive, "integrator: {method: euler, dt: 0.5}",
        settings: ["integrator.method=auto"])
      #expect(over.integrator.method == named.integrator.method)
    }
  }

  /// Who gives a tolerance gets a method that keeps it, who asks for positivity one that looks for it; a step asks for none.
  @Test func keysAskForMethodsThatUseThem() throws {
    #expect(try method("bioAdam", Self.held, "integrator: {rtol: 1e-8}") == "collocation")
    #expect(try method("bioAdam", Self.held, "integrator: {atol: {m: 1e-8}}") == "collocation")
    #expect(try method("adam", Self.held, "integrator: {rtol: 1e-8}") == "dormandPrince")
    #expect(
      try method("bioAdam", Self.held, settings: ["integrator.rtol=1e-8"]) == "collocation")
    #expect(try method("bioAdam", Self.held, "integrator: {max_steps: 1000}") == "exact")
    #if SUNDIALS
      #expect(
        try method("bioAdam", Self.held, "integrator: {positivity: true}") == "cvodeAdams")
    #endif
    #expect(try method("bioAdam", Self.held, "integrator: {precision: single}") == "exact")
    for key in ["dt: 0.5", "linear_solver: dense", "positivity: false"] {
      let mistake = #expect(throws: StudyError.self) {
        try study("bioAdam", Self.held, "integrator: {\(key)}")
      }
      #expect(mistake?.messages.count == 1, "\(key)")
      #expect(mistake?.messages[0].contains("has no effect, since exact ") == true, "\(key)")
    }
  }

  /// What a file says for its comparison says nothing of its run, but an option does.
  @Test func comparisonsKeysDoNotChoose() throws {
    let text = "integrator: {rtol: 1e-3, dt: 0.5}\ncompare: {dt: [1]}"
    #expect(try method("bioAdam", Self.held, text) == "exact")
    #expect(
      try method("bioAdam", Self.held, text, settings: ["integrator.rtol=1e-4"])
        == "collocation")
    let resolved = try study("bioAdam", Self.held).yaml(in: ".")
    let again = try Study(
      yaml: resolved, path: "s", folder: "", settings: ["integrator.method=auto"])
    #expect(again.integrator.method == .exact)
  }

  /// One line that says which method it is, and why.
  @Test func reasonsAreTold() throws {
    func choice(_ rule: String, _ drive: String, _ rest: String = "") throws -> String {
      try study(rule, drive, rest).methodChoice
    }
    #expect(
      try choice("bioAdam", Self.held)
        == "exact, as auto takes it: gradients are held, and the rule has a closed form for that")
    #expect(
      try choice("bioAdam", Self.moving).hasSuffix(
        "(exact needs a drive that is held, and this one moves all the time)"))
    #expect(
      try choice("adam", Self.held).hasSuffix(
        "(exact solves bioAdam and rules written as equations, not adam)"))
    #expect(
      try choice("bioAdam", "{\(Self.network), feedback: kolenPollack}").hasSuffix(
        "(exact has no closed form for weights that decay, as kolenPollack's do)"))
    #expect(
      try choice("bioAdam", Self.held, "integrator: {rtol: 1e-8}").contains(
        "as auto takes it with rtol or atol: "))
    #expect(
      try choice("bioAdam", Self.held, "integrator: {method: collocation}").hasPrefix(
        "collocation, as the study says; auto takes exact: "))
    #expect(
      try choice("bioAdam", Self.held, "integrator: {method: rk4}").hasPrefix(
        "rk4, as the study says; auto takes exact: "))
    let own = try study("bioAdam", Self.held)
    #expect(own.explanation.first == "method: \(own.methodChoice)")
    let resolved = try Study(yaml: own.yaml(in: "."), path: "again", folder: "")
    #expect(resolved.methodChoice == own.methodChoice)
    let summary = try StudyRun(own).result().summary
    #expect(summary.method == "exact" && summary.methodChoice == own.methodChoice)
  }

  /// Rules as equations: where windows are linear, or integrals, and where they are not.
  @Test func writtenRulesAreLookedAt() throws {
    func rule(_ weight: String) -> String {
      "{name: a, constants: {eta: 0.1}, substances: {m: {}}, equations: {m: g - m, w: \"\(weight)\"}}"
    }
    let linear = try study(rule("-eta*abs(m)^1.5"), Self.held)
    #expect(linear.integrator.method == .exact)
    #expect(
      linear.methodChoice
        == "exact, as auto takes it: gradients are held, and what the rule makes of that is linear, or integrals of what is"
    )
    #expect(try method(rule("-eta*m"), Self.moving) == "dormandPrince")
    #expect(try method(rule("-eta*m"), Self.held, "integrator: {rtol: 1e-8}") == "dormandPrince")
    let other = try study(rule("-eta*m*tanh(w)"), Self.held)
    #expect(other.integrator.method == .dormandPrince)
    #expect(
      other.methodChoice.hasSuffix(
        "(exact needs equations that are linear in what they feed back on, and dw_f/dt = -eta*m*tanh(w) is not linear in w_f)"
      ))
  }

  /// Whatever is taken agrees with Euler's method at steps so small that its error is 1e-4 of the weights' way.
  @Test(arguments: RuleKind.all.map(\.name), [held, moving])
  func resultsAreThoseOfSmallSteps(_ rule: String, _ drive: String) throws {
    let text = "synapses: 3\nrecord: {times: [20]}"
    // Where v begins at 0 the weights' rate is that of a root in time, which Euler's method resolves slowly.
    let rest = text + (rule == "bioAdam" ? "\nsynapse: {tau_rho: 20}" : "")
    let own = try StudyRun(study(rule, drive, rest)).result()
    #expect(own.failure == nil)
    let small = try StudyRun(
      study(rule, drive, rest + "\nintegrator: {method: euler, dt: 1e-5}")
    ).result()
    for synapse in 0..<3 {
      let found = try #require(own.trace.values(of: "w_f", synapse: synapse)?.last)
      let expected = try #require(small.trace.values(of: "w_f", synapse: synapse)?.last)
      let start = try study(rule, drive, rest)
      let first = try StudyModel(start).initialState()
      let way = (expected - first[first.count - 6 + synapse]).magnitude
      #expect(
        (found - expected).magnitude < max(2e-3 * way, 1e-9),
        "\(rule): \(found), expected \(expected)")
    }
  }
}
