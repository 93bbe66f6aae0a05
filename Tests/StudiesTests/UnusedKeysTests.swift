import Foundation
import Studies
import Testing

/// A key that the rule or the method does not use is a mistake, told with its line.
@Suite struct UnusedKeysTests {
  /// A value for each key, and the rules that have it, by the equations of the model.
  private static let constants: [(key: String, value: String, rules: Set<String>)] = [
    ("tau_m", "10", ["momentum", "nesterov", "adam", "bioAdam"]),
    ("tau_rho", "1000", ["rmsProp", "adam", "bioAdam"]),
    ("epsilon", "1e-8", ["rmsProp", "adaGrad", "adam", "bioAdam"]),
    ("bias_correction", "none", ["adam"]),
    ("m0", "1", ["bioAdam"]),
    ("backward", "{gain: 1}", ["bioAdam"]),
    ("initial", "{rho: one}", ["bioAdam"]),
    (
      "update_order", "sequential",
      ["momentum", "nesterov", "rmsProp", "adaGrad", "adam", "bioAdam"]
    ),
    ("learning_rate", "1e-3", Set(rules)),
    ("gradient_gain", "1", Set(rules)),
    ("temperature", "1", Set(rules)),
  ]
  private static let rules = [
    "gradientFlow", "momentum", "nesterov", "rmsProp", "adaGrad", "adam", "bioAdam",
  ]

  private static let methods: [(key: String, value: String, methods: Set<String>)] = [
    ("dt", "1", ["euler", "rk4"]),
    ("precision", "double", ["euler", "exact"]),
    ("rtol", "1e-6", ["collocation", "cvodeAdams", "cvodeBDF"]),
    ("atol", "1e-9", ["collocation", "cvodeAdams", "cvodeBDF"]),
    ("positivity", "true", ["cvodeAdams", "cvodeBDF"]),
    ("linear_solver", "dense", ["cvodeBDF"]),
    ("max_steps", "10", Set(allMethods)),
  ]
  #if SUNDIALS
    private static let allMethods = [
      "euler", "rk4", "exact", "collocation", "cvodeAdams", "cvodeBDF",
    ]
  #else
    private static let allMethods = ["euler", "rk4", "exact", "collocation"]
  #endif

  /// The messages about a study; none if it is right.
  private func mistakes(
    _ rest: String, settings: [String] = [], alternatives: [String] = []
  ) -> [String] {
    do {
      _ = try Study(
        yaml: "duration: 10\ndrive: {kind: constant, gradient: 0.1}\n" + rest, path: "s",
        folder: "",
        settings: settings, alternatives: alternatives)
      return []
    } catch {
      return (error as? StudyError)?.messages ?? ["\(error)"]
    }
  }

