import DataFiles
import Foundation
import Testing

/// Layers that do not change, and layers that begin where those of a run ended.
@Suite struct FrozenLayerTests {
  private func run(
    _ study: String, to output: String, _ options: [String] = [], in scratch: Scratch
  ) throws {
    try scratch.write(study, to: "\(output).yaml")
    let result = try Program.run(
      "synapse", ["run", "\(output).yaml", "--output", output, "--quiet"] + options,
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
  }

  /// Of a layer all numbers that learn, by the names of their files.
  private func layer(_ number: Int, of run: String, in scratch: Scratch) throws -> [String: Data] {
    let folder = "\(run)/final/layer-0\(number)"
    let names = try contents(scratch.url(folder)).filter { !$0.hasPrefix("running") }
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: scratch.url("\(folder)/\($0)"))) }
    )
  }

  /// A study of twelve windows; `FROZEN` becomes the key, or nothing.
  private static func study(
    rule: String = "bioAdam", synapse: String = "temperature: 2, learning_rate: 0.01",
    drive: String = "layers: [7, 6]", integrator: String
  ) -> String {
    """
    duration: 12
    rule: \(rule)
    synapse: {\(synapse), initial: {INITIAL}}
    drive: {kind: network, data: {set: digits, training: 60, test: 20}, batch: 20, FROZEN \(drive)}
    integrator: {\(integrator)}
    record: {final: true}
    """
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var text: String
    var testDescription: String
    init(_ name: String, _ text: String) { (testDescription, self.text) = (name, text) }
  }

  private static let gradient = "gradient_gain: 100, m0: 40"

  static let cases: [Case] =
    [
      "exact", "euler", "rk4", "cvodeAdams", "cvodeBDF", "cvodeBDF, linear_solver: krylov",
      "collocation",
    ].map {
      Case(
        $0,
        study(
          synapse: "temperature: 2, learning_rate: 0.01, \(gradient)", integrator: "method: \($0)"))
    } + [
      Case(
        "windowMap",
        study(
          synapse: "temperature: 2, learning_rate: 0.01, \(gradient)",
          drive: "layers: [7, 6], presentation: following", integrator: "method: windowMap")),
      Case(
        "cvode, following",
        study(drive: "layers: [7, 6], presentation: following", integrator: "method: cvodeAdams")),
      Case(
        "dense Newton",
        study(drive: "layers: [3, 2]", integrator: "method: cvodeBDF, linear_solver: dense")
          .replacing("set: digits, training: 60, test: 20", with: "training_file: few.csv")),
      Case(
        "single",
        study(
          drive: "layers: [7, 6], precision: single", integrator: "method: euler, precision: single"
        )),
      Case(
        "decoupled decay",
        study(
          synapse: "temperature: 2, weight_decay: {decoupled: 0.3}", integrator: "method: exact")),
      Case(
        "coupled decay",
        study(
          rule: "momentum", synapse: "weight_decay: {coupled: 0.3}, learning_rate: 0.1",
          integrator: "method: euler")),
      Case(
        "schedules",
        study(
          synapse:
            "temperature: [1, 2, 3], schedule: {learning_rate: {exponential: 0.5}, temperature: {exponential: 0.9}}",
          integrator: "method: exact")),
      Case(
        "kolenPollack",
        study(
          rule: "adam", synapse: "learning_rate: 0.01",
          drive: "layers: [7, 6], feedback: {pathway: kolenPollack, decay: 0.1}",
          integrator: "method: euler")),
      Case(
        "kolenPollack by CVODE",
        study(
          synapse: "learning_rate: 0.01",
          drive: "layers: [7, 6], feedback: {pathway: kolenPollack, decay: 0.1}",
          integrator: "method: cvodeAdams")),
      Case(
        "kolenPollack by dormandPrince",
        study(
          rule: "adam", synapse: "learning_rate: 0.01",
          drive: "layers: [7, 6], feedback: {pathway: kolenPollack, decay: 0.1}",
          integrator: "method: dormandPrince")),
      Case(
        "mirrors",
        study(
          rule: "gradientFlow", synapse: "learning_rate: 0.1",
          drive: "layers: [7, 6], feedback: weightMirror", integrator: "method: euler")),
      Case(
        "devices",
        study(
          rule: "rmsProp", synapse: "learning_rate: 0.01",
          drive: "layers: [7, 6], hardware: {update_noise: 0.01}", integrator: "method: euler")),
      Case(
        "convolutions",
        study(
          drive:
            "activation: relu, layers: [{convolution: {channels: 4, kernel: 3}, normalisation: batch}, {convolution: {channels: 3, kernel: 3, stride: 2}, normalisation: running, bias: true}]",
          integrator: "method: exact")),
      Case(
        "GRAPES and dropout",
        study(
          rule: "adaGrad", synapse: "learning_rate: 0.01",
          drive: "layers: [7, 6], error_modulation: grapes, dropout: 0.2",
          integrator: "method: euler")),
    ]

  /// What is frozen has the bits that it had at the start, in w_f and in w_b, from a run before whose momentum and ρ it has, too;
  /// what is not frozen learns, and learns what it would if the frozen layer had other synapses' company.
  @Test(arguments: cases) func frozenLayersStay(_ own: Case) throws {
    let scratch = try Scratch()
    try scratch.write(
      "a,b,label\n" + (0..<60).map { "\($0 % 7),\($0 % 5),\($0 % 3)\n" }.joined(), to: "few.csv")
    let fresh = own.text.replacing("FROZEN", with: "").replacing("INITIAL", with: "")
      .replacing(", initial: {}", with: "")
    try run(fresh, to: "first", in: scratch)
    let next = own.text.replacing("INITIAL", with: "from: first")
    for frozen in [[1], [2, 3]] {
      let name = "frozen\(frozen[0])"
      try run(
        next.replacing(
          "FROZEN", with: "frozen: [\(frozen.map(String.init).joined(separator: ", "))],"),
        to: name,
        in: scratch)
      for number in 1...3 {
        let (before, after) = try (
          layer(number, of: "first", in: scratch), layer(number, of: name, in: scratch)
        )
        #expect(before.count >= 2 && before.keys == after.keys)
        if frozen.contains(number) {
          #expect(before == after, "layer \(number) of \(frozen)")
        } else {
          // Biases and offsets may stay 0, weights do not.
          #expect(before["w_f.npy"] != after["w_f.npy"], "layer \(number) of \(frozen)")
        }
      }
      let text = try scratch.read("\(name)/layers.csv").split(separator: "\n").suffix(3)
      #expect(text.first?.contains("nan") == false)
    }
  }

  /// Without its own rule a frozen layer is as if its learning rate were 0: the other layers get the same errors, and go the same way, as in a
  /// plain network whose first layer is made to stay by having no gradient anyway: that of inputs that are all 0.
  @Test func errorsPassThroughFrozenLayers() throws {
    let scratch = try Scratch()
    let study = Self.study(
      rule: "gradientFlow", synapse: "learning_rate: 0.1", drive: "layers: [7, 6]",
      integrator: "method: euler, dt: 1"
    ).replacing(", initial: {INITIAL}", with: "").replacing("duration: 12", with: "duration: 1")
    try run(study.replacing("FROZEN", with: ""), to: "free", in: scratch)
    try run(study.replacing("FROZEN", with: "frozen: [2],"), to: "frozen", in: scratch)
    // One step from the same weights: the first layer's gradient has come through the second.
    #expect(try layer(1, of: "free", in: scratch) == layer(1, of: "frozen", in: scratch))
    #expect(try layer(3, of: "free", in: scratch) == layer(3, of: "frozen", in: scratch))
    #expect(try layer(2, of: "free", in: scratch) != layer(2, of: "frozen", in: scratch))
  }

  private func values(_ path: String, in scratch: Scratch) throws -> [Double] {
    let file = try NPYFile(path: scratch.path(path))
    var values = [Double](repeating: 0, count: file.shape.reduce(1, *))
    try file.makeReader().read(rows: 0..<file.rowCount, into: &values)
    return values
  }

  /// Layers that are named begin with exactly what the run left, all components of them; the others are drawn, as without it. The run may have
  /// had other layers elsewhere.
  @Test func namedLayersAreTaken() throws {
    let scratch = try Scratch()
    let study = Self.study(drive: "layers: [7, 6]", integrator: "method: exact")
    let plain = study.replacing("FROZEN", with: "").replacing(", initial: {INITIAL}", with: "")
      .replacing("record: {final: true}", with: "record: {final: true, synapses: all, every: 12}")
    try run(plain.replacing("[7, 6]", with: "[7, 5, 4]"), to: "first", in: scratch)
    try run(plain, to: "drawn", in: scratch)
    try run(
      plain, to: "part", ["--set", "synapse.initial={from: first, layers: [1]}"], in: scratch)
    let (first, drawn, part) = try (
      ["m", "c", "rho", "w_f", "w_b"].map { try values("first/final/\($0).npy", in: scratch) },
      Trace(scratch.url("drawn/trace.csv")), Trace(scratch.url("part/trace.csv"))
    )
    let own = 64 * 7 + 7
    for (name, index) in [("m", 0), ("rho", 2), ("w_f", 3), ("w_b", 4)] {
      let (start, fresh) = try (
        part.rows.prefix(while: { $0[0] == 0 }).map {
          $0[try #require(part.columns.firstIndex(of: name))]
        },
        drawn.rows.prefix(while: { $0[0] == 0 }).map {
          $0[try #require(drawn.columns.firstIndex(of: name))]
        }
      )
      #expect(start.count > own && Array(start[..<own]) == Array(first[index][..<own]), "\(name)")
      #expect(Array(start[own...]) == Array(fresh[own...]), "\(name)")
    }
    // Of some components, and again by the resolved study.
    try run(
      plain, to: "weights",
      ["--set", "synapse.initial={from: first, layers: [1], components: [w_f], rho: 0.5}"],
      in: scratch)
    let weights = try Trace(scratch.url("weights/trace.csv"))
    #expect(weights.rows[3][weights.columns.firstIndex(of: "rho")!] == 0.5)
    #expect(weights.rows[3][weights.columns.firstIndex(of: "w_f")!] == first[3][3])
    let again = try synapse(
      "run", "part/study.yaml", "--output", "again", "--quiet", in: scratch.folder)
    try #require(again.status == 0, "\(again.error)")
    #expect(try scratch.read("again/trace.csv") == scratch.read("part/trace.csv"))
  }

  @Test(arguments: [
    ("FROZEN", "frozen: [4],", "drive.frozen: found 4, expected layers from 1 to 3"),
    ("FROZEN", "frozen: [1, 2, 3],", "drive.frozen: found all layers"),
    ("FROZEN", "frozen: 1,", "drive.frozen: found \"1\", expected a list of layers' numbers"),
    ("FROZEN", "frozen: [1, 1],", "none of them twice"),
    ("FROZEN", "frozen: [0],", "expected a list of layers' numbers from 1 on"),
    ("INITIAL", "layers: [1]", "synapse.initial.layers: "),
    (
      "INITIAL", "from: first, layers: [4]",
      "synapse.initial.layers: found 4, expected layers from 1 to 3"
    ),
    ("INITIAL", "from: first, layers: [2]", "expected 6×7, that of layer 2"),
    (
      "INITIAL", "from: first, layers: [3]",
      "synapse.initial.from: there is no first/final/layer-03/w_f.npy"
    ),
    ("INITIAL", "from: first, layers: [1], w_f: 1", "synapse.initial.w_f"),
  ])
  func mistakesAreTold(_ place: String, _ text: String, _ message: String) throws {
    let scratch = try Scratch()
    let study = Self.study(integrator: "method: exact")
    let first = study.replacing("FROZEN", with: "").replacing(", initial: {INITIAL}", with: "")
    try run(first.replacing("[7, 6]", with: "[7]"), to: "first", in: scratch)
    try scratch.write(
      study.replacing(place, with: text).replacing("FROZEN", with: "").replacing(
        ", initial: {INITIAL}", with: ""), to: "s.yaml")
    let result = try synapse("run", "s.yaml", "--output", "out", in: scratch.folder)
    #expect(result.status == 65 && result.error.contains(message), "\(result.error)")
    if place == "FROZEN" { #expect(result.error.hasPrefix("error: s.yaml:4: "), "\(result.error)") }
  }

  /// Layers are a network's, and a rule of equations says by itself what weights do.
  @Test func whatHasNoLayersIsRefused() throws {
    let scratch = try Scratch()
    try scratch.write(
      "duration: 5\nsynapses: 2\nsynapse: {initial: {from: out, layers: [1]}}\ndrive: {kind: constant, gradient: 1}\n",
      to: "signals.yaml")
    let signals = try synapse("validate", "signals.yaml", in: scratch.folder)
    #expect(
      signals.error.contains(
        "signals.yaml:3: synapse.initial.layers: has no effect, since only a network has layers"),
      "\(signals.error)")
    try scratch.write(
      "epochs: 1\nrule: {name: mine, equations: {w: -0.1 * g}}\ndrive: {kind: network, data: digits, frozen: [1]}\n",
      to: "written.yaml")
    let written = try synapse("validate", "written.yaml", in: scratch.folder)
    let right = try synapse(
      "validate", "written.yaml", "--set", "rule=adam", "--set", "drive.frozen=[2]",
      in: scratch.folder)
    #expect(right.status == 0, "\(right.error)")
    #expect((right.output + right.error).contains("layers that do not change: 2"))
    #expect(
      written.status == 65 && written.error.contains("written.yaml:3: drive.frozen: has no effect"),
      "\(written.error)")
  }
}
