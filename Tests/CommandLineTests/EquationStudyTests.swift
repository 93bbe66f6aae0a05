import Foundation
import Testing

/// Studies that contain their rule as equations.
@Suite struct EquationStudyTests {
  /// A rule that is built in, and as text.
  struct Pair: Sendable, CustomTestStringConvertible {
    let name: String
    /// The keys of the study with the built-in rule.
    let builtIn: String
    let text: String
    var testDescription: String { name }
  }

  static let pairs = [
    Pair(
      name: "gradientFlow", builtIn: "rule: gradientFlow\nsynapse: {learning_rate: 0.02}",
      text: "{name: a, constants: {eta: 0.02}, equations: {w: -eta*g}}"),
    Pair(
      name: "momentum",
      builtIn: "rule: momentum\nsynapse: {learning_rate: 0.02, tau_m: 5, update_order: sequential}",
      text: """
        {name: a, constants: {eta: 0.02, tau: 5}, substances: {m: {}},
          equations: {m: (g - m)/tau, w: -eta*m}}
        """),
    Pair(
      name: "rmsProp",
      builtIn:
        "rule: rmsProp\nsynapse: {learning_rate: 0.02, tau_rho: 20, epsilon: 0.1, update_order: sequential}",
      text: """
        {name: a, constants: {eta: 0.02, tau: 20, eps: 0.1}, substances: {v: {positive: true}},
          equations: {v: (g^2 - v)/tau, w: "-eta*g/(sqrt(max(v, 0)) + eps)"}}
        """),
    Pair(
      name: "adam",
      builtIn:
        "rule: adam\nsynapse: {learning_rate: 0.02, tau_m: 5, tau_rho: 20, epsilon: 0.1, update_order: sequential}",
      text: """
        {name: a, constants: {eta: 0.02, tau_m: 5, tau_v: 20, eps: 0.1},
          substances: {m: {}, v: {positive: true}},
          equations: {m: (g - m)/tau_m, v: (g^2 - v)/tau_v, w: "-eta*m/(sqrt(max(v, 0)) + eps)"}}
        """),
    Pair(
      name: "bioAdam",
      builtIn:
        "rule: bioAdam\nsynapse: {learning_rate: 0.02, tau_m: 5, tau_rho: 20, epsilon: 0.1, update_order: sequential}",
      text: """
        {name: a, constants: {eta: 0.02, tau_m: 5, tau_rho: 20, eps: 0.1},
          substances: {m: {}, c: {initial: 2}, rho: {initial: 1, positive: true}},
          equations: {m: (g - m)/tau_m, c: (2 - c)/tau_m, rho: (1 - (abs(g) + eps)*rho)/tau_rho, w: -eta*m*rho}}
        """),
    Pair(
      name: "bioAdam with predisposition",
      builtIn: """
        rule: bioAdam
        synapse: {learning_rate: 0.02, tau_m: 5, tau_rho: 20, epsilon: 0.1, temperature: 0.5, update_order: sequential}
        """,
      text: """
        {name: a, constants: {eta: 0.02, tau_m: 5, tau_rho: 20, eps: 0.1, T: 0.5},
          substances: {m: {}, c: {initial: 2}, rho: {initial: 1, positive: true}},
          equations: {m: (g - m)/tau_m, c: (2 - c)/tau_m, rho: (1 - (abs(g) + eps)*rho)/tau_rho,
            w: -eta*rho*(m + abs(m)*tanh(w/(2*T)))/2}}
        """),
  ]

  private static let noise = "{kind: heldNoise, window: 3, sd: 1}"
  private static let sines =
    "{kind: sines, amplitude: {uniform: [0.2, 1]}, frequency: {uniform: [0.02, 0.1]}, phase: {uniform: [0, 6]}}"

  struct Method: Sendable, CustomTestStringConvertible {
    let name: String
    let settings: String
    var testDescription: String { name }
  }

  static let methods: [Method] = {
    var methods = [
      Method(name: "euler", settings: "method: euler, dt: 0.5"),
      Method(name: "rk4", settings: "method: rk4, dt: 0.1"),
      Method(name: "dormandPrince", settings: "method: dormandPrince, rtol: 1e-13, atol: 1e-15"),
    ]
    #if SUNDIALS
      methods += ["cvodeAdams", "cvodeBDF"].map {
        Method(name: $0, settings: "method: \($0), rtol: 1e-13, atol: 1e-15")
      }
    #endif
    return methods
  }()

