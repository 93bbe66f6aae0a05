import Foundation
import Testing

/// The rules that are shipped, each against what is known of it in closed form.
///
/// Most run with RK4 at a small step: its error is then below the bounds, and it needs no library.
@Suite struct ShippedRulesTests {
  /// The file of each rule, and the name of the rule in it.
  static let names = [
    ("oja", "oja"), ("bcm", "bcm"), ("bio-adam-text", "bioAdamText"),
    ("kolen-pollack", "kolenPollack"), ("short-term-plasticity", "shortTermPlasticity"),
    ("calcium", "calcium"), ("homeostasis", "homeostasis"),
  ]

  /// Runs a study of a shipped rule.
  private func run(
    _ rule: String, constants: String = "", _ rest: String, in scratch: Scratch, to output: String
  ) throws -> Trace {
    let constants = constants.isEmpty ? "" : ", constants: {\(constants)}"
    try scratch.write("rule: {file: \(rule)\(constants)}\n" + rest, to: "\(output).yaml")
    return try trace(of: "\(output).yaml", in: scratch, to: output)
  }

  @Test(arguments: names)
  func rulesAreFoundByName(_ file: String, _ name: String) throws {
    let scratch = try Scratch()
    try scratch.write(
      "duration: 1\nrule: {file: \(file)}\ndrive: {kind: constant, gradient: 0.5}\n", to: "s.yaml")
    let result = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(
      result.status == 0 && result.output.contains("# the rule \(name) as it was understood"),
      "\(result.output)\(result.error)")
  }

  // MARK: Oja

