import CKernels
import Foundation
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// What carries synapses along a path of signals.
struct PathKernelTests {
  /// Random synapses whose signals are cubic polynomials that pass 0 on the way.
  private struct Case {
    let n: Int
    let rule: BioAdam
    private(set) var length: Double
    /// The times of the path's points, the newest first.
    private(set) var times: [Double]
    /// For each signal four coefficients in t/length.
    private(set) var coefficients: [[Double]]
    let start: [Double]

    init(seed: Int, count n: Int = 13) {
      self.n = n
      var random = SeededRandom(seed: seed)
      func kinetics(temperature: Double?) -> BioAdam.Kinetics {
        BioAdam.Kinetics(
          tauM: random.logUniform(0.5, 20),
          coConsumption: CoConsumption(tauRho: random.logUniform(5, 500), epsilon: 0.1),
          learningRate: random.logUniform(1e-3, 0.3), restConcentration: 10,
          gradientGain: random.element(of: [1, 2.5]),
          predisposition: temperature.map { Predisposition(temperature: $0, gain: 2) })
      }
      let temperature = random.bool() ? random.uniform(0.3, 3) : nil
      let hasTwoLaws = random.bool()
      rule = BioAdam(
        kinetics(temperature: temperature),
        backward: hasTwoLaws ? kinetics(temperature: random.bool() ? 1 : nil) : nil,
        tracksContractionClock: temperature != nil && random.bool())
      let length = random.logUniform(0.3, 10)
      let count = 4 + Int(random.next() % 5)
      self.length = length
      times = (0..<count).map { k in length * (1 - Double(k) - random.uniform(0, 0.2)) }
      coefficients = (0..<(rule.signalsPerSynapse * n)).map { _ in
        (0..<4).map { _ in random.uniform(-1, 1) }
      }
      start = rule.components.flatMap { component in
        (0..<n).map { _ in
          switch component.group {
          case .rho: random.uniform(0.5, 1.5)
          default: random.uniform(-1, 1)
          }
        }
      }
    }

    /// Signals that pass 0 in the very middle of a single piece, and are straight.
    mutating func passInTheMiddle() {
      // A power of two, so that the middle is 0 to the last digit.
      length = 0x1p-4
      times = [length, 0]
      coefficients = coefficients.indices.map { $0.isMultiple(of: 2) ? [-1, 2] : [0.5, -1] }
    }

    func signals(at time: Double) -> [Double] {
      let x = time / length
      return coefficients.map { $0.reversed().reduce(0) { $0 * x + $1 } }
    }

    /// By the kernel, along a path through signals.
    func carried(along points: [[Double]]) -> [Double] {
      var state = start
      for branch in rule.branches {
        var law = branch.law
        state.withUnsafeMutableBufferPointer {
          carry($0.baseAddress!, count: n, law: &law, over: length, times: times, points)
        }
      }
      return state
    }

    /// By Runge and Kutta's method with short steps.
    func reference(steps: Int) -> [Double] {
      let h = length / Double(steps)
      func rates(_ time: Double, _ state: [Double]) -> [Double] {
        var rates = [Double](repeating: 0, count: state.count)
        let signals = signals(at: time)
        for branch in rule.branches {
          var law = branch.law
          signals.withUnsafeBufferPointer {
            law_rates(
              &law, n, n, $0.baseAddress! + branch.signal * n, state, &rates)
          }
        }
        return rates
      }
      func sum(_ a: [Double], _ factor: Double, _ b: [Double]) -> [Double] {
        zip(a, b).map { $0 + factor * $1 }
      }
      var state = start
      for step in 0..<steps {
        let time = Double(step) * h
        let a = rates(time, state)
        let b = rates(time + h / 2, sum(state, h / 2, a))
        let c = rates(time + h / 2, sum(state, h / 2, b))
        let d = rates(time + h, sum(state, h, c))
        for i in state.indices { state[i] += h / 6 * (a[i] + 2 * (b[i] + c[i]) + d[i]) }
      }
      return state
    }

