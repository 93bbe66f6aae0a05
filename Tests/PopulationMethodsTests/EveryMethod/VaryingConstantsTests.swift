import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics
import TestSupport
import Testing

/// Constants that are scheduled, and temperatures of groups, by every method.
@Suite struct VaryingConstantsTests {
  struct Method: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var isHeld: Bool
    /// Whether it needs Bio-Adam.
    var isOfBioAdam: Bool
    var make: @Sendable (PopulationDynamics) throws -> any Solver

    init(
      _ name: String, held: Bool = true, bioAdam: Bool = false,
      _ make: @escaping @Sendable (PopulationDynamics) throws -> any Solver
    ) {
      (testDescription, isHeld, isOfBioAdam, self.make) = (name, held, bioAdam, make)
    }
  }

  static let methods: [Method] = {
    var methods = [
      Method("exact", bioAdam: true) { try ExactPropagator($0) },
      Method("exact, 32 bits", bioAdam: true) { try ExactPropagator($0, precision: .single) },
      Method("collocation", bioAdam: true) { try Collocation($0) },
      Method("dormandPrince") { try DormandPrince($0) },
      Method("euler") { try PopulationEuler($0, stepSize: 0.25) },
      Method("euler, sequential") {
        try PopulationEuler($0, stepSize: 1, isSequential: true)
      },
      Method("euler, 32 bits") { try PopulationEuler($0, stepSize: 0.5, precision: .single) },
      Method("rk4") { _ in RungeKutta4(stepSize: 0.25) },
    ]
    #if SUNDIALS
      methods += [
        Method("adams") { CVODE(.adams, tolerances: $0.tolerances()) },
        Method("bdf") { CVODE(.bdf(.structured), tolerances: $0.tolerances()) },
        Method("bdf, dense") { CVODE(.bdf(.dense), tolerances: $0.tolerances()) },
      ]
    #endif
    return methods
  }()
  static let following = [
    Method("windowMap", held: false, bioAdam: true) { try WindowMap($0) },
    Method("rk4, following", held: false) { _ in RungeKutta4(stepSize: 0.25) },
    Method("euler, following", held: false) { try PopulationEuler($0, stepSize: 0.25) },
  ]

  /// All rules, with a factor on the learning rate and one on the temperature.
  private static func rules(_ rate: Double, _ temperature: Double) -> [any SynapticRule] {
    let rate = 0.05 * rate
    let predisposition = Predisposition(temperature: 0.5 * temperature, gain: 2)
    return [
      GradientFlow(learningRate: rate, predisposition: predisposition),
      Momentum(tauM: 4, learningRate: rate, predisposition: predisposition),
      Momentum(tauM: 4, learningRate: rate, predisposition: predisposition, looksAhead: true),
      RMSProp(tauV: 30, epsilon: 0.01, learningRate: rate, predisposition: predisposition),
      AdaGrad(epsilon: 0.01, learningRate: rate, predisposition: predisposition),
      Adam(
        tauM: 4, tauV: 30, epsilon: 0.01, learningRate: rate, predisposition: predisposition,
        biasCorrection: .none),
      BioAdam(
        BioAdam.Kinetics(
          tauM: 4, coConsumption: CoConsumption(tauRho: 30), learningRate: rate,
          predisposition: predisposition),
        tracksContractionClock: true),
    ]
  }

  private static func start(_ rule: any SynapticRule, _ n: Int, seed: Int) -> [Double] {
    var random = SeededRandom(seed: seed)
    return rule.components.flatMap { component in
      (0..<n).map { _ in
        component.isPositive ? random.uniform(0.5, 2) : random.uniform(-0.5, 0.5)
      }
    }
  }

  /// A piece of a run with schedules is the piece of a run with constants of its own, and a wrong factor is none:
  /// to the last bit.
  @Test(arguments: methods + following) func aPieceHasItsConstants(_ method: Method) throws {
    let n = 12
    let rate = Schedule.pairs([.init(epoch: 0, factor: 1), .init(epoch: 4, factor: 0.2)])
    let temperature = Schedule.steps(epochs: [1, 3], factor: 0.25)
    let varying = VaryingConstants(
      learningRate: rate, temperature: temperature, window: 2, windowsPerEpoch: 3)
    // Windows of 2, three to an epoch, by hand: 0, 1, 4 and 10 begin after 0, 1/3, 4/3 and 10/3 epochs.
    let expected = [
      (0, 1.0, 1.0), (1, 1 - 0.2 / 3, 1), (4, 1 - 0.8 / 3, 0.25), (10, 1 - 2.0 / 3, 0.0625),
    ]
    for k in Self.rules(1, 1).indices {
      let rule = Self.rules(1, 1)[k]
      if method.isOfBioAdam, !(rule is BioAdam) { continue }
      for (window, rateFactor, temperatureFactor) in expected {
        let drive = QuadraticDrive(
          n: n, window: 2, isHeld: method.isHeld, stiffness: 0.3, seed: 5)
        let own = Self.rules(
          rate.factor(after: Double(window) / 3), temperatureFactor)[k]
        #expect((rate.factor(after: Double(window) / 3) - rateFactor).magnitude < 1e-15)
        let state = Self.start(rule, n, seed: window)
        func solution(_ rule: any SynapticRule, _ constants: VaryingConstants) throws -> [UInt64] {
          let dynamics = try PopulationDynamics(rule: rule, drive: drive, constants: constants)
          let from = 2 * Double(window)
          let problem = dynamics.problem(from: from, to: from + 2, initialState: state)
          return try method.make(dynamics).final(problem).map(\.bitPattern)
        }
        let scheduled = try solution(rule, varying)
        #expect(
          try scheduled == solution(own, VaryingConstants()), "\(rule.name), window \(window)")
        if window > 0 {
          #expect(
            try scheduled != solution(rule, VaryingConstants()), "\(rule.name), window \(window)")
        }
      }
    }
  }

  /// Groups of neighbours with temperatures of their own are solved as if each were alone, across the borders of blocks;
  /// bit for bit where synapses do not share steps.
  @Test(arguments: methods, [1, 2, 3]) func groupsAreSolvedAsIfAlone(_ method: Method, seed: Int)
    throws
  {
    let isBlockwise = !["adams", "bdf", "bdf, dense"].contains(method.testDescription)
    let ends = isBlockwise ? [3, 700, 1025, 1300] : [1, 5, 12]
    let n = ends.last!
    let temperatures = [0.5, 0.05, 4, 1.5]
    let field = RandomField(seed: UInt64(seed), purpose: .gradient)
    let drive = TabulatedDrive(
      HeldNoiseTable(signalCount: n, window: 1.5, standardDeviation: [0.4], field: field))
    let groups = zip(ends, temperatures).map {
      VaryingConstants.Group(end: $0, temperature: $1)
    }
    for k in Self.rules(1, 1).indices {
      let rule = Self.rules(1, 1)[k]
      if method.isOfBioAdam, !(rule is BioAdam) { continue }
      let start = Self.start(rule, n, seed: seed)
      let dynamics = try PopulationDynamics(
        rule: rule, drive: drive, constants: VaryingConstants(groups: groups), threads: 2)
      let together = try method.make(dynamics).final(
        dynamics.problem(from: 0, to: 6, initialState: start))
      var first = 0
      for (g, end) in ends.enumerated() {
        let part = first..<end
        let alone = try PopulationDynamics(
          rule: Self.rules(1, temperatures[g])[k],
          drive: SubsetDrive(drive, signals: Array(part)))
        let components = rule.components.indices
        let final = try method.make(alone).final(
          alone.problem(
            from: 0, to: 6,
            initialState: components.flatMap {
              start[(part.lowerBound + $0 * n)..<(part.upperBound + $0 * n)]
            }))
        let ofTogether = components.flatMap { c in part.map { together[c * n + $0] } }
        if isBlockwise {
          #expect(
            final.map(\.bitPattern) == ofTogether.map(\.bitPattern), "\(rule.name), group \(g)")
        } else {
          // Some tens of steps at 1e-6 each.
          #expect(
            zip(final, ofTogether).allSatisfy { ($0 - $1).magnitude < 1e-4 * max(1, $0.magnitude) },
            "\(rule.name), group \(g)")
        }
        first = end
      }
    }
  }

  /// What is read between steps is read with the constants of its synapses: a recorded part of two groups, and of
  /// one whose neighbours are not recorded.
  @Test(arguments: methods) func partsAreReadWithTheirConstants(_ method: Method) throws {
    let n = 40
    let field = RandomField(seed: 9, purpose: .gradient)
    let drive = TabulatedDrive(
      HeldNoiseTable(signalCount: n, window: 5, standardDeviation: [0.4], field: field))
    let groups = [
      VaryingConstants.Group(end: 11, temperature: 0.1),
      VaryingConstants.Group(end: n, temperature: 3),
    ]
    let rule = Self.rules(1, 1).last!
    let start = Self.start(rule, n, seed: 4)
    let times = [1.7, 3.1, 8.9]
    func samples(_ chosen: [Int]?) throws -> [[Double]] {
      let dynamics = try PopulationDynamics(
        rule: rule, drive: drive, constants: VaryingConstants(groups: groups))
      let problem = dynamics.problem(from: 0, to: 10, initialState: start)
      var observer = PartRecorder(
        components: chosen.map { chosen in
          rule.components.indices.flatMap { c in chosen.map { c * n + $0 } }
        })
      try method.make(dynamics).solve(problem, sampling: times, observer: &observer).check()
      return observer.states
    }
    let all = try samples(nil)
    for chosen in [[2, 10, 11, 39], [20, 30]] {
      let part = try samples(chosen)
      for (whole, part) in zip(all, part) {
        let expected = rule.components.indices.flatMap { c in chosen.map { whole[c * n + $0] } }
        #expect(expected.map(\.bitPattern) == part.map(\.bitPattern))
      }
    }
  }
}

/// Keeps samples of some components.
private struct PartRecorder: SolutionObserver {
  let components: [Int]?
  var states: [[Double]] = []

  init(components: [Int]?) { self.components = components }

  mutating func sample(at time: Double, state: Span<Double>) {
    states.append(state.indices.map { state[$0] })
  }
}