  /// With k = eta g², v = w² follows the logistic equation dv/dt = 2k v (1 - v), so that
  /// w² = w(0)²/(w(0)² + (1 - w(0)²) e^(-2kt)), with the sign that w has at the start.
  @Test func ojaIsLogistic() throws {
    let scratch = try Scratch()
    let rates = [0.8, 1, -2]
    let initial = ["w_f": [0.1, 0.4, -0.2], "w_b": [-0.3, 1.7, 0.05]]
    let found = try run(
      "oja", constants: "eta: 0.2",
      """
      duration: 200
      synapse: {initial: {w_f: \(initial["w_f"]!), w_b: \(initial["w_b"]!)}}
      drive: {kind: constant, gradient: \(rates)}
      integrator: {method: rk4, dt: 0.005}
      record: {every: 0.5, synapses: all}

      """, in: scratch, to: "oja")
    for (synapse, rate) in rates.enumerated() {
      let k = 0.2 * rate * rate
      let times = try found.values("time", synapse: synapse)
      for (column, starts) in initial {
        let start = starts[synapse]
        let weights = try found.values(column, synapse: synapse)
        for (time, weight) in zip(times, weights) {
          let rest = exp(-2 * k * time)
          let square = start * start / (start * start + (1 - start * start) * rest)
          // RK4's error at k dt = 0.004 is 3e-12.
          #expect(
            (weight * weight - square).magnitude < 3e-11, "\(column) at \(time): \(weight)")
        }
        // What is left of the way is e^-51; the rest is rounding, 1e-14.
        #expect((weights.last! - (start < 0 ? -1 : 1)).magnitude < 1e-12, "\(weights.last!)")
      }
    }
  }

  /// The same under noise, where ∫g² dt takes the place of g² t.
  @Test func ojaGoesByTheSquareOfTheRate() throws {
    let scratch = try Scratch()
    let found = try run(
      "oja", constants: "eta: 0.1",
      """
      duration: 100
      synapses: 3
      synapse: {initial: {w_f: 0.1, w_b: -0.1}}
      drive: {kind: heldNoise, window: 1, sd: 1}
      integrator: {method: rk4, dt: 0.01}
      record: {every: 1, synapses: all}

      """, in: scratch, to: "noise")
    for synapse in 0..<3 {
      let rates = try found.values("g", synapse: synapse)
      let (forward, backward) = try (
        found.values("w_f", synapse: synapse), found.values("w_b", synapse: synapse)
      )
      var integral = 0.0
      for (index, rate) in rates.enumerated() {
        let rest = exp(-0.2 * integral)
        let square = 0.01 / (0.01 + 0.99 * rest)
        // RK4's error at these rates is 1.2e-11.
        #expect((forward[index] * forward[index] - square).magnitude < 1e-10)
        #expect((backward[index] + forward[index]).magnitude < 1e-14)
        integral += rate * rate
      }
    }
  }

  // MARK: BCM

  /// Where eta g² tau_theta < 1 the weight ends at 1/g and the threshold at 1.
  @Test func bcmSettlesWhereTheThresholdIsFast() throws {
    let scratch = try Scratch()
    let rates = [0.5, 1, 1.3]
    let found = try run(
      "bcm", constants: "eta: 0.1, tau_theta: 5",
      """
      duration: 3000
      synapse: {initial: {w_f: 0.3, w_b: 0.1}}
      drive: {kind: constant, gradient: \(rates)}
      integrator: {method: rk4, dt: 0.1}
      record: {every: 10, synapses: all}

      """, in: scratch, to: "settled")
    for (synapse, rate) in rates.enumerated() {
      let (forward, backward) = try (
        found.values("w_f", synapse: synapse), found.values("w_b", synapse: synapse)
      )
      let threshold = try found.values("theta", synapse: synapse)
      // The slowest mode is down to e^-46; rounding leaves 1e-13.
      #expect((forward.last! * rate - 1).magnitude < 1e-11, "\(forward.last!)")
      #expect((threshold.last! - 1).magnitude < 1e-11, "\(threshold.last!)")
      // Both partners get the same change. At rest it is so small, 1e-16, that it is rounded away in
      // one of them for ever and not in the other, which makes 5e-12 of 30000 steps.
      for (one, other) in zip(forward, backward) {
        #expect((one - other - 0.2).magnitude < 5e-11)
      }
    }
  }

  /// Near its rest the rule is linear, with the roots of λ² + (1/tau_theta - k) λ + k/tau_theta,
  /// k = eta g². So three deviations at equal distances D obey
  /// d(t+2D) = 2 e^(σD) cos(ωD) d(t+D) - e^(2σD) d(t) for λ = σ ± iω.
  @Test func bcmSwingsAsItsJacobianSays() throws {
    let scratch = try Scratch()
    let (k, tau, distance) = (0.1, 5.0, 5.0)
    let found = try run(
      "bcm", constants: "eta: \(k), tau_theta: \(tau)",
      """
      duration: 300
      synapse: {initial: {w_f: 0.3, w_b: 0.3}}
      drive: {kind: constant, gradient: 1}
      integrator: {method: rk4, dt: 0.05}
      record: {every: \(distance), synapses: all}

      """, in: scratch, to: "modes")
    let deviations = try found.values("w_f", synapse: 0).map { $0 - 1 }
    let sigma = (k - 1 / tau) / 2
    let omega = (k / tau - sigma * sigma).squareRoot()
    let (sum, product) = (
      2 * exp(sigma * distance) * cos(omega * distance), exp(2 * sigma * distance)
    )
    // From t = 200 on the deviations are below 4e-5, and what is not linear is 2e-5 of them.
    for index in 40..<56 {
      let (one, two, three) = (deviations[index], deviations[index + 1], deviations[index + 2])
      let scale = max(one.magnitude, two.magnitude, three.magnitude)
      #expect((three - sum * two + product * one).magnitude < 2e-4 * scale, "\(index)")
    }
  }

  /// On both sides of eta g² tau_theta = 1: at 0.95 the weight settles, at 1.2 it swings for ever.
  @Test func bcmSwingsForEverWhereTheThresholdIsSlow() throws {
    let scratch = try Scratch()
    let found = try run(
      "bcm", constants: "eta: [0.19, 0.24], tau_theta: 5",
      """
      duration: 6000
      synapse: {initial: {w_f: 0.9, w_b: 0.9}}
      drive: {kind: constant, gradient: [1, 1]}
      integrator: {method: rk4, dt: 0.05}
      record: {every: 1, synapses: all}

      """, in: scratch, to: "slow")
    // e^(-0.005 * 5500) = 1e-12 is left at 0.95; at 1.2 weights swing between 0.232 and 1.808.
    let settled = try found.values("w_f", synapse: 0).suffix(500)
    #expect(settled.allSatisfy { ($0 - 1).magnitude < 1e-10 })
    let swinging = try found.values("w_f", synapse: 1).suffix(500)
    #expect(swinging.min()! < 0.25 && swinging.max()! > 1.78)
  }

  // MARK: Bio-Adam

  #if SUNDIALS
    /// In 1e-12 of the largest value of a column, as other rules as text: formulas are rounded in
    /// another order, and the method makes errors below that. Found: 6e-13.
    @Test(arguments: [1, 2, 3])
    func bioAdamIsTheBuiltInRule(_ seed: Int) throws {
      let scratch = try Scratch()
      let rest = """
        seed: \(seed)
        duration: 30
        synapses: 5
        drive: {kind: heldNoise, window: 3, sd: 0.4}
        integrator: {method: cvodeAdams, rtol: 1e-13, atol: 1e-15}
        record: {every: 1.5, synapses: all}

        """
      try scratch.write(
        """
        rule: bioAdam
        synapse:
          tau_m: 5
          tau_rho: 20
          epsilon: 0.1
          learning_rate: 0.02
          temperature: 0.5
          predisposition_gain: 2
          gradient_gain: 2

        """ + rest, to: "built-in.yaml")
      let expected = try trace(of: "built-in.yaml", in: scratch, to: "expected")
      let found = try run(
        "bio-adam-text",
        constants: "tau_m: 5, tau_rho: 20, epsilon: 0.1, eta: 0.02, T: 0.5, G: 2, K: 2",
        rest, in: scratch, to: "found")
      for synapse in 0..<5 {
        func expect(_ values: [Double], near column: String) throws {
          let others = try expected.values(column, synapse: synapse)
          let scale = max(others.map(\.magnitude).max()!, 1e-3)
          for (value, other) in zip(values, others) {
            #expect((value - other).magnitude <= 1e-12 * scale, "\(column): \(value), not \(other)")
          }
        }
        for column in ["g", "m", "rho", "w_f", "w_b"] {
          try expect(found.values(column, synapse: synapse), near: column)
        }
        // The concentrations of m+ and m- from their difference and their sum, which stays at 2.
        let (m, c) = try (found.values("m", synapse: synapse), found.values("c", synapse: synapse))
        #expect(c.allSatisfy { $0 == 2 })
        try expect(zip(m, c).map { ($1 - $0) / 2 }, near: "m_plus")
        try expect(zip(m, c).map { ($1 + $0) / 2 }, near: "m_minus")
      }
    }
  #endif

  // MARK: Kolen and Pollack

  /// The difference of both weights falls as e^(-lambda t), whatever the signal is.
  @Test func kolenPollackMakesWeightsEqual() throws {
    let scratch = try Scratch()
    let found = try run(
      "kolen-pollack", constants: "eta: 0.01, lambda: 0.02",
      """
      duration: 100
      synapses: 3
      synapse: {initial: {w_f: {normal: [0, 1]}, w_b: {normal: [0, 1]}}}
      drive: {kind: heldNoise, window: 1, sd: 1}
      integrator: {method: rk4, dt: 0.1}
      record: {every: 1, synapses: all}

      """, in: scratch, to: "difference")
    for synapse in 0..<3 {
      let times = try found.values("time", synapse: synapse)
      let differences = try zip(
        found.values("w_f", synapse: synapse), found.values("w_b", synapse: synapse)
      ).map { $0 - $1 }
      for (time, difference) in zip(times, differences) {
        // RK4's error is 1e-16 in each of 1000 steps; e^2 of it and of rounding is 3e-13.
        #expect((difference * exp(0.02 * time) / differences[0] - 1).magnitude < 3e-12)
      }
    }
  }

  /// Under a constant signal both weights end at -eta g/lambda.
  @Test func kolenPollackEndsWhereDecayAndSignalMeet() throws {
    let scratch = try Scratch()
    let found = try run(
      "kolen-pollack", constants: "eta: 0.01, lambda: 0.02",
      """
      duration: 2000
      drive: {kind: constant, gradient: 0.5}
      integrator: {method: rk4, dt: 1}
      record: {times: [2000]}

      """, in: scratch, to: "rest")
    for column in ["w_f", "w_b"] {
      // e^-40 = 4e-18 of the start is left; the rest is rounding, 2e-15.
      #expect(try (found.values(column, synapse: 0)[0] + 0.25).magnitude < 1e-13)
    }
  }

  // MARK: Short-term plasticity

  /// What a synapse comes to at a constant rate.
  private struct Release {
    let u, x, efficacy, pace: Double

    init(use: Double, facil: Double, rec: Double, all: Double, rate: Double) {
      u = use * rate * facil / (1 + use * rate * facil)
      let used = u + use * (1 - u)
      x = 1 / (1 + used * rate * rec)
      efficacy = all * used * x
      pace = 1 / facil + use * rate
    }
  }

  /// Depressing and facilitating synapses at constant rates: u(t) = u* (1 - e^(-pace t)) from its
  /// linear equation, and u, x and w end at their rest.
  @Test func releaseSettlesAtEveryRate() throws {
    let scratch = try Scratch()
    let rates = [0.005, 0.016, 0.05, 0.005, 0.016, 0.05]
    let kinds = [(0.5, 20.0, 800.0), (0.05, 600.0, 100.0)]
    let found = try run(
      "short-term-plasticity",
      constants: """
        U: [0.5, 0.5, 0.5, 0.05, 0.05, 0.05], tau_facil: [20, 20, 20, 600, 600, 600],
          tau_rec: [800, 800, 800, 100, 100, 100], A: 2
        """,
      """
      duration: 20000
      synapse: {initial: {w_f: 0, w_b: 0.7}}
      drive: {kind: constant, gradient: \(rates)}
      integrator: {method: rk4, dt: 0.5}
      record: {every: 20, synapses: all}

      """, in: scratch, to: "release")
    for (synapse, rate) in rates.enumerated() {
      let (use, facil, rec) = kinds[synapse / 3]
      let rest = Release(use: use, facil: facil, rec: rec, all: 2, rate: rate)
      let times = try found.values("time", synapse: synapse)
      let facilitation = try found.values("u", synapse: synapse)
      for (time, value) in zip(times, facilitation) {
        // RK4's error at pace * dt = 0.0375 is 2e-9.
        let expected = rest.u * (1 - exp(-rest.pace * time))
        #expect((value - expected).magnitude < 2e-8, "\(synapse), \(time): \(value)")
      }
      // The slowest mode is down to e^-25 where resources come back in 800 steps: 1e-12.
      for (column, expected) in [
        ("u", rest.u), ("x", rest.x), ("w_f", rest.efficacy), ("w_b", rest.efficacy),
      ] {
        let value = try found.values(column, synapse: synapse).last!
        #expect((value - expected).magnitude < 3e-11, "\(synapse), \(column): \(value)")
      }
    }
  }

  /// A facilitating synapse does most at the rate (√((1-U) tau_facil/(U tau_rec)) - 1)/tau_facil.
  @Test func facilitationHasItsRate() throws {
    let scratch = try Scratch()
    let (use, facil, rec) = (0.05, 600.0, 100.0)
    let ratio = (1 - use) * facil / (use * rec)
    let best = (ratio.squareRoot() - 1) / facil
    let found = try run(
      "short-term-plasticity", constants: "U: \(use), tau_facil: \(facil), tau_rec: \(rec)",
      """
      duration: 20000
      drive: {kind: constant, gradient: \([0.98, 0.999, 1, 1.001, 1.02].map { $0 * best })}
      integrator: {method: rk4, dt: 1}
      record: {times: [20000]}

      """, in: scratch, to: "best")
    let weights = try (0..<5).map { try found.values("w_f", synapse: $0)[0] }
    // A thousandth to the side costs 7.6e-8 of 0.23, which is far above rounding.
    #expect(weights[0] < weights[1] && weights[1] < weights[2] - 1e-8)
    #expect(weights[4] < weights[3] && weights[3] < weights[2] - 1e-8)
  }

  // MARK: Calcium

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// Calcium goes to g as 1 - e^(-t/tau_ca). Once it is there the weight goes to omega(g) at the
  /// learning rate that belongs to g.
  @Test func weightsGoWhereCalciumSends() throws {
    let scratch = try Scratch()
    let levels = [0.3, 0.45, 0.6, 0.9]
    let found = try run(
      "calcium",
      """
      duration: 160
      synapse: {initial: {w_f: 0.25, w_b: 0.8}}
      drive: {kind: constant, gradient: \(levels)}
      integrator: {method: rk4, dt: 0.002}
      record: {every: 0.1, synapses: all}

      """, in: scratch, to: "calcium")
    for (synapse, level) in levels.enumerated() {
      let depression = Self.sigmoid(80 * (level - 0.35))
      let potentiation = Self.sigmoid(80 * (level - 0.55))
      let omega = 0.25 + potentiation - 0.25 * depression
      let timeConstant = 0.1 / (1e-5 + level * level * level) + 1
      let times = try found.values("time", synapse: synapse)
      for (time, value) in try zip(times, found.values("ca", synapse: synapse)) {
        // RK4's error at dt/tau_ca = 0.04 is 5e-9.
        #expect((value - level * (1 - exp(-time / 0.05))).magnitude < 3e-8)
      }
      for column in ["w_f", "w_b"] {
        let weights = try found.values(column, synapse: synapse)
        // At t = 3 calcium is at g but for e^-60; from there on all is rounding, 1e-13.
        for index in 30..<times.count {
          let rest = exp((times[30] - times[index]) / timeConstant)
          let expected = omega + (weights[30] - omega) * rest
          #expect((weights[index] - expected).magnitude < 1e-12, "\(level), \(times[index])")
        }
        // Of the way e^-33 is left, at the lowest level.
        #expect((weights.last! - omega).magnitude < 1e-12, "\(level): \(weights.last!)")
      }
    }
    // What it is known for: a middle level depresses, a high one potentiates.
    let ends = try (0..<4).map { try found.values("w_f", synapse: $0).last! }
    #expect(ends[0] > 0.24 && ends[1] < 0.01 && ends[2] > 0.98 && ends[3] > 0.99)
  }

  // MARK: Homeostasis

  /// The output ends at y_0 at every rate: rho at one of its ends, by the side of the threshold on
  /// which g y_0 lies, H = y_0/(rho g), w = y_0/g. On the way w - rho H falls as e^(-t/tau_w).
  @Test func homeostasisKeepsTheOutput() throws {
    let scratch = try Scratch()
    let rates = [0.4, 0.8, 1.5]
    let found = try run(
      "homeostasis",
      """
      duration: 200
      synapse: {initial: {w_f: 0.2, w_b: 1.4}}
      drive: {kind: constant, gradient: \(rates)}
      integrator: {method: rk4, dt: 0.005}
      record: {every: 0.5, synapses: all}

      """, in: scratch, to: "rest")
    for (synapse, rate) in rates.enumerated() {
      let times = try found.values("time", synapse: synapse)
      let (rho, h) = try (
        found.values("rho", synapse: synapse), found.values("H", synapse: synapse)
      )
      // The slowest mode is e^(-t/tau_H), e^-50; rounding leaves 1e-12.
      let end = rate > 0.6 ? 1 : 0.7
      #expect((rho.last! - end).magnitude < 1e-11, "\(rate): \(rho.last!)")
      #expect((h.last! - 1 / (end * rate)).magnitude < 1e-11, "\(rate): \(h.last!)")
      for column in ["w_f", "w_b"] {
        let weights = try found.values(column, synapse: synapse)
        #expect((weights.last! - 1 / rate).magnitude < 1e-11, "\(rate): \(weights.last!)")
        for (index, time) in times.enumerated() {
          // RK4's error at dt/tau_w = 0.05 is 1e-9.
          let expected = (weights[0] - rho[0] * h[0]) * exp(-time / 0.1)
          #expect((weights[index] - rho[index] * h[index] - expected).magnitude < 1e-8)
        }
      }
    }
  }

  /// With a Hebbian factor that cannot move H follows the logistic equation, from 1 to 1/(rho g).
  @Test func theHomeostaticFactorIsLogistic() throws {
    let scratch = try Scratch()
    let rates = [0.4, 0.8, 1.5]
    let found = try run(
      "homeostasis", constants: "rho_max: 0.7",
      """
      duration: 40
      synapse: {initial: {w_f: 0.7, w_b: 0.7}}
      drive: {kind: constant, gradient: \(rates)}
      integrator: {method: rk4, dt: 0.01}
      record: {every: 0.5, synapses: all}

      """, in: scratch, to: "logistic")
    for (synapse, rate) in rates.enumerated() {
      let end = 1 / (0.7 * rate)
      let times = try found.values("time", synapse: synapse)
      let (h, weights) = try (
        found.values("H", synapse: synapse), found.values("w_f", synapse: synapse)
      )
      for (index, time) in times.enumerated() {
        // RK4's error at dt/tau_H = 0.0025 is 1e-13.
        let expected = end / (1 + (end - 1) * exp(-time / 4))
        #expect((h[index] - expected).magnitude < 1e-11, "\(rate), \(time): \(h[index])")
        #expect((weights[index] - 0.7 * expected).magnitude < 1e-11)
      }
    }
  }
}