  /// Within 1e-12, or of the largest value of a column if that is above 1: the formulas are rounded in another order, so that
  /// adaptive methods take other steps. Their tolerance is 1e-13 for each; the errors of cvodeBDF's some thousand steps, of order
  /// five at most, add up to more: two runs were 1.7e-12 apart.
  @Test(arguments: pairs, methods)
  func tracesAreThoseOfBuiltInRules(_ pair: Pair, _ method: Method) throws {
    let scratch = try Scratch()
    let tolerance = method.name == "cvodeBDF" ? 5e-12 : 1e-12
    for (seed, drive) in [Self.noise, Self.sines, Self.noise, Self.sines].enumerated() {
      let rest = """
        seed: \(seed)
        duration: 30
        synapses: 5
        drive: \(drive)
        integrator: {\(method.settings)}
        record: {every: 1.5, synapses: all}

        """
      // The built-in rule's steps are those of discrete optimisers; only Euler's method has an order.
      let isEuler = method.name == "euler"
      let builtIn =
        isEuler ? pair.builtIn : pair.builtIn.replacing(", update_order: sequential", with: "")
      let order = isEuler && pair.builtIn.contains("sequential")
      try scratch.write(builtIn + "\n" + rest, to: "built-in.yaml")
      try scratch.write(
        "rule: \(pair.text)\n\(order ? "synapse: {update_order: sequential}\n" : "")" + rest,
        to: "text.yaml")
      let expected = try trace(of: "built-in.yaml", in: scratch, to: "expected\(seed)")
      let found = try trace(of: "text.yaml", in: scratch, to: "found\(seed)")
      #expect(found.fields.count == expected.fields.count)
      for column in found.columns where expected.columns.contains(column) {
        for synapse in 0..<5 {
          let (values, others) = try (
            found.values(column, synapse: synapse), expected.values(column, synapse: synapse)
          )
          let scale = others.map(\.magnitude).max()!
          for (value, other) in zip(values, others) {
            #expect(
              (value - other).magnitude <= tolerance * max(scale, 1),
              "seed \(seed), synapse \(synapse), \(column): \(value), not \(other)")
          }
        }
      }
    }
  }

  private struct Reference: Decodable {
    let times: [Double]
    let states: [[Double]]
  }

  private static let coupled = """
    duration: 20
    rule:
      name: coupled
      constants: {s: 3, r: 5, beta: 1, eta: 0.01}
      substances: {a: {initial: 0.1}, b: {initial: 0.2}, c: {initial: 0.3}}
      let: {pull: a*c + 0.1*w}
      equations: {a: s*(b - a) + g, b: a*(r - c) - b, c: a*b - beta*c, w: -eta*pull}
    synapse: {initial: {w_f: 0.05, w_b: -0.02}}
    drive: {kind: constant, gradient: 0.4}
    record: {times: [2, 5, 10, 20]}

    """

  /// Substances that hang on each other, and on a product, against SciPy's DOP853 at 3e-14.
  @Test(arguments: methods.dropFirst())
  func coupledSubstancesAgreeWithSciPy(_ method: Method) throws {
    let url = Documentation.root.appendingPathComponent(
      "Tests/CommandLineTests/Fixtures/coupled-reference.json")
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
    let scratch = try Scratch()
    let settings = method.name == "rk4" ? "method: rk4, dt: 0.002" : method.settings
    try scratch.write(Self.coupled + "integrator: {\(settings)}\n", to: "s.yaml")
    let found = try trace(of: "s.yaml", in: scratch)
    for (row, state) in zip(found.rows, reference.states) {
      for (value, expected) in zip(row.dropFirst(3), state) {
        #expect(
          (value - expected).magnitude <= 1e-10 * max(1, expected.magnitude),
          "t = \(row[0]): \(value), not \(expected)")
      }
    }
  }

  /// Threads, with constants and initial values of each synapse's own.
  @Test(arguments: [
    ("euler", "{method: euler}"), ("euler, single", "{method: euler, precision: single}"),
    ("rk4", "{method: rk4}"),
  ])
  func threadsWriteTheSameBytes(_ name: String, _ integrator: String) throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 10
      synapses: 20000
      rule:
        name: varied
        constants: {tau: {uniform: [3, 10]}, eta: 0.1}
        substances: {m: {initial: {normal: [0, 1]}}, v: {initial: {uniform: [0, 1]}, positive: true}}
        equations: {m: (g - m)/tau, v: "(g^2 - v)/tau", w: -eta*tanh(m)/sqrt(v + 0.1)}
      drive: \(Self.sines)
      integrator: \(integrator)
      record: {every: 3.5, synapses: 500}

      """, to: "study.yaml")
    let traces = try [1, 2, 3].map { threads in
      _ = try trace(
        of: "study.yaml", options: ["--threads", "\(threads)"], in: scratch, to: "out\(threads)")
      return try Data(contentsOf: scratch.url("out\(threads)/trace.csv"))
    }
    #expect(traces[1] == traces[0] && traces[2] == traces[0])
  }

  /// Held and following gradients of a network.
  @Test(arguments: ["held", "following"])
  func networksLearnBySuchRules(_ presentation: String) throws {
    let scratch = try Scratch()
    let rest = """
      seed: 2
      epochs: 1
      drive: {kind: network, data: digits, layers: [10], presentation: \(presentation), batch: 100}
      integrator: {method: rk4, dt: 0.5}
      record: {synapses: 20}

      """
    try scratch.write(
      "rule: momentum\nsynapse: {learning_rate: 0.05, tau_m: 5}\n" + rest, to: "built-in.yaml")
    try scratch.write(
      "rule: {name: a, constants: {eta: 0.05, tau: 5}, substances: {m: {}}, equations: {m: (g - m)/tau, w: -eta*m}}\n"
        + rest, to: "text.yaml")
    let expected = try trace(of: "built-in.yaml", in: scratch, to: "expected")
    let found = try trace(of: "text.yaml", in: scratch, to: "found")
    for (row, other) in zip(found.rows, expected.rows) {
      for (value, expected) in zip(row, other) {
        // A network makes more of the last digits in every window.
        #expect((value - expected).magnitude <= 1e-9, "\(row), not \(other)")
      }
    }
  }

  /// A value that is not finite ends a run by Euler's method in whatever component it is.
  @Test(arguments: [("1", "0"), ("sqrt(2 - t)", "0"), ("0", "sqrt(2 - t)*v")], [1, 2, 3])
  func eulerSeesEveryComponent(_ equations: (String, String), _ count: Int) throws {
    let (v, w) = equations
    let scratch = try Scratch()
    let others = (1..<count).map { "o\($0)" }
    try scratch.write(
      """
      duration: 10
      rule:
        name: a
        substances: {\(others.map { "\($0): {}, " }.joined())v: {initial: 1}}
        equations: {\(others.map { "\($0): g, " }.joined())v: \(v), w: \(w)}
      drive: {kind: constant, gradient: 1}
      integrator: {method: euler, dt: 0.5}
      record: {every: 1}

      """, to: "s.yaml")
    let result = try synapse("run", "s.yaml", "--output", "out", "--quiet", in: scratch.folder)
    #expect(result.status == (v == "1" ? 0 : 70), "\(result.error)")
  }

  /// A gate that is shut while g is 0, beside a kink that moves: CVODE, which holds the signs of kinks, does not hold it open.
  @Test(arguments: methods.dropFirst()) func gatesAreShutAtZero(_ method: Method) throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 50
      rule:
        name: gated
        constants: {tau: 10, eta: 0.1, theta: 0.5}
        substances: {r: {initial: 1}}
        equations: {r: (g - r)/tau, w: "eta*if(g > 0, 1, -0.5)*max(r - theta, 0.1)"}
      synapse: {initial: {w_f: 0, w_b: 0}}
      drive: {kind: steps, times: [0, 50], gradients: [0, 1]}
      integrator: {\(method.settings)}
      record: {times: [50]}

      """, to: "s.yaml")
    let found = try trace(of: "s.yaml", in: scratch).values("w_f", synapse: 0)[0]
    // r = e^(−t/10) is above 0.6 until t₁ = −10 ln 0.6: ∫ (r − 0.5) dt there, and 0.1 beyond. RK4 steps over the kink.
    let end = -10 * log(0.6)
    let integral = 10 * (1 - 0.6) - 0.5 * end + 0.1 * (50 - end)
    #expect((found + 0.05 * integral).magnitude < (method.name == "rk4" ? 1e-3 : 1e-9), "\(found)")
  }

  /// A backward partner with a signal of its own.
  @Test func partnersHaveTheirSignal() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 10
      rule: {name: a, equations: {w_f: -g, w_b: -g_b}}
      synapse: {backward: {gain: 2}, initial: {w_f: 0, w_b: 0}}
      drive: {kind: steps, times: [0, 4], gradients: [1, -0.5]}
      integrator: {method: rk4, dt: 0.5}
      record: {times: [10]}

      """, to: "s.yaml")
    let found = try trace(of: "s.yaml", in: scratch)
    let (forward, backward) = try (found.values("w_f", synapse: 0), found.values("w_b", synapse: 0))
    #expect((forward[0] + 1).magnitude < 1e-14 && (backward[0] + 2).magnitude < 1e-14)
  }

  /// A root whose argument would be below 0 on the other side of its kink: m = 1 − 2e^(−t/10) crosses 0 at 10 ln 2, and with
  /// u = √m the integral of √m is 10 (2 artanh u − 2u). The kink is not located there, so that it costs digits.
  @Test func rootsEndAtTheirKinks() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 50
      rule:
        name: a
        substances: {m: {initial: -1}}
        equations: {m: (g - m)/10, w: "-sqrt(max(m, 0))"}
      synapse: {initial: {w_f: 0, w_b: 0}}
      drive: {kind: constant, gradient: 1}
      integrator: {method: dormandPrince, rtol: 1e-9, atol: 1e-11}
      record: {times: [20, 50]}

      """, to: "s.yaml")
    let found = try trace(of: "s.yaml", in: scratch).values("w_f", synapse: 0)
    for (w, time) in zip(found, [20.0, 50]) {
      let u = (1 - 2 * exp(-time / 10)).squareRoot()
      #expect((w + 10 * (2 * atanh(u) - 2 * u)).magnitude < 1e-6, "t = \(time): \(w)")
    }
  }
}
