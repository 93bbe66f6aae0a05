import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// Decoupled weight decay: weights that shrink where a piece begins.
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
  /// F. Hutter, arXiv:1711.05101, Algorithm 2 with a constant η): the gradient of the old weights, then
  /// w ← w − η (m̂/(√v̂ + ε) + λ w). The factor e^(−κ) is 1 − ηλ here.
  @Test(arguments: 1...10) func eulerStepsAreAdamW(seed: Int) throws {
    let n = Self.n
    let (rate, decay, epsilon) = (0.05, 0.3, 1e-3)
    let drive = QuadraticDrive(n: n, window: 1, isHeld: true, stiffness: 0.5, seed: seed)
    let rule = Adam(
      tauM: 10, tauV: 1000, epsilon: epsilon, learningRate: rate, biasCorrection: .discrete)
    let dynamics = try PopulationDynamics(
      rule: rule, drive: drive,
      weights: WeightLaw(
        shrinkage: .init(rate: -log1p(-rate * decay), synapses: Self.ranges)))
    let solver = try PopulationEuler(dynamics, stepSize: 1, isSequential: true)
    let start = Self.weights(seed: seed)
    let final = try solver.final(
      dynamics.problem(
        from: 0, to: 30, initialState: Array(repeating: 0, count: 2 * n) + start))

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
          w[j] -= rate * (step + (Self.shrinks[i] ? decay * w[j] : 0))
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
    let all = WeightLaw.Shrinkage(rate: kappa, synapses: [0..<n])
    let continuous = try PopulationDynamics(
      rule: rule, drive: Constant(window: 8, n: n), weights: WeightLaw(decay: kappa))
    let expected = try RungeKutta4(stepSize: 0.01).final(
      continuous.problem(from: 0, to: 8, initialState: start))
    var errors: [Double] = []
    for window in [0.5, 0.25, 0.125] {
      let dynamics = try PopulationDynamics(
        rule: rule, drive: Constant(window: window, n: n), weights: WeightLaw(shrinkage: all))
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
        movesBackward: movesBackward, shrinkage: .init(rate: 0.1, synapses: Self.ranges)),
      constants: VaryingConstants(
        learningRate: .steps(epochs: [1], factor: 0.5), epoch: 4))
    for precision in [PopulationEuler.Precision.double, .single] {
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

  /// Signals that follow the weights see them after they have shrunk: the solution is that of the pieces one by one, whose weights
  /// are shrunk by hand.
  @Test func signalsThatFollowSeeShrunkWeights() throws {
    let n = Self.n
    let rule = Momentum(tauM: 4, learningRate: 0.02)
    let drive = QuadraticDrive(n: n, window: 2, isHeld: false, stiffness: 0.5, seed: 2)
    let dynamics = try PopulationDynamics(
      rule: rule, drive: drive,
      weights: WeightLaw(shrinkage: .init(rate: 0.2, synapses: Self.ranges)))
    var state = Array(repeating: 0, count: n) + Self.weights(seed: 1)
    let final = try RungeKutta4(stepSize: 0.5).final(
      dynamics.problem(from: 0, to: 6, initialState: state))
    for k in 0..<3 {
      let plain = try PopulationDynamics(rule: rule, drive: drive)
      for i in 0..<(2 * n) where Self.shrinks[i % n] { state[n + i] *= exp(-0.2 * 2) }
      state = try RungeKutta4(stepSize: 0.5).final(
        plain.problem(from: 2 * Double(k), to: 2 * Double(k + 1), initialState: state))
    }
    #expect(final.map(\.bitPattern) == state.map(\.bitPattern))
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
