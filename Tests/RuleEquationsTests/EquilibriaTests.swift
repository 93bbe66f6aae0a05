import Foundation
import RandomNumbers
import RuleEquations
import RuleEquilibria
import SynapticDynamics
import TestSupport
import Testing

/// Rests of rules whose rests are known in closed form.
@Suite struct EquilibriaTests {
  private func equilibria(
    _ yaml: String, _ signals: [Double], initial: [Double]? = nil
  ) throws -> Equilibria {
    let written = try writtenRule(yaml)
    let rule = written.rule(for: 0..<1, field: RandomField(seed: 1, purpose: .ruleConstants))
    let state = initial ?? rule.components.map { $0.isPositive ? 0.5 : 0.1 }
    return written.equilibria(of: rule, signals: signals, initial: state)
  }

  private func shipped(_ name: String, _ constants: String = "{}", g: Double) throws -> Equilibria {
    try equilibria("file: \(name)\nconstants: \(constants)\n", [g])
  }

  private func expect(
    _ point: RestPoint?, _ expected: [String: Double], to tolerance: Double = 1e-12,
    _ place: SourceLocation = #_sourceLocation
  ) {
    for (name, value) in expected {
      let found = point?.values.first { $0.name == name }?.value
      #expect(
        found.map { ($0 - value).magnitude <= tolerance * max(value.magnitude, 1e-3) } == true,
        "\(name): \(found.map { "\($0)" } ?? "none"), expected \(value)", sourceLocation: place)
    }
  }

  private func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-10) -> Bool {
    (a - b).magnitude <= tolerance * b.magnitude
  }

  // MARK: Rules that are shipped

  /// w = 1/g with theta = 1, stable where eta g² tau < 1, with the modes of λ² + (1/tau − k)λ + k/tau = 0; and w = 0, where
  /// all is flat.
  @Test(arguments: [(0.5, 5.0), (1, 5), (2, 5), (2, 15)]) func bcm(_ g: Double, _ tau: Double)
    throws
  {
    let found = try shipped("bcm", "{tau_theta: \(tau)}", g: g)
    #expect(found.scope == .pair && found.points.count == 2 && !found.hasOneWeight)
    let rest = found.points.first { $0.values.contains { $0.name == "theta" && $0.value! > 0.5 } }
    let none = found.points.first { $0 != rest }
    expect(rest, ["theta": 1, "w_f": 1 / g])
    #expect(rest?.values.last?.name == "w_b" && rest?.values.last?.value == nil)
    let k = 0.02 * g * g
    #expect(rest?.stability == (k * tau < 1 ? .stable : .unstable))
    let half = (k - 1 / tau) / 2
    let square = half * half - k / tau
    let modes = try #require(rest?.modes)
    #expect(modes.allSatisfy { $0.components == ["theta", "w_f"] })
    if square < 0 {
      #expect(modes.count == 1 && isClose(modes[0].rate, half))
      #expect(isClose(modes[0].period!, 2 * .pi / (-square).squareRoot()))
    } else {
      #expect(modes.count == 2 && isClose(modes[0].rate, half + square.squareRoot()))
      #expect(isClose(modes[1].rate, half - square.squareRoot()))
    }
    expect(none, ["theta": 0, "w_f": 0])
    #expect(none?.stability == .neutral)
  }

  /// −1, 0 and 1: deviations from ±1 fall at 2 eta g², those from 0 grow at eta g².
  @Test(arguments: [0.5, 1, -3]) func oja(_ g: Double) throws {
    let found = try shipped("oja", "{eta: 0.1}", g: g)
    #expect(found.hasOneWeight && found.points.count == 3)
    for (point, (w, rate)) in zip(
      found.points, [(-1.0, -0.2 * g * g), (1, -0.2 * g * g), (0, 0.1 * g * g)])
    {
      expect(point, ["w": w])
      #expect(isClose(point.modes[0].rate, rate), "\(point)")
      #expect(point.stability == (rate < 0 ? .stable : .unstable))
    }
  }

  /// ca = g and w = Ω(g), reached at the rates 1/tau_ca and η(g).
  @Test(arguments: [0.1, 0.45, 1]) func calcium(_ g: Double) throws {
    let found = try shipped("calcium", g: g)
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    let omega = 0.25 + sigmoid(80 * (g - 0.55)) - 0.25 * sigmoid(80 * (g - 0.35))
    try #require(found.points.count == 1)
    expect(found.points[0], ["ca": g, "w": omega])
    let rates = Set(found.points[0].modes.map { ($0.rate * 1e9).rounded() / 1e9 })
    let learning = 1 / (0.1 / (1e-5 + g * g * g) + 1)
    #expect(rates == [-20, (-learning * 1e9).rounded() / 1e9], "\(rates)")
    #expect(found.points[0].stability == .stable)
    #expect(isClose(found.points[0].slowestTime!, 1 / learning))
  }

  @Test(arguments: [0.005, 0.02, 0.05]) func shortTermPlasticity(_ g: Double) throws {
    let found = try shipped("short-term-plasticity", g: g)
    try #require(found.points.count == 1)
    let u = 0.5 * g * 20 / (1 + 0.5 * g * 20)
    let used = u + 0.5 * (1 - u)
    let x = 1 / (1 + used * g * 800)
    expect(found.points[0], ["u": u, "x": x, "w": used * x])
    #expect(found.points[0].stability == .stable)
    // u, x and w follow each other one way, so their own rates are the eigenvalues.
    let times = [1 / (1 / 20.0 + 0.5 * g), 1 / (1 / 800.0 + used * g), 5]
    #expect(isClose(found.points[0].slowestTime!, times.max()!))
  }

  /// y = y_0 whatever g is, with rho at one of its ends; and H = 0, which is left.
  @Test(arguments: [(2.0, 1.0), (0.5, 0.7)]) func homeostasis(_ g: Double, _ rho: Double) throws {
    let found = try shipped("homeostasis", g: g)
    let stable = found.points.filter { $0.stability == .stable }
    #expect(stable.count == 1)
    expect(stable.first, ["rho": rho, "H": 1 / (rho * g), "w": 1 / g])
    let other = found.points.filter { $0.stability == .unstable }
    #expect(other.count == 1)
    expect(other.first, ["rho": 0.7, "H": 0, "w": 0])
  }

  @Test func kolenPollack() throws {
    let found = try equilibria(
      "file: kolen-pollack\nconstants: {eta: 0.1, lambda: 0.02}\n", [0.3])
    expect(found.points.first, ["w": -0.1 * 0.3 / 0.02])
    #expect(isClose(found.points[0].slowestTime!, 50))
  }

  /// Bio-Adam as text against its closed form: the substances rest, and the weights go on.
  @Test(arguments: [0.001, 0.1, -1]) func bioAdam(_ g: Double) throws {
    let found = try shipped("bio-adam-text", g: g)
    #expect(found.scope == .substances && found.points.count == 1 && found.hasOneWeight)
    let kinetics = BioAdam.Kinetics(
      tauM: 10, coConsumption: CoConsumption(tauRho: 1000, epsilon: 1e-8), learningRate: 1e-3,
      restConcentration: 1, gradientGain: 1, predisposition: Predisposition(temperature: 5, gain: 1)
    )
    let expected = Equilibrium(kinetics, gradient: g)
    let point = found.points[0]
    expect(point, ["m": expected.momentum, "c": 2, "rho": expected.rho])
    #expect(Set(point.modes.map(\.components)) == [["m"], ["c"], ["rho"]])
    let time = point.modes.first { $0.components == ["rho"] }?.time
    #expect(isClose(time!, expected.rhoTime))
    let drift = found.drifts[0][0]
    #expect(drift.name == "w" && drift.hangsOnWeight)
    #expect(isClose(drift.rate, 0.5 * expected.weightRate))
    #expect(!found.reasons.isEmpty)
  }

  /// Without a gradient all rests, wherever the weights are.
  @Test func bioAdamWithoutGradient() throws {
    let found = try shipped("bio-adam-text", g: 0)
    #expect(found.scope == .pair && found.points.count == 1)
    expect(found.points.first, ["m": 0, "c": 2, "rho": 1e8])
    let last = found.points[0].values.last
    #expect(last?.name == "w" && last?.value == nil)
    #expect(isClose(found.points[0].slowestTime!, 1e11))
  }

  // MARK: Rules made for this

  /// x″ = g − k x − c x′: eigenvalues (−c ± √(c² − 4k))/2.
  @Test(arguments: [(1.0, 0.1), (0.04, 0.3), (1, 3), (2, -0.1)])
  func oscillator(_ k: Double, _ c: Double) throws {
    let found = try equilibria(
      """
      name: oscillator
      constants: {k: \(k), c: \(c)}
      substances: {x: {initial: 0}, v: {initial: 0}}
      equations: {x: v, v: g - k*x - c*v, w: x - w}
      """, [0.5])
    try #require(found.points.count == 1)
    expect(found.points[0], ["x": 0.5 / k, "v": 0, "w": 0.5 / k])
    let modes = found.points[0].modes.filter { $0.components == ["x", "v"] }
    let square = c * c / 4 - k
    if square < 0 {
      #expect(modes.count == 1 && isClose(modes[0].rate, -c / 2))
      #expect(isClose(modes[0].frequency, (-square).squareRoot()))
    } else {
      #expect(modes.map(\.rate).contains { isClose($0, -c / 2 + square.squareRoot()) })
      #expect(modes.map(\.rate).contains { isClose($0, -c / 2 - square.squareRoot()) })
    }
    #expect(found.points[0].stability == (c > 0 ? .stable : .unstable))
  }

  /// p rests at 0 and at the larger root of p² − 3p + 1, with the smaller one between them.
  @Test func bothOfTwoStableRestsAreFound() throws {
    let found = try equilibria(
      """
      name: latch
      substances: {p: {initial: 0, positive: true}}
      let: {square: p^2}
      equations: {p: 3*square/(1 + square) - p, w: p - w}
      """, [1])
    let root = 5.0.squareRoot()
    #expect(found.points.map(\.stability) == [.stable, .stable, .unstable])
    for (point, p) in zip(found.points, [0, (3 + root) / 2, (3 - root) / 2]) {
      expect(point, ["p": p, "w": p])
    }
  }

  @Test func restsThatAreMissingAreToldWhy() throws {
    let none = try equilibria(
      "name: a\nsubstances: {m: {initial: 0}}\nequations: {m: 1 + m^2, w: -w}\n", [1])
    #expect(none.points.isEmpty && none.reasons.contains { $0.contains("none led to a rest") })
    let drifting = try equilibria(
      "name: a\nsubstances: {m: {initial: 0}}\nequations: {m: g - m, w: -0.5*m}\n", [2])
    #expect(drifting.scope == .substances && drifting.drifts[0][0].rate == -1)
    #expect(!drifting.drifts[0][0].hangsOnWeight)
    #expect(drifting.reasons[0].contains("dw/dt is -1"), "\(drifting.reasons)")
    let plain = try equilibria("name: a\nequations: {w: -g}\n", [2])
    #expect(plain.points.isEmpty && plain.reasons == ["dw/dt is -2, whatever w is"])
    let moving = try equilibria("name: a\nequations: {w: t - w}\n", [2])
    #expect(moving.points.isEmpty && moving.reasons[0].contains("hangs on t"))
    let coupled = try equilibria(
      "name: a\nsubstances: {m: {initial: 0}}\nequations: {m: w_f^2 + 1, w: m - w}\n", [2])
    #expect(
      coupled.points.isEmpty && coupled.reasons.last!.contains("since m hangs on the weights"))
    // A weight that is 0 only as far as numbers go has no rest at −∞.
    let away = try equilibria("name: a\nequations: {w: -1 - tanh(w)}\n", [2])
    #expect(away.points.isEmpty, "\(away.points)")
  }

  /// Where a rate has no derivative, nothing is taken for a rest; a rest at which an eigenvalue is 0 is told once.
  @Test func whatIsNotSmoothIsNoRest() throws {
    let root = try equilibria(
      "name: a\nsubstances: {m: {initial: 1}}\nequations: {m: -sqrt(m*m), w: m - w}\n", [1]
    )
    #expect(root.points.isEmpty, "\(root.points)")
    let flat = try equilibria(
      "name: a\nsubstances: {m: {initial: 1}, n: {}}\nequations: {m: -m^3, n: m^2 - n, w: n - w}\n",
      [1])
    #expect(flat.points.count == 1 && flat.points[0].stability == .neutral, "\(flat.points)")
  }

  /// Rests that lie on a line are told once.
  @Test func linesOfRestsAreTold() throws {
    let found = try equilibria(
      "name: a\nequations: {w_f: w_b - w_f, w_b: w_f - w_b}\n", [1])
    #expect(found.points.count == 1 && found.points[0].stability == .neutral, "\(found.points)")
    #expect(found.points[0].modes.contains { isClose($0.rate, -2) })
  }

  /// A linear rule has one rest, which solves its equations.
  @Test(arguments: 0..<30) func linearRules(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let n = 1 + seed % 8
    let matrix = (0..<n).map { _ in
      (0..<n).map { _ in Double.random(in: -1...1, using: &random) }
    }
    let rest = (0..<n).map { _ in Double.random(in: -100...100, using: &random) }
    let lines = (0..<n).map { i in
      let terms = (0..<n).map { "(\(matrix[i][$0]))*(x\($0) - (\(rest[$0])))" }
      return "  x\(i): \"\(terms.joined(separator: " + "))\""
    }
    let found = try equilibria(
      """
      name: linear
      substances: {\((0..<n).map { "x\($0): {initial: 0}" }.joined(separator: ", "))}
      equations:
      \(lines.joined(separator: "\n"))
        w: x0 - w
      """, [1])
    try #require(found.points.count == 1, "seed \(seed)")
    for (k, x) in rest.enumerated() { expect(found.points[0], ["x\(k)": x], to: 1e-9) }
    let trace = (0..<n).reduce(0) { $0 + matrix[$1][$1] }
    let sum = found.points[0].modes.filter { $0.components != ["w"] }
      .reduce(0) { $0 + $1.rate * ($1.frequency == 0 ? 1 : 2) }
    #expect((sum - trace).magnitude < 1e-10, "seed \(seed)")
  }
}