    /// Where |g| or f bends within a step of the reference's, it errs by the square of the step: some 1e-8 of what moves.
    func agreesWithReference(_ comment: String) {
      let found = carried(along: times.map { signals(at: $0) })
      let expected = reference(steps: 8000)
      for i in found.indices {
        #expect(
          (found[i] - expected[i]).magnitude < 1e-7 * (1 + expected[i].magnitude),
          "\(comment), component \(i / n), synapse \(i % n): \(found[i]), not \(expected[i])"
        )
      }
    }
  }

  /// Signals that pass 0, momenta that do, two laws and one, with a clock and without.
  @Test func agreesWithRungeKutta() {
    for seed in 0..<24 {
      let random = Case(seed: seed)
      random.agreesWithReference("seed \(seed)")
    }
  }

  /// Through two and more equal points the path is a held window, up to the roundings of its pieces, of which there may be a hundred.
  @Test func isAHeldWindowWhereSignalsStay() {
    for seed in 0..<200 {
      let random = Case(seed: seed)
      let signals = random.signals(at: 0)
      let found = random.carried(along: random.times.map { _ in signals })
      var expected = PopulationState(random.start, count: random.n)
      for branch in random.rule.branches {
        let start = expected
        branch.propagate(start, to: &expected, over: random.length, gradient: signals)
      }
      for (i, value) in expected.values.enumerated() {
        #expect(
          (found[i] - value).magnitude < 5e-13 * (1 + value.magnitude),
          "seed \(seed), component \(i / random.n), synapse \(i % random.n): \(found[i]), not \(value)"
        )
      }
    }
  }

  /// A synapse alone goes the way that it goes among others.
  @Test func aSynapseIsByItself() {
    for seed in 0..<20 {
      // More than two tiles.
      let random = Case(seed: seed, count: 300)
      let points = random.times.map { random.signals(at: $0) }
      let all = random.carried(along: points)
      let n = random.n
      for i in 0..<n {
        var state = stride(from: i, to: all.count, by: n).map { random.start[$0] }
        for branch in random.rule.branches {
          var law = branch.law
          state.withUnsafeMutableBufferPointer { state in
            carry(
              state.baseAddress!, count: 1, law: &law, over: random.length, times: random.times,
              points.map { signals in
                stride(from: i, to: signals.count, by: n).map { signals[$0] }
              })
          }
        }
        for (k, value) in state.enumerated() {
          #expect(value == all[k * n + i], "seed \(seed), component \(k), synapse \(i)")
        }
      }
    }
  }

  /// Where signals are 0 at one of the places that a piece is looked at, they turn there all the same. The reference has a step that ends there.
  @Test func signalsMayPassZeroInTheMiddle() {
    for seed in 0..<24 {
      var random = Case(seed: seed)
      random.passInTheMiddle()
      random.agreesWithReference("seed \(seed)")
    }
  }

  /// Six thousand times the same synapse, whose signal turns: what was counted in one tile has no say in the next.
  @Test func tilesDoNotKnowOfEachOther() {
    let n = 6000
    var law = BioAdam(BioAdam.Kinetics()).branches[0].law
    var state: [Double] = [0.1, 2, 1, 0.1, 0.2].flatMap { Array(repeating: $0, count: n) }
    let points = [0.7, -0.5].map { Array(repeating: $0, count: n) }
    state.withUnsafeMutableBufferPointer {
      #expect(
        carry($0.baseAddress!, count: n, law: &law, over: 1, times: [1, 0], points))
    }
    for component in 0..<5 {
      let values = state[(component * n)..<((component + 1) * n)]
      #expect(values.allSatisfy { $0 == values.first! }, "component \(component)")
    }
  }

  /// A synapse that would need too many pieces is given up: for the rate of its ρ, or for a window of many τ_m.
  @Test func tooManyPiecesAreGivenUp() {
    func arrives(gain: Double, over length: Double) -> Bool {
      let rule = BioAdam(
        BioAdam.Kinetics(coConsumption: CoConsumption(tauRho: 1, epsilon: 1e-8), gradientGain: gain)
      )
      var law = rule.branches[0].law
      // One of many.
      let n = 200
      var state: [Double] = [0.1, 2, 1, 0.1, 0.2].flatMap { Array(repeating: $0, count: n) }
      let points = [1.0, 0.9].map { Array(repeating: 1e-3, count: n - 1) + [$0] }
      return state.withUnsafeMutableBufferPointer {
        carry($0.baseAddress!, count: n, law: &law, over: length, times: [length, 0], points)
      }
    }
    #expect(arrives(gain: 1, over: 1) && arrives(gain: 1000, over: 1))
    #expect(!arrives(gain: 3000, over: 1) && !arrives(gain: 1000, over: 3))
    #expect(arrives(gain: 1e-3, over: 10_000) && !arrives(gain: 1e-3, over: 30_000))
  }

  /// Adams's formulas through k points, the newest at the step's end, are of order k: with half the step the error of m, for which sin has a
  /// closed form, is 2ᵏ times smaller.
  @Test(arguments: 1...6) func convergesWithTheNumberOfPoints(_ count: Int) {
    let (tau, end) = (2.0, 8.0)
    var law = BioAdam(BioAdam.Kinetics(tauM: tau)).branches[0].law
    func error(steps: Int) -> Double {
      let h = end / Double(steps)
      var state = [0, 2, 1, 0.1, 0.2]
      for step in 1...steps {
        let ends = (0..<count).map { Double(step - $0) * h }
        state.withUnsafeMutableBufferPointer {
          carry(
            $0.baseAddress!, count: 1, law: &law, over: h, times: ends.map { $0 - ends[0] + h },
            ends.map { [sin($0)] })
        }
      }
      // m′ = (sin t − m)/τ.
      let exact = (sin(end) - tau * cos(end) + tau * exp(-end / tau)) / (1 + tau * tau)
      return (state[0] - exact).magnitude
    }
    let order = log2(error(steps: 100) / error(steps: 200))
    #expect((order - Double(count)).magnitude < 0.25, "order \(order)")
  }
}

/// Carries synapses under a law along a path through points; tells whether they arrive.
@discardableResult
private func carry(
  _ state: UnsafeMutablePointer<Double>, count n: Int, law: inout law, over length: Double,
  times: [Double], _ points: [[Double]]
) -> Bool {
  var path = signal_path()
  path.count = points.count
  withUnsafeMutableBytes(of: &path.times) { room in
    times.withUnsafeBytes { room.copyBytes(from: $0) }
  }
  // One row for each point.
  let width = points[0].count
  return points.flatMap { $0 }.withUnsafeBufferPointer { signals in
    withUnsafeMutableBytes(of: &path.signals) { room in
      let room = room.assumingMemoryBound(to: UnsafePointer<Double>?.self)
      for k in points.indices { room[k] = signals.baseAddress! + k * width + law.signal * n }
    }
    return moving_windows(&law, n, n, length, &path, state) != 0
  }
}
