import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport

/// A population of random Bio-Adam pairs under random sines: constants over decades, silent signals,
/// constant ones, and shapes that touch zero.
struct SmoothCase {
  let rule: BioAdam
  let drive: SinesDrive
  let initialState: [Double]
  let end: Double
  let synapseCount: Int

  /// The shape of the signals.
  enum Shape: CaseIterable {
    /// sin x + a sin 2x with some a.
    case twoSines
    /// sin x (1 + cos x): a zero of third order.
    case tripleZero
    /// sin x (cos x − c)²: zeros of second order, touched and not crossed.
    case doubleZeros
    /// The same, a little off: pairs of zeros next to each other, or none.
    case almostDoubleZeros
  }

  init(seed: Int, count n: Int = 3) {
    var random = SeededRandom(seed: seed)
    var harmonics = [1, random.uniform(-1, 1)]
    switch random.element(of: Shape.allCases) {
    case .twoSines: break
    case .tripleZero: harmonics[1] = 0.5
    case .doubleZeros, .almostDoubleZeros:
      let c = random.uniform(-0.9, 0.9)
      let off = random.bool() ? random.element(of: [-1, 1]) * random.logUniform(1e-12, 1e-2) : 0
      harmonics = [0.25 + c * c + off, -c, 0.25]
    }
    let temperature = random.logUniform(1e-2, 30)
    let kinetics = BioAdam.Kinetics(
      tauM: random.logUniform(0.5, 50),
      coConsumption: CoConsumption(
        tauRho: random.logUniform(1, 2000),
        epsilon: random.element(of: [1e-8, random.logUniform(1e-8, 0.1)])),
      learningRate: random.logUniform(1e-5, 1e-1),
      gradientGain: random.element(of: [1, random.logUniform(1e-3, 300)]),
      predisposition: random.uniform() < 0.7
        ? Predisposition(temperature: temperature, gain: random.element(of: [1, 2])) : nil)
    rule = BioAdam(
      kinetics, tracksContractionClock: random.bool() && kinetics.predisposition != nil)
    let frequency = random.logUniform(1e-3, 0.2)
    drive = SinesDrive(
      amplitude: (0..<n).map { _ in random.uniform() < 0.1 ? 0 : random.logUniform(1e-3, 1) },
      frequency: (0..<n).map { _ in
        random.uniform() < 0.05 ? 0 : frequency * random.uniform(0.5, 2)
      },
      phase: (0..<n).map { _ in random.uniform() < 0.2 ? 0 : random.uniform(0, 2 * .pi) },
      harmonics: harmonics)
    synapseCount = n
    end = random.logUniform(5, 200)
    let momentum = (0..<n).map { _ in random.bool() ? 0 : random.uniform(-10, 10) }
    var state = momentum + [Double](repeating: 2, count: n)
    state += (0..<n).map { _ in random.element(of: [1, random.logUniform(1e-3, 1e3)]) }
    if rule.tracksContractionClock { state += (0..<n).map { _ in 0 } }
    state += (0..<(2 * n)).map { _ in temperature * random.uniform(-3, 3) }
    initialState = state
  }

  func dynamics(threads: Int = 1) throws -> PopulationDynamics {
    try PopulationDynamics(rule: rule, drive: drive, threads: threads)
  }

  /// The states at these times by a method.
  func solve(
    at times: [Double]? = nil, with method: (PopulationDynamics) throws -> any Solver
  ) throws -> [[Double]] {
    let dynamics = try dynamics()
    let problem = dynamics.problem(from: 0, to: end, initialState: initialState)
    return try method(dynamics).solve(problem, at: times ?? [end]).states
  }

  func collocation(relative: Double, at times: [Double]? = nil) throws -> [[Double]] {
    try solve(at: times) {
      try Collocation($0, relative: relative, absolute: Self.absolute(relative))
    }
  }

  func solve(by method: LaneMethod, relative: Double, at times: [Double]? = nil) throws
    -> [[Double]]
  {
    try solve(at: times) { try method.make($0, relative, Self.absolute(relative)) }
  }

  /// Times spread over the run, its edges included.
  func sampleTimes(_ count: Int) -> [Double] {
    (0...count).map { $0 == count ? end : end * Double($0) / Double(count) }
  }

  static func absolute(_ relative: Double) -> [StateComponent.Group: Double] {
    [.m: 1e-3 * relative, .rho: 1e-3 * relative, .w: 1e-3 * relative]
  }

  /// The same; of a component without error control, as the contraction clock is, also that of the synapse's weights:
  /// their rate is the clock's but for the predisposition, and it is their errors that are controlled.
  func controlledScale(of component: Int, in states: [[Double]]) -> Double {
    let (n, own) = (synapseCount, scale(of: component, in: states))
    guard !rule.components[component / n].isErrorControlled else { return own }
    let first = (rule.components.count - 2) * n + component % n
    return max(own, scale(of: first, in: states), scale(of: first + n, in: states))
  }

  /// What errors of a component are measured by: the largest value, and how far weights moved.
  func scale(of component: Int, in states: [[Double]]) -> Double {
    let n = synapseCount
    let group = rule.components[component / n].group
    let largest = states.map { $0[component].magnitude }.max()!
    return switch group {
    case .m: max(1, largest)
    default: max(largest, initialState[component].magnitude)
    }
  }
}
