import Foundation

/// What is remembered of the gradients of some synapses, window by window: the average |g| of an epoch, and
/// what Adam would make of the same gradients.
package struct GradientStatistics: Codable, Sendable {
  /// Σ h |K g| since the epoch began, and Σ h.
  private var magnitudes: [Double]
  private var duration = 0.0
  /// Adam's m and v, and how much of their time constants has passed: 1 − β^t in discrete time.
  private var m: [Double]
  private var v: [Double]
  private var momentumWeight = 0.0
  private var squareWeight = 0.0

  /// Of how many synapses it is; nil if its parts differ.
  package var count: Int? { m.count == magnitudes.count && v.count == m.count ? m.count : nil }

  package init(count: Int) {
    magnitudes = Array(repeating: 0, count: count)
    m = magnitudes
    v = magnitudes
  }

  /// Takes in one window.
  ///
  /// - Parameters:
  ///   - gradient: of each synapse, as the equations see it, K g.
  ///   - length: h.
  ///   - constants: the time constants of Adam.
  package mutating func add(_ gradient: [Double], length: Double, tauM: Double, tauV: Double) {
    duration += length
    let (a, b) = (-expm1(-length / tauM), -expm1(-length / tauV))
    for i in gradient.indices {
      let g = gradient[i]
      magnitudes[i] += length * g.magnitude
      m[i] += a * (g - m[i])
      v[i] += b * (g * g - v[i])
    }
    momentumWeight += a * (1 - momentumWeight)
    squareWeight += b * (1 - squareWeight)
  }

  /// ⟨|K g|⟩ of each synapse since the epoch began; 0 before its first window.
  package var averageMagnitudes: [Double] {
    duration > 0 ? magnitudes.map { $0 / duration } : magnitudes
  }

  /// Begins the next epoch.
  package mutating func beginEpoch() {
    for i in magnitudes.indices { magnitudes[i] = 0 }
    duration = 0
  }

  /// m̂/(√v̂ + ε) of a synapse, with the corrections for their start; 0 before the first window.
  package func adamDirection(of i: Int, epsilon: Double) -> Double {
    guard squareWeight > 0 else { return 0 }
    return m[i] / momentumWeight / ((v[i] / squareWeight).squareRoot() + epsilon)
  }
}
