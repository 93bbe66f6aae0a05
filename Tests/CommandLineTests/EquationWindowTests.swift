import Foundation
import TestSupport
import Testing

/// The method exact with studies that contain their rule as equations.
@Suite struct EquationWindowTests {
  /// A rule that is built in and the same as text, with constants drawn.
  struct Pair: Sendable, CustomTestStringConvertible {
    let name: String
    /// The keys of `synapse` as constants of the text.
    let constants: [String: String]
    let text: String
    var testDescription: String { name }
  }

  static let pairs = [
    Pair(name: "gradientFlow", constants: ["learning_rate": "eta"], text: "equations: {w: -eta*g}"),
    Pair(
      name: "momentum", constants: ["learning_rate": "eta", "tau_m": "tau_m"],
      text: "substances: {m: {}}, equations: {m: (g - m)/tau_m, w: -eta*m}"),
    Pair(
      name: "rmsProp",
      constants: ["learning_rate": "eta", "tau_rho": "tau_v", "epsilon": "eps"],
      text: """
        substances: {v: {positive: true}},
          equations: {v: (g^2 - v)/tau_v, w: "-eta*g/(sqrt(max(v, 0)) + eps)"}
        """),
    Pair(
      name: "adam",
      constants: ["learning_rate": "eta", "tau_m": "tau_m", "tau_rho": "tau_v", "epsilon": "eps"],
      text: """
        substances: {m: {}, v: {positive: true}},
          equations: {m: (g - m)/tau_m, v: (g^2 - v)/tau_v, w: "-eta*m/(sqrt(max(v, 0)) + eps)"}
        """),
    Pair(
      name: "bioAdam",
      constants: [
        "learning_rate": "eta", "tau_m": "tau_m", "tau_rho": "tau_rho", "epsilon": "eps",
      ],
      text: """
        substances: {m: {}, c: {initial: 2}, rho: {initial: 1, positive: true}},
          equations: {m: (g - m)/tau_m, c: (2 - c)/tau_m, rho: (1 - (abs(g) + eps)*rho)/tau_rho,
            w: -eta*m*rho}
        """),
  ]

