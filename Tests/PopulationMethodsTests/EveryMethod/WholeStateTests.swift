import GradientDrives
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics
import TestSupport
import Testing

/// The whole state, shown now and then while some synapses are sampled.
@Suite struct WholeStateTests {
  typealias Method = RestartTests.Method

  /// Window maps belong to gradients that follow the weights.
  private static let following = [
    Method("windowMap", held: false) { try WindowMap($0) },
    Method("euler, following", held: false) { try PopulationEuler($0, stepSize: 0.3) },
    Method("rk4, following", held: false) { _ in RungeKutta4(stepSize: 0.3) },
  ]

  private static func dynamics(_ method: Method, follows: Bool, threads: Int) throws
    -> PopulationDynamics
  {
    // Several blocks; of the gradients that follow each depends on all weights.
    let n = follows ? 40 : 2100
    let field = RandomField(seed: 8, purpose: .gradient)
    let drive: any GradientDrive =
      follows
      ? QuadraticDrive(n: n, window: 1.5, isHeld: false, stiffness: 0.3, seed: 5)
      : TabulatedDrive(
        HeldNoiseTable(
          signalCount: n, window: method.window, standardDeviation: [0.4], field: field),
        interpolation: method.isHeld ? .held : .linear)
    let kinetics = BioAdam.Kinetics(
      tauM: 4, coConsumption: CoConsumption(tauRho: 30), learningRate: 0.05,
      predisposition: Predisposition(temperature: 0.5, gain: 1))
    return try PopulationDynamics(rule: BioAdam(kinetics), drive: drive, threads: threads)
  }

  /// Keeps samples and surveys.
  private struct Recorder: SolutionObserver {
    var components: [Int]?
    var samples: [(time: Double, state: [Double])] = []
    var surveys: [(time: Double, state: [Double])] = []

    mutating func sample(at time: Double, state: Span<Double>) {
      samples.append((time, state.indices.map { state[$0] }))
    }

    mutating func survey(
      at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
    ) throws {
      try showState { state in surveys.append((time, state.indices.map { state[$0] })) }
    }
  }

  /// Surveys at edges, within windows, close together and at both ends are samples of everything at the same times, to
  /// the last bit; and they change neither samples nor the end.
  @Test(arguments: RestartTests.methods + following)
  func surveysAreSamplesOfEverything(_ method: Method) throws {
    let follows = Self.following.contains { $0.testDescription == method.testDescription }
    let times = [0, 0.1, 0.2, 1.5, 2.9, 7.4, 7.5, 9, 12.25, 16]
    func run(_ components: [Int]?, samples: [Double], surveys: [Double], threads: Int) throws
      -> (recorder: Recorder, solution: Solution)
    {
      let dynamics = try Self.dynamics(method, follows: follows, threads: threads)
      let n = dynamics.synapseCount
      let weights: [Double] = (0..<n).map { Double($0 % 7 - 3) / 7 }
      let state = rest(n) + weights + weights.reversed()
      var recorder = Recorder(
        components: components.map { $0.flatMap { i in (0..<5).map { $0 * n + i } } })
      let solution = try method.make(dynamics).solve(
        dynamics.problem(from: 0, to: 16, initialState: state), sampling: samples,
        surveying: surveys, observer: &recorder)
      try solution.check()
      return (recorder, solution)
    }
    let all = try run(nil, samples: times, surveys: [], threads: 1)
    let some = try run([3, 37], samples: [2.9, 5, 16], surveys: times, threads: 2)
    let without = try run([3, 37], samples: [2.9, 5, 16], surveys: [], threads: 1)
    #expect(some.recorder.surveys.map(\.time) == times)
    for (survey, sample) in zip(some.recorder.surveys, all.recorder.samples) {
      #expect(survey.state == sample.state, "\(method.testDescription) at \(survey.time)")
    }
    #expect(some.recorder.samples.map(\.state) == without.recorder.samples.map(\.state))
    #expect(some.solution.end.doubles == without.solution.end.doubles)
    // Reading within a step of rk4 takes the slope at its end, which is counted.
    #expect(some.solution.statistics.steps == without.solution.statistics.steps)
    #expect(some.solution.statistics.restarts == without.solution.statistics.restarts)
  }
}
