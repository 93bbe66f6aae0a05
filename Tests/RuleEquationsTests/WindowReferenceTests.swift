import GradientDrives
import ODESolvers
import PopulationMethods
import RandomNumbers
import RuleEquations
import SynapticDynamics
import TestSupport
import Testing

/// Windows of rules written as equations against solutions with 50 digits.
@Suite struct WindowReferenceTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let rule: String
    let gradients: [Double]
    let durations: [Double]
    let initial: [Double]
    let expected: [Double]
    var testDescription: String { name }

    /// n pairs, all alike.
    func dynamics(_ n: Int = 1, threads: Int = 1) throws -> PopulationDynamics {
      let table = ListedTable(
        times: edges.dropLast(), rows: gradients.map { Array(repeating: $0, count: n) })
      return try PopulationDynamics(
        rule: writtenRule(rule).rule(
          for: 0..<n, field: RandomField(seed: 1, purpose: .ruleConstants)),
        drive: TabulatedDrive(table), threads: threads)
    }

    var edges: [Double] { durations.reduce(into: [0]) { $0.append($0.last! + $1) } }

    func final(_ n: Int = 1) throws -> [Double] {
      let dynamics = try dynamics(n)
      let state = initial.flatMap { Array(repeating: $0, count: n) }
      return try ExactPropagator(dynamics).final(
        dynamics.problem(from: 0, to: edges.last!, initialState: state))
    }
  }

  static let cases = try! fixture("window-reference.json", as: [Case].self)

  /// 1e-13 of the largest of a component's values at the ends, and of 1, which the signals and coefficients are of.
  @Test(arguments: cases) func windowsAreRight(_ tested: Case) throws {
    let found = try tested.final()
    for (k, (value, expected)) in zip(found, tested.expected).enumerated() {
      let scale = max(1, tested.initial[k].magnitude, expected.magnitude)
      #expect(
        (value - expected).magnitude <= 1e-13 * scale,
        "component \(k): \(value), not \(expected): \((value - expected).magnitude / scale)")
    }
  }

  /// A pair goes its way whoever is beside it: alone, in a tile that is not full, over several blocks.
  @Test(arguments: cases) func placesDoNotMatter(_ tested: Case) throws {
    let alone = try tested.final()
    for n in [5, 49, 2100] {
      let found = try tested.final(n)
      for (k, value) in alone.enumerated() {
        let part = found[(k * n)..<((k + 1) * n)]
        #expect(part.allSatisfy { $0 == value }, "\(n) pairs, component \(k)")
      }
    }
  }

  /// What is read within a window is what a window has that ends there, to the last bit.
  @Test(arguments: cases) func samplesAreShorterWindows(_ tested: Case) throws {
    let end = tested.durations[0]
    let times = [0.013, 0.4, 0.97].map { $0 * end }
    let dynamics = try tested.dynamics()
    let problem = dynamics.problem(
      from: 0, to: tested.edges.last!, initialState: tested.initial)
    let samples = try ExactPropagator(dynamics).solve(problem, at: times).states
    for (time, sample) in zip(times, samples) {
      let short = try tested.dynamics()
      let final = try ExactPropagator(short).final(
        short.problem(from: 0, to: time, initialState: tested.initial))
      #expect(final == sample, "t = \(time)")
    }
    // Two windows one after the other are one, to rounding.
    var state = tested.initial
    for (from, to) in [(0, times[1]), (times[1], tested.edges.last!)] {
      let part = try tested.dynamics()
      state = try ExactPropagator(part).final(part.problem(from: from, to: to, initialState: state))
    }
    for (k, (value, expected)) in zip(state, tested.expected).enumerated() {
      let scale = max(1, tested.initial[k].magnitude, expected.magnitude)
      #expect((value - expected).magnitude <= 2e-13 * scale, "component \(k)")
    }
  }
}
