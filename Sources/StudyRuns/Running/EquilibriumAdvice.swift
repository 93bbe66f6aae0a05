import Foundation
import SynapticDynamics

/// How long a run, or how strong its signals, would have to be for ρ to come to its equilibrium.
///
/// Under the average |g| the distance of ρ/ρ* from 1 falls by e^(−t/τ), τ = 1/(γK|g| + α). That is how it is under constant
/// gradients, and nearly so under noise that is fast; where a run went another way, nothing is said.
struct EquilibriumAdvice {
  private let kinetics: BioAdam.Kinetics
  private let duration: Double
  private let synapses: [Synapse]

  private struct Synapse {
    /// ρ at the start.
    var start: Double
    /// The average |g|, before the gain.
    var gradient: Double
  }

  /// Of noise ρ must average over so many windows for its own fluctuations, some 0.5/√n of it, to be half of the tolerance.
  static let fewestWindows = 400.0

  /// Within so much of 1 a ratio is there.
  static let tolerance = 0.05

  /// - Parameters:
  ///   - kinetics: the constants of the synapses.
  ///   - start: ρ at the start, synapse by synapse.
  ///   - end: ρ at the end.
  ///   - gradients: the average |g|, before the gain.
  ///   - duration: how long the run took.
  /// - Returns: nil if half of the synapses are there, or most did not go the way that is foreseen.
  init?(
    _ kinetics: BioAdam.Kinetics, start: [Double], end: [Double], gradients: [Double],
    duration: Double
  ) {
    self.kinetics = kinetics
    self.duration = duration
    synapses = zip(start, gradients).map { Synapse(start: $0, gradient: $1) }
    let gain = kinetics.gradientGain
    let ratios = zip(end, gradients).map {
      $0 * kinetics.coConsumption.rate(gradient: gain * $1) / kinetics.coConsumption.production
    }
    let there = ratios.count { ($0 - 1).magnitude <= Self.tolerance }
    guard 2 * there < synapses.count else { return nil }
    let foreseen = zip(synapses, ratios).count { synapse, ratio in
      let distance = self.distance(of: synapse, gain: gain, after: duration)
      return (ratio - 1 - distance).magnitude <= 0.2 * distance.magnitude + Self.tolerance
    }
    guard 2 * foreseen > synapses.count else { return nil }
  }

  /// How far ρ/ρ* is from 1.
  private func distance(of synapse: Synapse, gain: Double, after time: Double) -> Double {
    let law = kinetics.coConsumption
    let rate = law.rate(gradient: gain * synapse.gradient)
    return (synapse.start * rate / law.production - 1) * exp(-rate * time)
  }

  /// Whether half of the synapses are there.
  private func isThere(gain: Double, after time: Double) -> Bool {
    let there = synapses.count {
      distance(of: $0, gain: gain, after: time).magnitude <= Self.tolerance
    }
    return 2 * there >= synapses.count
  }

  /// The shortest time in which the ρ of a synapse comes to rest under a gain.
  func shortestTime(gain: Double) -> Double {
    synapses.map { 1 / kinetics.coConsumption.rate(gradient: gain * $0.gradient) }.min()!
  }

  /// After how long half of the synapses are there; nil if that is beyond numbers that make sense.
  var sufficientDuration: Double? {
    let law = kinetics.coConsumption
    let times = synapses.map { synapse in
      let rate = law.rate(gradient: kinetics.gradientGain * synapse.gradient)
      let distance = distance(of: synapse, gain: kinetics.gradientGain, after: 0).magnitude
      return max(0, log(distance / Self.tolerance) / rate)
    }.sorted()
    let time = times[(times.count + 1) / 2 - 1]
    return time > duration && time < 1e15 ? time.roundedUp(digits: 2) : nil
  }

  /// By which K half of the synapses are there after the same time; nil if none is found.
  var sufficientGain: Double? {
    // In steps of a twentieth, to 1e12 times what it is.
    (1...567).lazy.map { (kinetics.gradientGain * pow(1.05, Double($0))).roundedUp(digits: 2) }
      .first { isThere(gain: $0, after: duration) }
  }
}

extension Double {
  /// The next number towards 0 with so many digits.
  func roundedDown(digits: Int) -> Double {
    guard self > 0, isFinite else { return self }
    let unit = pow(10, Double(Int(log10(self).rounded(.down)) - digits + 1))
    let rounded = (self / unit + 1e-9).rounded(.down) * unit
    return Double(String(format: "%.\(digits)g", rounded)) ?? rounded
  }

  /// The next number, away from 0, with so many digits.
  func roundedUp(digits: Int) -> Double {
    guard self > 0, isFinite else { return self }
    let unit = pow(10, Double(Int(log10(self).rounded(.down)) - digits + 1))
    let rounded = (self / unit - 1e-9).rounded(.up) * unit
    // Without the digits of the unit's own rounding.
    return Double(String(format: "%.\(digits)g", rounded)) ?? rounded
  }
}
