import BuiltInStudies
import Foundation
import Studies
import StudyReference
import TestSupport
import Testing

/// `docs/study-file.md`, as the program prints it, lists every key with the default that the program has.
@Suite struct DocumentedKeysTests {
  /// A row of a table of keys.
  struct Key: Hashable {
    var path: String
    /// What the page calls its default, as it stands there; nil where a table has no such column.
    var standard: String?
  }

  // MARK: The tests

  /// Whatever a resolved study says is explained on the page: of the built-in studies and of three hundred random ones.
  @Test func everyResolvedKeyIsDocumented() throws {
    let documented = Set(try Self.keys().map(\.path))
    func check(_ study: Study, _ name: String) throws {
      for key in try Self.parameters(of: study).keys where !documented.contains(key) {
        Issue.record("\(key) of \(name) is not in docs/study-file.md")
      }
    }
    for (name, text) in BuiltInStudies.withData {
      try check(Study(yaml: text, path: name, folder: ""), name)
    }
    for seed in UInt64(0)..<150 {
      for isNetwork in [false, true] {
        var random = RandomStudy(seed: seed)
        let text = isNetwork ? random.networkYAML() : random.yaml()
        try check(Study(yaml: text, path: "random", folder: ""), "seed \(seed)")
      }
    }
  }

  /// Whatever the page explains is a key: a wrong value for it is a mistake of its own, in one study at least of those
  /// in which it may stand.
  @Test func everyDocumentedKeyIsKnown() throws {
    for key in Set(try Self.keys().map(\.path)) {
      let isKnown = Self.studies.contains { text in
        do {
          _ = try Study(yaml: text, path: "study", folder: "", settings: ["\(key)=[[]]"])
          return true
        } catch {
          return !"\(error)".contains("unknown key \"\(key)\"")
            && !"\(error)".contains("\(key): has no effect")
            && !"\(error)".contains("there is no \"")
        }
      }
      #expect(isKnown, "\(key)")
    }
  }