  /// Within 1e-12 of a column's largest value, or of 1 if that is more, on studies that are drawn: constants over decades,
  /// windows from short to long. Built-in rules go by dormandPrince at 1e-13 for each step, Bio-Adam by its own closed form.
  @Test(arguments: pairs) func tracesAreThoseOfBuiltInRules(_ pair: Pair) throws {
    let scratch = try Scratch()
    for seed in 0..<12 {
      var random = SeededRandom(seed: seed)
      let window = random.logUniform(0.05, 60)
      let values = [
        "learning_rate": random.logUniform(1e-3, 0.1), "tau_m": random.logUniform(1, 50),
        "tau_rho": random.logUniform(2, 500), "epsilon": random.logUniform(1e-2, 0.5),
      ]
      let keys = pair.constants.keys.sorted()
      let rest = """
        seed: \(seed)
        duration: \(12 * window)
        synapses: 5
        drive: {kind: heldNoise, window: \(window), sd: \(random.logUniform(0.1, 2))}
        record: {every: \(0.7 * window), synapses: all}

        """
      let constants = keys.map { "\(pair.constants[$0]!): \(values[$0]!)" }
      let settings = keys.map { "\($0): \(values[$0]!)" }
      let method =
        pair.name == "bioAdam"
        ? "method: exact" : "method: dormandPrince, rtol: 1e-13, atol: 1e-15, max_steps: 1000000"
      try scratch.write(
        "rule: \(pair.name)\nsynapse: {\(settings.joined(separator: ", "))}\nintegrator: {\(method)}\n"
          + rest, to: "built-in.yaml")
      try scratch.write(
        "rule: {name: a, constants: {\(constants.joined(separator: ", "))}, \(pair.text)}\n"
          + "integrator: {method: exact}\n" + rest, to: "text.yaml")
      let expected = try trace(of: "built-in.yaml", in: scratch, to: "expected\(seed)")
      let found = try trace(of: "text.yaml", in: scratch, to: "found\(seed)")
      try #require(found.fields.count == expected.fields.count)
      for column in found.columns where expected.columns.contains(column) {
        for synapse in 0..<5 {
          let (values, others) = try (
            found.values(column, synapse: synapse), expected.values(column, synapse: synapse)
          )
          let scale = max(1, others.map(\.magnitude).max()!)
          let worst = zip(values, others).map { ($0 - $1).magnitude }.max()!
          #expect(
            worst <= 1e-12 * scale, "seed \(seed), synapse \(synapse), \(column): \(worst)")
        }
      }
    }
  }

  private static let varied = """
    duration: 40
    rule:
      name: varied
      constants: {tau: {uniform: [3, 10]}, k: {uniform: [0.5, 2]}, eta: 0.1}
      substances: {m: {initial: {normal: [0, 1]}}, p: {initial: 1}, q: {}, x: {initial: 1}}
      equations:
        m: (g - m)/tau
        p: q
        q: g - k*p
        x: (1 - x)/tau - abs(m)*x
        w: "-eta*x*max(p, 0) + if(m > 0.1, exp(-t/tau), 0)"
    drive: {kind: heldNoise, window: 7, sd: 1}
    integrator: {method: exact}

    """

  /// Threads, with constants and initial values of each synapse's own.
  @Test func threadsWriteTheSameBytes() throws {
    let scratch = try Scratch()
    try scratch.write(
      Self.varied + "synapses: 5000\nrecord: {every: 9, synapses: 500, population: true}\n",
      to: "study.yaml")
    let traces = try [1, 2, 3].map { threads in
      _ = try trace(
        of: "study.yaml", options: ["--threads", "\(threads)"], in: scratch, to: "out\(threads)")
      return try Data(contentsOf: scratch.url("out\(threads)/trace.csv"))
    }
    #expect(traces[1] == traces[0] && traces[2] == traces[0])
  }

  /// Another method agrees with what a run computed.
  @Test func runsAreVerified() throws {
    let scratch = try Scratch()
    try scratch.write(Self.varied + "synapses: 30\nrecord: {every: 9, synapses: 5}\n", to: "s.yaml")
    _ = try trace(of: "s.yaml", options: ["--verify"], in: scratch, to: "out")
    let certificate = try #require(
      summary(scratch.url("out/summary.json"))["verification"] as? [String: Any])
    let deviations = try #require(certificate["largest_deviation"] as? [String: Double])
    for (name, deviation) in deviations { #expect(deviation < 1e-6, "\(name): \(deviation)") }
  }

  /// Rules that are shipped, by auto: those that are linear, or integrals, and those that are not.
  @Test(arguments: [
    (
      "short-term-plasticity",
      "held windows: u in closed form; x, w_f, w_b by integrals to rounding"
    ),
    ("calcium", "held windows: ca in closed form; w_f, w_b by integrals to rounding"),
    ("kolen-pollack", "held windows: w_f, w_b in closed form"),
    (
      "oja",
      "held windows: exact needs equations that are linear in what they feed back on, and dw_f/dt ="
    ),
    ("bcm", "held windows: exact needs equations that are linear"),
    ("bio-adam-text", "held windows: exact needs equations that are linear"),
  ])
  func shippedRulesAreLookedAt(_ name: String, _ line: String) throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 60
      synapses: 4
      rule: {file: \(name)}
      drive: {kind: heldNoise, window: 5, sd: 0.5}
      record: {every: 2, synapses: all}

      """, to: "s.yaml")
    let printed = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(printed.status == 0 && printed.output.contains("# \(line)"), "\(printed.output)")
    let isExact = !line.contains("exact needs")
    #expect(printed.output.contains("method: exact, as auto takes it") == isExact)
    guard isExact else {
      let refused = try synapse(
        "validate", "s.yaml", "--set", "integrator.method=exact", in: scratch.folder)
      #expect(
        refused.status == 65 && refused.error.contains("exact needs equations that are linear"),
        "\(refused.error)")
      return
    }
    let found = try trace(of: "s.yaml", in: scratch, to: "found")
    let expected = try trace(
      of: "s.yaml",
      settings: [
        "integrator.method=dormandPrince", "integrator.rtol=1e-12", "integrator.atol=1e-14",
      ], in: scratch, to: "expected")
    for (row, other) in zip(found.rows, expected.rows) {
      for (value, expected) in zip(row, other) {
        #expect((value - expected).magnitude <= 1e-10 * max(1, expected.magnitude), "\(row)")
      }
    }
  }

  /// What is written about the method is a mistake of the study where the drive moves.
  @Test func movingDrivesAreRefused() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 5
      rule: {name: a, equations: {w: -g}}
      drive: {kind: sines, amplitude: 1, frequency: 0.1}
      integrator: {method: exact}

      """, to: "s.yaml")
    let result = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(
      result.status == 65 && result.error.contains("exact needs a drive that is held"),
      "\(result.error)")
  }

  /// Held gradients of a network, with the decay that a pathway adds.
  @Test(arguments: ["transport", "kolenPollack"]) func networksLearn(_ pathway: String) throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      seed: 2
      epochs: 1
      rule: {name: a, constants: {eta: 0.05, tau: 5}, substances: {m: {}, v: {initial: 1}}, equations: {m: (g - m)/tau, v: (g^2 - v)/20, w: -eta*m/(0.1 + v)}}
      drive: {kind: network, data: digits, layers: [10], feedback: \(pathway), batch: 200}
      record: {synapses: 20}

      """, to: "s.yaml")
    let found = try trace(of: "s.yaml", in: scratch, to: "found")
    let expected = try trace(
      of: "s.yaml",
      settings: [
        "integrator.method=dormandPrince", "integrator.rtol=1e-12", "integrator.atol=1e-14",
      ], in: scratch, to: "expected")
    for (row, other) in zip(found.rows, expected.rows) {
      for (value, expected) in zip(row, other) {
        #expect((value - expected).magnitude <= 1e-9, "\(row), not \(other)")
      }
    }
  }
}
