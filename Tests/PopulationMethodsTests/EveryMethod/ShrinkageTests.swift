import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// Decoupled weight decay: weights that shrink where a window ends.
@Suite struct ShrinkageTests {
  private static let n = 6
  /// Two ranges; synapses 2 and 5 do not decay.
  private static let ranges = [0..<2, 3..<5]
  private static let shrinks = [true, true, false, true, true, false]

  private static func weights(seed: Int) -> [Double] {
    var random = SeededRandom(seed: seed)
    return (0..<(2 * n)).map { _ in random.normal() }
  }

  /// Forward Euler with steps of a window, in sequential order and with a discrete correction, is AdamW (I. Loshchilov &
  /// F. Hutter, arXiv:1711.05101, Algorithm 2 with a constant η): w ← w − η (m̂/(√v̂ + ε) + λ w) with the gradient of the old
  /// weights. What shrinks by d = 1 − ηλ after the step is its weight and the step: the rule's rate is η/d here, and κ = −ln d.
  @Test(arguments: 1...10) func eulerStepsAreAdamW(seed: Int) throws {
    let n = Self.n
    let (rate, decay, epsilon) = (0.05, 0.3, 1e-3)
    let drive = QuadraticDrive(n: n, window: 1, isHeld: true, stiffness: 0.5, seed: seed)
    let kept = 1 - rate * decay
    func final(_ synapses: [Range<Int>], rate: Double) throws -> [Double] {
      let rule = Adam(
        tauM: 10, tauV: 1000, epsilon: epsilon, learningRate: rate, biasCorrection: .discrete)
      let dynamics = try PopulationDynamics(
        rule: rule, drive: drive,
        weights: WeightLaw(shrinkage: .init(rate: -log(kept), window: 1, synapses: synapses)))
      return try PopulationEuler(dynamics, stepSize: 1, isSequential: true).final(
        dynamics.problem(
          from: 0, to: 30,
          initialState: Array(repeating: 0, count: 2 * n) + Self.weights(seed: seed)))
    }
    let start = Self.weights(seed: seed)
    let final = try final([0..<n], rate: rate / kept)

    var (w, m, v) = (start, [Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    let source = QuadraticDrive.Source(drive)
    for k in 0..<30 {
      let piece = Double(k)...Double(k + 1)
      source.begin([piece])
      w.withUnsafeMutableBufferPointer {
        source.update(
          at: Double(k), weights: .double(forward: $0.baseAddress!, backward: $0.baseAddress! + n))
      }
      for i in 0..<n {
        let g = source.signals[i]
        m[i] = 0.9 * m[i] + 0.1 * g
        v[i] = 0.999 * v[i] + 0.001 * g * g
        let (first, second) = (
          m[i] / (1 - pow(0.9, Double(k + 1))), v[i] / (1 - pow(0.999, Double(k + 1)))
        )
        let step = first / (second.squareRoot() + epsilon)
        for j in [i, n + i] {
          w[j] -= rate * (step + decay * w[j])
        }
      }
    }
    // 30 steps of a dozen roundings each, enlarged by what the loss does.
    for i in 0..<(2 * n) {
      #expect((final[2 * n + i] - w[i]).magnitude < 1e-12 * max(1, w[i].magnitude), "seed \(seed)")
    }
  }

  /// As windows get shorter, the solution tends to that of dw/dt = −η f m ρ − κ w: the error of the splitting is
  /// proportional to the window.
  @Test func shortWindowsDecayContinuously() throws {
    let rule = BioAdam(
      BioAdam.Kinetics(
        tauM: 4, coConsumption: CoConsumption(tauRho: 30), learningRate: 0.1,
        predisposition: Predisposition(temperature: 0.5)))
    let (n, kappa) = (Self.n, 0.05)
    let start = rest(n) + Self.weights(seed: 3)
    let all: (Double) -> WeightLaw.Shrinkage = { .init(rate: kappa, window: $0, synapses: [0..<n]) }
    let continuous = try PopulationDynamics(
      rule: rule, drive: Constant(window: 8, n: n), weights: WeightLaw(decay: kappa))
    let expected = try RungeKutta4(stepSize: 0.01).final(
      continuous.problem(from: 0, to: 8, initialState: start))
    var errors: [Double] = []
    for window in [0.5, 0.25, 0.125] {
      let dynamics = try PopulationDynamics(
        rule: rule, drive: Constant(window: window, n: n),
        weights: WeightLaw(shrinkage: all(window)))
      let final = try ExactPropagator(dynamics).final(
        dynamics.problem(from: 0, to: 8, initialState: start))
      errors.append(zip(final, expected).map { ($0 - $1).magnitude }.max()!)
    }
    #expect(errors[0] < 0.01 && errors[0] > 1e-4)
    for (a, b) in zip(errors, errors.dropFirst()) {
      #expect(1.8 < a / b && a / b < 2.2, "\(errors)")
    }
  }

  /// With a gradient of 0 weights decay by e^(−κt), if they are among those that do and not backward weights that stay;
  /// κ follows the learning rate.
  @Test(arguments: [true, false]) func onlyWhatIsToShrinkDoes(movesBackward: Bool) throws {
    let n = Self.n
    let rule = Momentum()
    let start = Self.weights(seed: 8)
    let dynamics = try PopulationDynamics(
      rule: rule, drive: Constant(window: 2, n: n, gradient: 0),
      weights: WeightLaw(
        movesBackward: movesBackward, shrinkage: .init(rate: 0.1, window: 2, synapses: Self.ranges)),
      constants: VaryingConstants(
        learningRate: .steps(epochs: [1], factor: 0.5), window: 2, windowsPerEpoch: 2))
    for precision in [Precision.double, .single] {
      let final = try PopulationEuler(dynamics, stepSize: 1, precision: precision).final(
        dynamics.problem(from: 0, to: 8, initialState: Array(repeating: 0, count: n) + start))
      // 0.1 for 4, then 0.05 for 4.
      let factor = exp(-0.6)
      for i in 0..<(2 * n) {
        let decays = Self.shrinks[i % n] && (i < n || movesBackward)
        let expected = start[i] * (decays ? factor : 1)
        #expect(
          (final[n + i] - expected).magnitude < (precision == .double ? 1e-15 : 1e-6) * 4, "\(i)")
      }
    }
  }

  /// Signals that follow the weights: the solution is that of the windows one by one, whose weights are shrunk by hand.
  @Test func signalsThatFollowSeeShrunkWeights() throws {
    let n = Self.n
    let rule = Momentum(tauM: 4, learningRate: 0.02)
    let drive = QuadraticDrive(n: n, window: 2, isHeld: false, stiffness: 0.5, seed: 2)
    let dynamics = try PopulationDynamics(
      rule: rule, drive: drive,
      weights: WeightLaw(shrinkage: .init(rate: 0.2, window: 2, synapses: Self.ranges)))
    var state = Array(repeating: 0, count: n) + Self.weights(seed: 1)
    let final = try RungeKutta4(stepSize: 0.5).final(
      dynamics.problem(from: 0, to: 6, initialState: state))
    for k in 0..<3 {
      let plain = try PopulationDynamics(rule: rule, drive: drive)
      state = try RungeKutta4(stepSize: 0.5).final(
        plain.problem(from: 2 * Double(k), to: 2 * Double(k + 1), initialState: state))
      for i in 0..<(2 * n) where Self.shrinks[i % n] { state[n + i] *= exp(-0.2 * 2) }
    }
    #expect(final.map(\.bitPattern) == state.map(\.bitPattern))
  }

  /// Windows that are taken in parts, as a comparison's reference takes them, end once; one that a run cuts short does not.
  @Test func partsOfWindowsShrinkOnce() throws {
    let n = Self.n
    let rule = BioAdam(
      BioAdam.Kinetics(learningRate: 0.1, predisposition: Predisposition(temperature: 0.5)))
    let constants = VaryingConstants(
      learningRate: .exponential(0.5), temperature: .exponential(0.8), window: 2, windowsPerEpoch: 3
    )
    func carried(over times: [Double]) throws -> [Double] {
      let dynamics = try PopulationDynamics(
        rule: rule, drive: Constant(window: 2, n: n),
        weights: WeightLaw(shrinkage: .init(rate: 0.2, window: 2, synapses: Self.ranges)),
        constants: constants)
      var state = rest(n) + Self.weights(seed: 6)
      for (from, to) in zip(times, times.dropFirst()) {
        state = try ExactPropagator(dynamics).final(
          dynamics.problem(from: from, to: to, initialState: state))
      }
      return state
    }
    let whole = try carried(over: [0, 6])
    for cut in [[0, 0.3, 6], [0, 2.6, 3.1, 5.5, 6], [0, 2, 4, 6]] {
      let parts = try carried(over: cut)
      // Each cut costs some roundings.
      for (a, b) in zip(whole, parts) { #expect((a - b).magnitude < 1e-14 * max(1, a.magnitude)) }
    }
    // 3 is no window's end: one window has ended.
    let plain = try carried(over: [0, 2, 3])
    #expect(try carried(over: [0, 3]).map(\.bitPattern) == plain.map(\.bitPattern))
  }
}

/// A constant gradient in windows, from a source that is shown the weights.
private struct Constant: GradientDrive {
  var window: Double
  var n: Int
  var gradient = 0.3
  var signalCount: Int { n }
  let isHeld = true
  let dependsOnWeights = true

  func breakpoints(in interval: Range<Double>) -> [Double] {
    stride(from: window, to: interval.upperBound, by: window).filter { $0 > interval.lowerBound }
  }
  func magnitudeBounds(over interval: ClosedRange<Double>) -> [Double] {
    Array(repeating: gradient, count: n)
  }
  func makeSource() -> any GradientSource { Source(value: gradient) }

  struct Source: WeightFollowingSource {
    let value: Double
    mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) {}
    mutating func update(at time: Double, forward: Span<Double>, backward: Span<Double>) {}
    func gradient(
      at time: Double, piece: Int, signals range: Range<Int>,
      into gradient: inout MutableSpan<Double>
    ) {
      for i in 0..<range.count { gradient[i] = i % 2 == 0 ? value : -value }
    }
  }
}