  /// The defaults that can be read as values are those of a study that says as little as possible; all others are
  /// described in words, and named here.
  @Test func defaultsAreTheProgramsOwn() throws {
    // Nobody has a validation part who does not ask for one.
    var generated = try Self.resolved(Self.generated)
    generated["drive.data.validation"] = nil
    // What only some rules have, and what goes with a temperature, beside what the smallest study says.
    var signals = try ["rule: adam", "synapse: {temperature: 1}", ""].map {
      try Self.resolved("\(Self.studies[0])\n\($0)")
    }.reduce([:]) { $0.merging($1) { _, own in own } }
    signals["synapse.temperature"] = nil
    let partner = try Self.resolved(Self.studies[1])
    let rule = try Self.resolved(Self.rule)
    // What optional sections say of themselves, where the smallest network has none.
    let network =
      try
      ([
        Self.resolved(Self.sections), generated,
        Self.resolved(Self.spiking.replacing("rate", with: "latency")),
        Self.resolved(Self.spiking), Self.resolvedSpikes(),
      ] + Self.stepped.map(Self.resolved)).reduce(
        Self.resolved(Self.studies[2])
      ) { $0.merging($1) { own, _ in own } }
    let drives = try Self.studies.filter { $0.contains("kind: sines") || $0.contains("Uhlenbeck") }
      .map(Self.resolved).reduce([:]) { $0.merging($1) { own, _ in own } }
    var described: Set<String> = []
    for key in try Self.keys() {
      guard let standard = key.standard, !Self.hidden.contains(key.path) else { continue }
      let resolved =
        if key.path.hasPrefix("drive.") || key.path.hasPrefix("record.voltages.") {
          network.merging(drives) { own, _ in own }
        } else {
          key.path.hasPrefix("synapse.backward.")
            ? partner : key.path.hasPrefix("rule.") ? rule : signals
        }
      switch Self.value(standard) {
      case .some(let value?):
        let found = try #require(resolved[key.path], "\(key.path)")
        #expect(Self.areAlike(found, value), "\(key.path): \(found), not \(value)")
      case .some(nil):
        let found = resolved[key.path] ?? "none"
        #expect(["none", "all"].contains(found), "\(key.path): \(found), expected none")
      case nil: described.insert(key.path)
      }
    }
    #expect(
      described == [
        "duration", "synapses", "rule.name", "rule.substances.m.group", "rule.equations",
        "synapse.backward.tau_m", "synapse.backward.tau_rho",
        "synapse.backward.rho", "synapse.update_order",
        "synapse.schedule.learning_rate.steps.epochs", "synapse.schedule.temperature.steps.epochs",
        "synapse.schedule.learning_rate.steps.factor", "synapse.schedule.temperature.steps.factor",
        "synapse.schedule.learning_rate.cosine.to", "synapse.schedule.temperature.cosine.to",
        "synapse.schedule.learning_rate.cosine.epochs",
        "synapse.schedule.temperature.cosine.epochs",
        "drive.kind", "drive.gradient", "drive.times", "drive.gradients", "drive.amplitude",
        "drive.frequency", "drive.sd", "drive.tau", "drive.file", "drive.time", "drive.columns",
        "drive.data", "drive.feedback", "drive.feedback.pathway",
        "drive.feedback.signs", "drive.feedback.scale", "drive.feedback.decay",
        "drive.error_modulation.importance", "drive.tasks.count", "drive.tasks.epochs",
        "drive.data.spikes.training_file", "drive.data.spikes.neurons",
        "drive.encoding.kind", "drive.neuron.reset", "drive.readout", "drive.test_trial",
        "drive.trial", "drive.spike_counts.target", "drive.spike_counts.strength",
        "integrator.method",
        "record.every", "record.synapses", "record.population", "record.voltages.interval",
        "compare.rtol",
      ])
  }

  /// Where the page lists words, they are those that the program expects, as it says where it finds another.
  @Test func wordsAreTheProgramsOwn() throws {
    var checked = 0
    for row in StudyReference.rows where row.paths.count == 1 && !row.title.contains("[]") {
      guard let type = row.text("type, domain"),
        type.wholeMatch(of: #/`\w+`(, `\w+`)+/#) != nil
      else { continue }
      let key = row.paths[0]
      let told = Self.studies.lazy.compactMap { Self.words(expectedAt: key, in: $0) }.first
      #expect(try #require(told, "\(key)") == Set(Self.words(type)), "\(key)")
      checked += 1
    }
    #expect(checked > 15)
  }

  /// The words that a study may have at a key.
  private static func words(expectedAt key: String, in text: String) -> Set<String>? {
    do {
      _ = try Study(yaml: text, path: "study", folder: "", settings: ["\(key)=xyzzy"])
      return nil
    } catch {
      let told = "\(error)".split(separator: "\n").lazy.compactMap {
        $0.firstMatch(of: #/(\S+): found "xyzzy", expected one of ([\w, ]+)/#)
      }.first { $0.1 == key }
      return told.map { Set($0.2.split(separator: ", ").map(String.init)) }
    }
  }

  /// Keys whose defaults no resolved study shows: it has the list that they make, a file in their place, or what `sections`
  /// has to say to be one.
  private static let hidden: Set = [
    "drive.layers.count", "drive.layers.width", "drive.normalisation", "drive.data.test_share",
    "drive.data.label",
    "drive.data.set",
    "drive.hardware.update_step", "record.spikes", "integrator.atol.m", "integrator.atol.rho",
    "integrator.atol.w",
  ]

  // MARK: The studies

  /// A network with all sections that may be left out, each with as little in it as possible.
  private static let sections =
    "drive: {kind: network, data: {set: digits, augmentation: {}}, feedback: {pathway: weightMirror}, error_modulation: {kind: grapes},"
    + " hardware: {update_step: 1}, layers: [{dense: 8, normalisation: running}], tasks: {count: 1, epochs: 1}}"

  /// A network that learns a set that is generated, with all of its parts.
  private static let generated =
    "epochs: 1\ndrive: {kind: network, data: {set: yinYang, validation: 10}}"

  /// A network of spiking neurons, with what only its random inputs have.
  private static let spiking =
    "epochs: 1\ndrive: {kind: spikingNetwork, data: digits, encoding: {kind: rate}}\nrecord: {voltages: {}}"

  /// Neurons in discrete time: those with time constants, and units.
  private static let stepped = [
    "epochs: 1\ndrive: {kind: spikingNetwork, data: digits, simulation: steps, gradient: {kind: surrogate}}",
    "epochs: 1\ndrive: {kind: spikingNetwork, data: digits, simulation: steps,"
      + " neuron: {kind: spikingNeuralUnit}, gradient: backpropagation}",
    "epochs: 1\ndrive: {kind: spikingNetwork, data: digits, simulation: steps,"
      + " gradient: {kind: neighbourhoodAggregation}}",
  ]

  /// A rule with every kind of key.
  private static let rule =
    "duration: 10\ndrive: {kind: constant, gradient: 0.1}\n"
    + "rule: {name: a, constants: {k: 1}, substances: {m: {}}, let: {p: k}, equations: {m: p, w: m}}"

  /// The first three say as little as possible: with signals, with a partner, with a network.
  private static let studies =
    [
      "duration: 10\ndrive: {kind: constant, gradient: 0.1}",
      "duration: 10\nsynapse: {backward: {gain: 1}}\ndrive: {kind: constant, gradient: 0.1}",
      "epochs: 1\ndrive: {kind: network, data: {set: digits}}",
      "epochs: 1\ndrive: {kind: network, data: {training_file: none.csv}}",
      "epochs: 1\nsynapse: {initial: {from: none}}\ndrive: {kind: network, data: digits}",
      "epochs: 1\ndrive: {kind: network, data: cifar10, layers: resnet20}",
      "drive: {kind: network, data: digits, tasks: {count: 1, epochs: 1}}",
      "epochs: 1\ndrive: {kind: network, data: digits, error_modulation: {scope: local}}",
      "epochs: 1\ndrive: {kind: network, data: digits, layers: [{dense: 8, normalisation: running}]}",
      "duration: 10\ndrive: {kind: steps, times: [0], gradients: [1]}",
      "duration: 10\ndrive: {kind: sines, amplitude: 1, frequency: 1}",
      "duration: 10\ndrive: {kind: heldNoise, sd: 1}",
      "duration: 10\ndrive: {kind: ornsteinUhlenbeck, sd: 1, tau: 1}",
      "duration: 10\ndrive: {kind: csv, file: none.csv}", rule, generated, spiking,
      "epochs: 1\ndrive: {kind: spikingNetwork, data: {spikes: {training_file: none.csv}}}",
      "epochs: 1\ndrive: {kind: spikingNetwork, data: digits, spike_counts: {target: 1, strength: 1}}",
    ]
    + [
      "integrator: {atol: {m: 1}, method: collocation}", "integrator: {method: euler}",
      "integrator: {method: cvodeBDF}", "rule: adam", "synapse: {temperature: 1}",
      "synapse: {initial: {from: none}}",
    ].map { "duration: 10\ndrive: {kind: constant, gradient: 0.1}\n\($0)" }
    + stepped
    + ["signSymmetry, signs: uniform", "kolenPollack", "weightMirror"].map {
      "epochs: 1\ndrive: {kind: network, data: digits, feedback: {pathway: \($0)}}"
    }

  private static func resolved(_ text: String) throws -> [String: String] {
    try parameters(of: Study(yaml: text, path: "study", folder: ""))
  }

  /// A study of spikes that says as little as possible, with its file.
  private static func resolvedSpikes() throws -> [String: String] {
    let scratch = try Scratch()
    let path = try scratch.write("example,unit,time,label\n0,0,1,0\n1,1,1,1\n", to: "s.csv")
    return try resolved(
      "epochs: 1\ndrive: {kind: spikingNetwork, data: {spikes: {training_file: \"\(path)\"}, test_share: 0.5}}"
    )
  }

  /// Random values are written as mappings, and are the value of one key all the same. Names that a rule gives are not
  /// keys; the page calls a substance m.
  private static func parameters(of study: Study) throws -> [String: String] {
    var parameters = try study.parameters()
    for (key, value) in parameters {
      for word in ["uniform", "normal"] where key.hasSuffix(".\(word)") {
        parameters[key] = nil
        parameters[String(key.dropLast(word.count + 1))] = "{\(word): \(value)}"
      }
    }
    for (key, value) in parameters {
      let path = key.split(separator: ".").map(String.init)
      guard path.count > 2, path[0] == "rule" else { continue }
      parameters[key] = nil
      if path[1] == "substances" { parameters["rule.substances.m.\(path[3])"] = value }
    }
    return parameters
  }

  // MARK: Reading the page

  /// The keys as `synapse help keys` knows them, with what each row says of its defaults.
  private static func keys() throws -> [Key] {
    let rows = StudyReference.rows.filter { !$0.section.isEmpty && !$0.title.contains("[]") }
    #expect(rows.count > 90, "the tables of docs/study-file.md are no longer read")
    return rows.flatMap { row in
      let standard = row.text("default")
      let defaults = standard?.split(separator: ", ").map(String.init) ?? []
      let areApart = defaults.count == row.paths.count && standard?.contains("{") == false
      return row.paths.enumerated().map { index, path in
        Key(path: path, standard: areApart ? defaults[index] : standard)
      }
    }
  }

  /// The table of kinds of drives names the keys that the table below it explains, kind by kind.
  @Test func kindsOfDrivesHaveTheKeysOfTheirTable() throws {
    var kinds: [String: Set<String>] = [:]
    for case .table(let header, let rows) in StudyReference.page.blocks where header.first == "kind"
    {
      for row in rows where !row[0].lowercased().contains("network") {
        kinds[row[0], default: []].formUnion(Self.words(row[2]))
      }
    }
    var explained: [String: Set<String>] = [:]
    for row in StudyReference.rows {
      for kind in Self.words(row.text("kinds") ?? "") {
        explained["`\(kind)`", default: []].formUnion(row.paths.map { String($0.dropFirst(6)) })
      }
    }
    #expect(kinds.count >= 7 && kinds == explained)
  }

  /// What stands in backticks.
  private static func words(_ cell: String) -> [String] {
    cell.matches(of: #/`(\w+)`/#).map { String($0.1) }
  }

  /// A default as a value; nil within where it is none, and nil where words describe it.
  private static func value(_ text: String) -> String?? {
    if ["absent", "none", "all", ""].contains(text) { return .some(nil) }
    if Double(text) != nil { return text }
    if let match = text.wholeMatch(of: #/`([^`…]+)`/#) { return String(match.1) }
    return nil
  }

  private static func areAlike(_ one: String, _ other: String) -> Bool {
    func numbers(_ text: String) -> [Double?] {
      text.split { "[], ".contains($0) }.map { Double($0) }
    }
    let (left, right) = (numbers(one), numbers(other))
    return one == other || (left == right && left.allSatisfy { $0 != nil })
  }
}
