import Foundation
import Testing

/// Rules of synapses that have short-term plasticity, calcium, or a set point.
extension ShippedRulesTests {
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
