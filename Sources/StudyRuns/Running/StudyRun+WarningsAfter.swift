import DataFiles
import ODESolvers
import Studies
import SynapticDynamics

extension StudyRun {
  /// What makes a run doubtful though no method failed; nil if nothing does.
  func warnings(_ solution: Solution, observer: StudyObserver, failure: (any Error)?) throws
    -> [String]?
  {
    var weights = observer.followers.weights.watch
    let ranks = model.dynamics.ranks
    weights.end(solution.end, at: solution.time, after: solution.statistics.steps) {
      ranks.maximum($0)
    }
    let leap = try weights.memory.gathered(over: ranks).leap
    var warnings = leap.map { [leapWarning($0)] } ?? []
    // A run that did not finish says itself what happened.
    if let learning = observer.followers.learning, failure == nil {
      let texts = [
        learning.lossWarning, growthWarning(solution.end, since: weights.initialScale),
      ].compactMap(\.self)
      if let silence = learning.silenceWarning { return warnings + [silence] }
      // What to do is said once.
      warnings += texts.enumerated().map { $0 == 0 ? "\($1); \(divergenceAdvice)" : $1 }
    }
    return warnings.isEmpty ? nil : warnings
  }

  private func leapWarning(_ leap: WeightWatch.Leap) -> String {
    let isSimultaneous =
      study.integrator.method == .euler && study.synapse.updateOrder == .simultaneous
    let advice =
      if study.rule.isNormalised {
        "where v is 0 the weights' rate is ηg/ε; use "
          + (isSimultaneous
            ? "synapse.update_order: sequential, as the textbook's optimiser"
            : study.integrator.method.steps == .fixed
              ? "integrator.method: auto\(sufficientStep(leap))" : "a larger synapse.epsilon")
      } else if model.network != nil {
        divergenceAdvice
      } else if study.integrator.method.steps != .fixed {
        "lower the learning rate"
      } else {
        "use \(stableStep ?? "a smaller dt"), a lower learning_rate, or integrator.method: auto"
      }
    return
      "a step that ended by t = \(leap.time) moved a weight to \(shortDescription(leap.after)), and none was"
      + " larger than \(shortDescription(leap.before)) before: \(advice)"
  }

  /// By which step the first one moves weights by half of what is told: it moves them in proportion.
  private func sufficientStep(_ leap: WeightWatch.Leap) -> String {
    let dt = study.integrator.dt
    guard leap.time <= dt * (1 + 1e-9) else { return "" }
    let step = dt * WeightWatch.factor * leap.before / (2 * (leap.after - leap.before))
    return ", or integrator.dt: \(shortDescription(step.roundedDown(digits: 2)))"
  }

  /// A step below the limit of stability, where the step is above it.
  private var stableStep: String? {
    guard let limits else { return nil }
    let bounds = study.integrator.method.stepBounds(limits)
    guard study.integrator.dt >= bounds.stable else { return nil }
    return
      "integrator.dt: \(shortDescription((bounds.monotone ?? bounds.stable / 2).roundedDown(digits: 2)))"
  }

  private func growthWarning(_ state: StateVector, since scale: Double) -> String? {
    let dynamics = model.dynamics
    let largest = dynamics.ranks.maximum(WeightWatch.largestWeight(state, dynamics.synapseCount))
    guard scale > 0, largest > WeightWatch.growthFactor * scale else { return nil }
    return "the network diverged: its largest weight is \(shortDescription(largest)), and was"
      + " \(shortDescription(scale)) at the start"
  }
}
