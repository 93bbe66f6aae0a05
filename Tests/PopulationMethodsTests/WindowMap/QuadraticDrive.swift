import GradientDrives
import TestSupport

/// The gradient of a quadratic loss ½ (w − c)ᵀ H (w − c) in a mixture of forward and backward weights,
/// with another c in every window: a network in small.
struct QuadraticDrive: GradientDrive {
  let n: Int
  let window: Double
  let isHeld: Bool
  /// How strongly the signals depend on the weights.
  let stiffness: Double
  let seed: Int
  let calls = Calls()

  final class Calls: @unchecked Sendable {
    var updates = 0
    var jump: ((Int) -> Double)?
  }

  var signalCount: Int { n }
  var dependsOnWeights: Bool { true }
  func breakpoints(in interval: Range<Double>) -> [Double] {
    stride(from: window, to: interval.upperBound, by: window).filter { $0 > interval.lowerBound }
  }
  func magnitudeBounds(over interval: ClosedRange<Double>) -> [Double] {
    Array(repeating: .infinity, count: n)
  }
  func makeSource() -> any GradientSource { Source(self) }

  final class Source: WeightDependentSource {
    let drive: QuadraticDrive
    let hessian: [Double]
    var centre: [Double]
    var signals: [Double]
    var piece = 0

    init(_ drive: QuadraticDrive) {
      self.drive = drive
      var random = SeededRandom(seed: drive.seed)
      hessian = (0..<(drive.n * drive.n)).map { _ in random.normal() }
      centre = Array(repeating: 0, count: drive.n)
      signals = centre
    }

    func begin(_ pieces: ArraySlice<ClosedRange<Double>>) {
      let middle = (pieces.first!.lowerBound + pieces.first!.upperBound) / 2
      piece = Int(middle / drive.window)
      var random = SeededRandom(seed: 1000 * drive.seed + piece)
      for i in centre.indices { centre[i] = random.normal() }
    }

    func enter(_ weights: PopulationWeights) {
      guard let jump = drive.calls.jump else { return }
      switch weights {
      case .double(_, let backward): for i in 0..<drive.n { backward[i] += jump(piece) }
      case .single(_, let backward): for i in 0..<drive.n { backward[i] += Float(jump(piece)) }
      }
    }

    func update(at time: Double, weights: PopulationWeights) {
      drive.calls.updates += 1
      func mixture(_ j: Int) -> Double {
        switch weights {
        case .double(let forward, let backward): 0.7 * forward[j] + 0.3 * backward[j]
        case .single(let forward, let backward): Double(0.7 * forward[j] + 0.3 * backward[j])
        }
      }
      for i in 0..<drive.n {
        // HᵀH is positive definite: weights are drawn to the centre.
        var sum = 0.0
        for k in 0..<drive.n {
          var inner = 0.0
          for j in 0..<drive.n {
            inner += hessian[k * drive.n + j] * (drive.stiffness * mixture(j) - centre[j])
          }
          sum += hessian[k * drive.n + i] * inner
        }
        signals[i] = 0.1 * sum
      }
    }

    func gradient(
      at time: Double, piece: Int, signals range: Range<Int>,
      into gradient: inout MutableSpan<Double>
    ) {
      for (k, i) in range.enumerated() { gradient[k] = signals[i] }
    }
  }
}
