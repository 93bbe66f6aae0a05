import DataFiles
import ODESolvers
import Results
import Studies
import SynapticDynamics

extension StudyRun {
  /// Which m0 keeps m⁺ and m⁻ above 0, if one of them fell below; the same at all ranks.
  ///
  /// m⁺ + m⁻ stays at 2 m0, so that |m| ≤ 2 m0 is what it takes. m does not depend on m0: what was seen below 0 says how much
  /// is missing, and |m| stays below the largest K|g|.
  var concentrationAdvice: String? {
    guard let monitor = model.dynamics.monitor, study.synapse.earlierRun == nil else { return nil }
    let ranks = model.dynamics.ranks
    let lowest = -ranks.maximum(-monitor.extremes.lowestConcentration)
    let signal = ranks.maximum(monitor.extremes.largestSignal)
    let m0 = study.synapse.constants[BioAdam.restConcentration]
    // Euler's steps beyond τ_m throw m past K|g|.
    let isBounded = limits.map { study.integrator.dt <= $0.eulerMonotone } ?? true
    let isBroken = ranks.maximum(
      monitor.violations.contains {
        [.mPlusNotNegative, .mMinusNotNegative].contains($0.invariant)
      } ? 1 : 0)
    let needed = max(m0 - lowest, signal / 2).roundedUp(digits: 2)
    guard isBroken > 0, isBounded, needed > m0, needed.isFinite else { return nil }
    return
      "synapse.m0: \(short(needed)) keeps m⁺ and m⁻ above 0, where \(short(m0)) does not; m, ρ and the weights stay as"
      + " they are"
  }

  /// What brings ρ to its equilibrium, if it is far from it.
  ///
  /// - Parameters:
  ///   - rule: the rule.
  ///   - start: ρ at the start, of the synapses that are looked at.
  ///   - end: ρ at the end.
  ///   - gradients: the average |g|.
  ///   - largest: the largest |g| of these synapses in the run.
  ///   - time: how long the run took.
  func equilibriumAdvice(
    _ rule: BioAdam, start: [Double], end: [Double], gradients: [Double], largest: Double,
    time: Double
  ) -> String? {
    guard
      let advice = EquilibriumAdvice(
        rule.forward, start: start, end: end, gradients: gradients, duration: time)
    else { return nil }
    // How long gradients stay what they are: of others than these the average at the end says nothing of what follows.
    let window: Double
    switch study.drive {
    case .constant: window = 0
    case .heldNoise(let length, _): window = length
    default: return nil
    }
    func isSlow(gain: Double) -> Bool {
      advice.shortestTime(gain: gain) >= EquilibriumAdvice.fewestWindows * window
    }
    var ways: [String] = []
    if isSlow(gain: rule.forward.gradientGain), let duration = advice.sufficientDuration {
      ways.append("duration: \(short(duration))")
    }
    // A fixed step must not lead beyond the equilibrium.
    let step = study.integrator.method.steps == .fixed ? study.integrator.dt : 0
    if let gain = advice.sufficientGain, isSlow(gain: gain),
      step * rule.forward.coConsumption.rate(gradient: gain * largest) < 1
    {
      let needed = (gain * largest / 2).roundedUp(digits: 2)
      let m0 = rule.forward.restConcentration
      let room = needed > m0 ? " with synapse.m0: \(short(needed))" : ""
      ways.append("synapse.gradient_gain: \(short(gain))\(room)")
    }
    guard !ways.isEmpty else { return nil }
    return
      "\(ways.joined(separator: ", or ")) brings ρ of half of the synapses to within 5 % of its equilibrium"
  }

  /// What to take instead of CVODE, whose steps are those of the worst synapse, where most could have far longer ones.
  ///
  /// - Parameter pace: how many times longer the median synapse's could be, if that is known.
  func paceAdvice(_ pace: Double?) -> String? {
    let better = IntegrationMethod.automatic(study.rule, study.drive)
    let passing: [IntegrationMethod] = [.exact, .windowMap, .collocation, .dormandPrince]
    // None of them keeps the constraints of CVODE.
    guard let pace, pace >= Self.farAboveMedian, passing.contains(better),
      !study.integrator.positivity
    else { return nil }
    return
      "\(study.integrator.method.name) goes at the pace of the worst synapse: the median one's steps could be"
      + " \(short(pace.roundedDown(digits: 2))) times longer; take integrator.method: \(better.name):"
      + " \(better.merit(study.rule))"
  }

  /// From which pace of the median synapse on another method is advised.
  private static let farAboveMedian = 3.0

  /// What to change where a network's weights run away.
  var divergenceAdvice: String {
    guard study.rule == BioAdam.kind else { return "lower the learning rate" }
    let scale =
      "lower synapse.learning_rate or synapse.gradient_gain, by both of which weights move"
    guard let monitor = model.dynamics.monitor, study.integrator.method.steps == .fixed,
      let broken = monitor.violations.first(where: { $0.invariant == .rhoPositive })
    else { return scale }
    let (gain, dt) = (study.synapse.constants[.gradientGain], study.integrator.dt)
    let rate = monitor.extremes.stepRate
    let method = study.integrator.method.name
    var text =
      "from t = \(short(broken.time)) on \(method)'s steps were too long for ρ, which fell below 0"
    if rate > 1 {
      let half = [gain, dt].map { short(($0 / (2 * rate)).roundedDown(digits: 2)) }
      text +=
        ": dt·K|g|/τ_ρ was \(short(rate)) there, and has to stay below 1; synapse.gradient_gain: \(half[0])"
        + " or integrator.dt: \(half[1]) makes it a half, as long as gradients do not grow"
    } else {
      text += ": lower synapse.gradient_gain or integrator.dt"
    }
    if IntegrationMethod.exact.solves(study) {
      text += "; integrator.method: exact has no such limit"
    }
    return text + "; if the weights run away all the same, \(scale)"
  }

  /// A failure of a network's run with the advice that fits it.
  func advised(_ failure: any Error) -> any Error {
    guard model.network != nil, var solver = failure as? SolverFailure,
      case .notFinite = solver.reason, study.rule == BioAdam.kind
    else { return failure }
    let advice = divergenceAdvice
    solver.advice = advice.prefix(1).uppercased() + advice.dropFirst() + "."
    return solver
  }

  private func short(_ value: Double) -> String { shortDescription(value) }
}