  @Test(arguments: rules) func keysOfOtherRules(_ rule: String) {
    for (key, value, rules) in Self.constants {
      let found = mistakes(
        "rule: \(rule)\nintegrator: {method: euler}\nsynapse:\n  \(key): \(value)")
      if rules.contains(rule) {
        #expect(found == [], "\(key)")
      } else {
        let name = key == "initial" ? "initial.rho" : key
        #expect(
          found.count == 1
            && found[0].hasPrefix("s:6: synapse.\(name): has no effect, since \(rule) "),
          "\(key): \(found)")
      }
    }
  }

  @Test(arguments: allMethods) func keysOfOtherMethods(_ method: String) {
    for (key, value, methods) in Self.methods {
      let found = mistakes("integrator:\n  method: \(method)\n  \(key): \(value)")
      if methods.contains(method) {
        #expect(found == [], "\(key)")
      } else {
        #expect(
          found.count == 1
            && found[0].hasPrefix("s:5: integrator.\(key): has no effect, since \(method) "),
          "\(key): \(found)")
      }
    }
    let found = mistakes("integrator: {method: \(method)}\nsynapse: {update_order: sequential}")
    #expect(found.isEmpty == (method == "euler"), "\(found)")
  }

  /// The file's own rule and method, those of settings, and those that are tried besides.
  @Test func whatMayBeChosenMayStand() {
    let text = "rule: adam\nsynapse: {epsilon: 1e-7}\nintegrator: {method: exact}\n"
    #expect(mistakes("rule: momentum\nsynapse: {epsilon: 1e-7}").count == 1)
    #expect(mistakes("rule: adam\nsynapse: {epsilon: 1e-7}", settings: ["rule=momentum"]) == [])
    #expect(mistakes("rule: momentum\nsynapse: {epsilon: 1e-7}", settings: ["rule=adam"]) == [])
    #expect(
      mistakes("rule: momentum\nsynapse: {epsilon: 1e-7}", alternatives: ["rule=adam"]) == [])
    #expect(
      mistakes(
        "rule: momentum\nsynapse: {epsilon: -1}", alternatives: ["rule=adam"]
      ).contains { $0.contains("synapse.epsilon: found \"-1\"") })
    #expect(mistakes(text, settings: ["integrator={method: rk4, dt: 2}"]) == [])
    #expect(mistakes("integrator: {method: euler, rtol: 1e-3}").count == 1)
    #expect(
      mistakes(
        "integrator: {method: euler, rtol: 1e-3}",
        alternatives: ["integrator.method=collocation"]) == [])
  }

  /// What an option gives must be used by what is run, whatever the file names.
  @Test func optionsAreMeantForThisRun() {
    #expect(mistakes("", settings: ["rule=adam", "synapse.m0=7"]).count == 1)
    #expect(
      mistakes("rule: adam", settings: ["rule=momentum", "synapse.epsilon=1e-7"]).count == 1)
    #expect(
      mistakes(
        "integrator: {method: collocation}",
        settings: ["integrator.method=euler", "integrator.rtol=1e-4"]
      ).count == 1)
    #expect(
      mistakes("", settings: ["rule=adam", "record.contraction_clock=true"]).first?.hasPrefix(
        "--set record.contraction_clock=true: record.contraction_clock: has no effect") == true)
    #expect(
      mistakes(
        "integrator: {method: exact}\ncompare: {dt: [1]}",
        settings: ["synapse.update_order=sequential"]
      ).count == 1)
  }

  /// A method that is left to the program counts, too, as does a temperature that a sweep gives.
  @Test func whatIsLeftMayStand() {
    #if SUNDIALS
      #expect(mistakes("integrator: {rtol: 1e-8}", settings: ["integrator.method=euler"]) == [])
      #expect(
        mistakes(
          "integrator: {rtol: 1e-8}", settings: ["integrator.method=euler"],
          alternatives: ["integrator.method=exact"]) == [])
    #endif
    let scaled = "synapse: {temperature_scale: absolute, predisposition_gain: 2}"
    #expect(mistakes(scaled).count == 2)
    #expect(mistakes(scaled, alternatives: ["synapse.temperature=1"]) == [])
    #expect(mistakes(scaled, settings: ["synapse.temperature=1"]) == [])
    let clock = "record: {contraction_clock: true}"
    #expect(mistakes(clock, alternatives: ["synapse.temperature=1"]) == [])
    #expect(mistakes(clock, settings: ["synapse.temperature=1"]) == [])
    #expect(mistakes("", settings: ["record.contraction_clock=true"]).count == 1)
  }

  /// What else is set does not matter: the gradients of this network are held, and its method has no step.
  @Test(arguments: ["seed=2", "synapses=4810", "synapse.tau_m=20", "integrator.max_steps=9"])
  func settingsThatChooseNothing(_ setting: String) {
    let network = "epochs: 1\ndrive: {kind: network, data: digits}\nintegrator: {dt: 0.5}"
    do {
      _ = try Study(yaml: network, path: "s", folder: "", settings: [setting])
      Issue.record("dt has no effect, and nothing is said")
    } catch {
      #expect("\(error)".contains("integrator.dt: has no effect, since exact "), "\(error)")
    }
  }

  /// α, γ and ρ₀ of the file's rule are no mistakes beside the ε of another.
  @Test func otherRulesMayHaveTheirSpelling() {
    let text = "synapse: {alpha: 1e-9, gamma: 1e-3, rho_0: 1e6}"
    #expect(mistakes(text, settings: ["rule=adam", "synapse.epsilon=1e-7"]) == [])
    #expect(mistakes(text, settings: ["synapse.epsilon=1e-7"]).count == 1)
    #expect(
      mistakes("", settings: ["rule=adam", "synapse.alpha=3"]).first?.contains(
        "adam does not use it") == true)
  }

  /// Single precision is that of Euler's steps and of exact windows, whatever is compared.
  @Test func precisionIsThatOfTheMethod() {
    #expect(
      mistakes("integrator: {method: rk4, precision: single}\ncompare: {dt: [1]}").count == 1)
    for text in ["rk4, precision: double", "exact, precision: single"] {
      #expect(mistakes("integrator: {method: \(text)}\ncompare: {dt: [1]}") == [])
    }
  }

  /// A comparison tries all methods. An option is meant for the run.
  @Test func comparedStudiesHaveTheKeysOfAllMethods() {
    let text = "integrator: {method: euler, rtol: 1e-3, atol: 1e-7}\ncompare: {dt: [1]}"
    #expect(mistakes(text) == [])
    let found = mistakes(text, settings: ["integrator.rtol=1e-4"])
    #expect(
      found.count == 1 && found[0].hasPrefix("--set integrator.rtol=1e-4: integrator.rtol: has no"),
      "\(found)")
  }

  @Test func keysThatNeedAnother() {
    for key in ["temperature_scale: absolute", "predisposition_gain: 2"] {
      #expect(
        mistakes("synapse: {\(key)}").first?.contains("without temperature there is no") == true)
      #expect(mistakes("synapse: {temperature: 1, \(key)}") == [])
    }
    #expect(
      mistakes("rule: adam\nrecord: {contraction_clock: false}").first?.hasPrefix(
        "s:4: record.contraction_clock: has no effect") == true)
    let found = mistakes("record: {contraction_clock: true}")
    #expect(
      found.count == 1
        && found[0].hasPrefix(
          "s:3: record.contraction_clock: has no effect, since without synapse.temperature there is no"
            + " predisposition"),
      "\(found)")
    // It is not there, as is said.
    #expect(mistakes("record: {contraction_clock: false}") == [])
    #expect(mistakes("synapse: {temperature: 1}\nrecord: {contraction_clock: true}") == [])
  }

  /// What a study with everything filled in says, is right; it says nothing that other rules have.
  @Test(arguments: rules) func resolvedStudiesAreRight(_ rule: String) throws {
    let study = try Study(
      yaml: "duration: 10\nrule: \(rule)\ndrive: {kind: constant, gradient: 0.1}", path: "s",
      folder: "")
    let parameters = try study.parameters()
    for (key, _, rules) in Self.constants where !rules.contains(rule) && key != "initial" {
      #expect(parameters["synapse.\(key)"] == nil, "\(key)")
    }
    let again = try Study(yaml: study.yaml(in: "."), path: "again", folder: "")
    #expect(again == study)
  }

  /// The table of rules and their keys.
  @Test func theDocumentsSayTheSame() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appendingPathComponent("docs/study-file.md"), encoding: .utf8)
    let section = try #require(page.range(of: "\n## `synapse`"))
    let rows = page[section.upperBound...].split(separator: "\n")
    let common: Set = ["learning_rate", "gradient_gain", "temperature", "update_order"]
    for rule in Self.rules {
      let row = try #require(rows.first { $0.hasPrefix("| `\(rule)` |") })
      let told = Set(row.split(separator: "`").map(String.init))
      for (key, _, rules) in Self.constants where !common.contains(key) {
        let name = key == "initial" ? "initial.rho" : key
        #expect(told.contains(name) == rules.contains(rule), "\(rule): \(name)")
      }
    }
  }
}
