import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport

/// A population of random Bio-Adam pairs under a random table of held gradients.
///
/// One seed makes one case: constants over decades, gradients of random size with changes of sign
/// and pauses, random weights.
struct RandomCase {
  /// What is drawn.
  struct Range {
    var tauM: ClosedRange<Double> = 1...100
    var tauRho: ClosedRange<Double> = 1...1e4
    var epsilon: ClosedRange<Double> = 1e-8...1e-1
    var learningRate: ClosedRange<Double> = 1e-4...1
    var temperature: ClosedRange<Double>?
    var gains = [1.0, 2.0]
    /// sup|g|, as a multiple of m₀.
    var gradient: ClosedRange<Double> = 1e-3...2
    var window: ClosedRange<Double> = 1e-2...100
    var windows = 8
    /// If there is a temperature.
    var tracksContractionClock = false
    /// The standard deviation of the weights; that of the largest temperature by default.
    var weights: Double?
  }

  let rule: BioAdam
  let drive: TabulatedDrive<ListedTable>
  let initialState: [Double]
  let end: Double
  let synapseCount = 3
  var kinetics: BioAdam.Kinetics { rule.forward }

  init(seed: Int, _ range: Range = Range()) {
    var random = SeededRandom(seed: seed)
    func draw(_ range: ClosedRange<Double>) -> Double {
      random.logUniform(range.lowerBound, range.upperBound)
    }
    let m0 = random.element(of: [0.5, 1, 3])
    let epsilon = draw(range.epsilon)
    let kinetics = BioAdam.Kinetics(
      tauM: draw(range.tauM),
      coConsumption: CoConsumption(tauRho: draw(range.tauRho), epsilon: epsilon),
      learningRate: draw(range.learningRate), restConcentration: m0,
      predisposition: range.temperature.map {
        Predisposition(temperature: draw($0), gain: random.element(of: range.gains))
      })
    rule = BioAdam(
      kinetics,
      tracksContractionClock: range.tracksContractionClock && kinetics.predisposition != nil)
    let n = synapseCount
    var times = [0.0]
    var rows: [[Double]] = []
    for _ in 0..<range.windows {
      let scale = m0 * draw(range.gradient)
      rows.append(
        (0..<n).map { _ in
          random.uniform() < 0.1 ? 0 : random.uniform(-scale, scale)
        })
      times.append(times[times.count - 1] + draw(range.window))
    }
    end = times.removeLast()
    drive = TabulatedDrive(ListedTable(times: times, rows: rows))
    var state: [Double] = []
    let momentum = (0..<n).map { _ in 2 * m0 * random.uniform(-1, 1) }
    let sums = (0..<n).map { _ in random.bool() ? 2 * m0 : 2 * m0 + random.uniform(0, 2) }
    state += momentum
    state += sums
    state += (0..<n).map { _ in random.element(of: [1, 1 / epsilon, random.logUniform(1e-3, 10)]) }
    if rule.tracksContractionClock { state += (0..<n).map { _ in 0 } }
    let scale = range.weights ?? range.temperature?.upperBound ?? 1
    state += (0..<(2 * n)).map { _ in scale * random.normal() }
    initialState = state
  }

  func dynamics() throws -> PopulationDynamics {
    try PopulationDynamics(rule: rule, drive: drive)
  }

  /// Times spread over the run, its edges included.
  func sampleTimes(_ count: Int = 40) -> [Double] {
    (0...count).map { $0 == count ? end : end * Double($0) / Double(count) }
  }

  /// The states at these times.
  func solve(
    at times: [Double], with method: (PopulationDynamics) throws -> any Solver
  ) throws -> [[Double]] {
    let dynamics = try dynamics()
    let problem = dynamics.problem(from: 0, to: end, initialState: initialState)
    return try method(dynamics).solve(problem, at: times).states
  }

  /// The states by the exact propagator.
  func exact(at times: [Double]) throws -> [[Double]] {
    try solve(at: times) { try ExactPropagator($0) }
  }
}
