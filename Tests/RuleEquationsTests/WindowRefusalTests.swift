import CAllocationCounter
import GradientDrives
import ODESolvers
import PopulationMethods
import RandomNumbers
import RuleEquations
import SynapticDynamics
import TestSupport
import Testing

/// Which rules have windows that can be solved, and what becomes of the weights besides.
@Suite struct WindowRefusalTests {
  private func dynamics(
    _ yaml: String, weights: WeightLaw = WeightLaw(), gradients: [Double] = [0.5, -0.3]
  ) throws -> PopulationDynamics {
    let table = ListedTable(
      times: gradients.indices.map { 4 * Double($0) }, rows: gradients.map { [$0] })
    return try PopulationDynamics(
      rule: writtenRule("name: a\n" + yaml).rule(
        for: 0..<1, field: RandomField(seed: 1, purpose: .ruleConstants)),
      drive: TabulatedDrive(table), weights: weights)
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    let yaml: String
    let words: String
    var testDescription: String { words }
  }

  static let refused = [
    Refused(
      yaml: "equations: {w: g*w - w^3}",
      words: "feed back on, and dw_f/dt = g*w - w^3 is not linear in w_f"),
    Refused(
      yaml: "substances: {m: {}}\nequations: {m: g - abs(m), w: m}",
      words: "feed back on, and dm/dt = g - abs(m) is not linear in m"),
    Refused(
      yaml: "substances: {m: {}}\nequations: {m: \"if(m > 0, g, g - 1)\", w: m}",
      words: "dm/dt = if(m > 0, g, g - 1) is not linear in m"),
    Refused(
      yaml: "substances: {u: {}, v: {}}\nequations: {u: g - u*v, v: u - v, w: v}",
      words: "linear with constant coefficients, and u and v are not (du/dt = g - u*v)"),
    Refused(
      yaml:
        "substances: {u: {}, v: {}, x: {}}\nequations: {u: g - t*v, v: x - v, x: u, w: v}",
      words: "and u, v and x are not (du/dt = g - t*v)"),
    Refused(
      yaml: "substances: {u: {}}\nequations: {u: g - u*w_f, w: u}",
      words: "and u and w_f are not (du/dt = g - u*w_f)"),
  ]

  @Test(arguments: refused) func othersAreRefused(_ tested: Refused) throws {
    let failure = #expect(throws: SolverFailure.self) {
      try ExactPropagator(dynamics(tested.yaml))
    }
    let message = failure.map { "\($0)" } ?? ""
    #expect(message.contains(tested.words), "\(message)")
  }

  /// What is constant in a window may be whatever it is, and what is linear is found whatever hangs on it.
  @Test(arguments: [
    "equations: {w: -abs(g)*w + sign(g)}",
    "substances: {u: {}, v: {}}\nequations: {u: \"if(g > 0, v, -u)\", v: \"-u*g^2 + min(g, 1)\", w: u*v}",
    "substances: {u: {}, v: {}}\nequations: {u: -u/(2 + g), v: \"-v*tanh(u)\", w: \"max(v, u) - w*v\"}",
    "equations: {w: \"if(t > 1, -t*w, g)\"}",
  ])
  func theseAreSolved(_ yaml: String) throws {
    for weights in [
      WeightLaw(), WeightLaw(decay: 0.3), WeightLaw(movesBackward: false),
      WeightLaw(movesBackward: false, decay: 0.3),
    ] {
      let exact = try dynamics(yaml, weights: weights)
      let state = (0..<exact.rule.components.count).map { 0.3 + 0.2 * Double($0) }
      let found = try ExactPropagator(exact).final(
        exact.problem(from: 0, to: 8, initialState: state))
      // The other method has jumps within steps that are as short as its tolerances ask.
      let other = try dynamics(yaml, weights: weights)
      let method = try DormandPrince(
        other, relative: 1e-12, absolute: [.m: 1e-14, .rho: 1e-14, .w: 1e-14])
      let expected = try method.final(other.problem(from: 0, to: 8, initialState: state))
      for (value, other) in zip(found, expected) {
        #expect((value - other).magnitude < 1e-10 * max(1, other.magnitude), "\(weights)")
      }
      if !weights.movesBackward { #expect(found.last == state.last) }
    }
  }

  /// A pole within a window ends the run with what to do.
  @Test(arguments: ["1/(t - 3)", "1/(t - 3)^2", "sqrt(2 - t)", "m/(1 - m)^2"])
  func polesAreTold(_ weight: String) throws {
    let dynamics = try dynamics(
      "substances: {m: {}}\nequations: {m: 1 - 0*g, w: \"\(weight)\"}")
    var observer = Silent()
    let solution = try ExactPropagator(dynamics).solve(
      dynamics.problem(from: 0, to: 8, initialState: [0, 0, 0]), sampling: [], observer: &observer)
    let failure = #expect(throws: SolverFailure.self) { try solution.check() }
    let message = failure.map { "\($0)" } ?? ""
    #expect(message.contains("a rate has a pole or is no number"), "\(message)")
  }

  /// Windows do not allocate, with panels that are cut and halved.
  @Test(.enabled(if: allocation_count() >= 0)) func windowsDoNotAllocate() throws {
    let yaml = """
      substances: {m: {}, p: {}, q: {}, x: {}}
      equations: {m: g - m, p: q, q: g - p, x: 1 - x*abs(p), w: "-sqrt(max(m, 0))*max(x, p)"}
      """
    func allocations(_ windows: Int) throws -> Int {
      let table = HeldNoiseTable(
        signalCount: 12, window: 3, standardDeviation: [1],
        field: RandomField(seed: 1, purpose: .gradient))
      let dynamics = try PopulationDynamics(
        rule: writtenRule("name: a\n" + yaml).rule(
          for: 0..<12, field: RandomField(seed: 1, purpose: .ruleConstants)),
        drive: TabulatedDrive(table))
      let solver = try ExactPropagator(dynamics)
      let problem = dynamics.problem(
        from: 0, to: 3 * Double(windows), initialState: (0..<72).map { 0.1 * Double($0 % 7) })
      var observer = Silent()
      _ = solver.solve(problem, sampling: [], observer: &observer)
      let before = allocation_count()
      try solver.solve(problem, sampling: [], observer: &observer).check()
      return allocation_count() - before
    }
    // Lists of pieces grow by doubling; with an allocation a window and pair there would be thousands more.
    #expect(try allocations(200) - allocations(20) < 100)
  }

  private struct Silent: SolutionObserver {
    mutating func sample(at time: Double, state: Span<Double>) {}
  }
}
