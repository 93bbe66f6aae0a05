import GradientDrives
import ODESolvers
import Parallel
import Results
import Studies
import SynapticDynamics

extension StudyRun {
  /// What all ranks together have to say of a run; what looks at single synapses is whole at rank 0. What takes
  /// a second look at the drive is left to others.
  func summary(
    _ solution: Solution, initialAlignment: Summary.AlignmentSummary?, observer: StudyObserver,
    failure: (any Error)?
  ) throws -> Summary {
    let ranks = model.dynamics.ranks
    var statistics = try solution.statistics.whole(over: ranks)
    let pace = statistics.medianPace
    statistics.paces = nil
    var summary = Summary(
      study: study.name, status: status(failure), message: failure.map { "\($0)" },
      method: solver.name, timeReached: -ranks.maximum(-solution.time), duration: study.duration,
      synapses: study.synapseCount, seed: study.seed, parameters: try study.parameters(),
      versions: Versions.all, statistics: statistics,
      violations: try violations(model.dynamics.monitor))
    summary.medianPace = pace
    summary.methodChoice = study.methodChoice
    summary.initialAlignment = initialAlignment
    summary.finalAlignment = try alignment(solution.end, at: solution.time)
    summary.stepLimits = limits.map(Summary.StepLimitSummary.init)
    summary.signChanges = signChanges
    summary.results = observer.followers.learning?.results
    summary.population = observer.followers.population?.summary
    summary.warnings = try warnings(solution, observer: observer, failure: failure)
    return summary
  }

  /// What became of the kinks where signs change, for CVODE.
  private var signChanges: String? {
    guard study.integrator.method.locatesSigns else { return nil }
    return switch model.dynamics.signChanges {
    case .none: nil
    case .located: "located"
    case .notLocated: "not located: expect the error of the result up to 1000 × rtol"
    }
  }

  private func status(_ failure: (any Error)?) -> Summary.Status {
    guard let failure else { return .finished }
    return RankFailure.Kind(of: failure) == .interrupted ? .interrupted : .failed
  }

  /// The alignment of the whole population; of a network that of the weights through which errors come back, or nil.
  func alignment(_ state: StateVector, at time: Double) throws -> Summary.AlignmentSummary? {
    let alignment =
      switch state {
      case .double(let values): try model.alignment(values.span, at: time)
      case .single(let values): try model.alignment(values.span, at: time)
      }
    return alignment.map { Summary.AlignmentSummary($0) }
  }

  /// ρ of some synapses in a state, for Bio-Adam whose gradients are given.
  func rho(_ state: StateVector, of watched: SynapseSelection) -> [Double] {
    guard model.dynamics.rule is BioAdam, model.network == nil else { return [] }
    let n = watched.indices.count
    return Array(watched.values(state)[(2 * n)..<(3 * n)])
  }

  /// How far synapses are from Bio-Adam's equilibrium: all, or all ranks' watched ones.
  ///
  /// - Parameters:
  ///   - solution: the run's end.
  ///   - observer: who followed the run.
  ///   - initialRho: ρ of the watched synapses of this rank at the start.
  ///   - averages: receives ⟨|g|⟩ of all ranks' recorded synapses; at the first rank.
  ///   - advice: receives what would bring ρ to its equilibrium, if it is far from it.
  func equilibrium(
    _ solution: Solution, observer: StudyObserver, initialRho: [Double],
    averages: inout [Int: Double], advice: inout [String]
  ) throws -> Summary.EquilibriumSummary? {
    // A network's is in `layers.csv`: it goes with the gradients of the last epoch.
    guard let rule = model.dynamics.rule as? BioAdam, let follower = observer.followers.equilibrium
    else { return nil }
    let ranks = model.dynamics.ranks
    // Where no time has passed there is no average gradient.
    let reached = -ranks.maximum(-solution.time)
    guard reached > 0 else { return nil }
    let start = try ranks.gather(initialRho)
    let end = try ranks.gather(rho(solution.end, of: observer.watched))
    let gradients = try follower.averages(at: solution.time)
    let watched = try ranks.gather(
      observer.watched.indices.map { Double(model.synapses.lowerBound + $0) })
    // Between points of a signal that moves there may be more.
    let largest = ranks.maximum(
      (model.dynamics.feed.isHeld ? 1 : 1.05) * follower.largestGradient)
    let ofAll = follower.sums == nil ? nil : try follower.summary(at: solution.time, solution.end)
    guard ranks.isFirst else { return nil }
    let recorded = Set(recorded)
    for (synapse, average) in zip(watched.map { Int($0) }, gradients)
    where recorded.contains(synapse) {
      averages[synapse] = average
    }
    if reached == study.duration,
      let text = equilibriumAdvice(
        rule, start: start, end: end, gradients: gradients, largest: largest, time: reached)
    {
      advice.append(text)
    }
    return ofAll ?? Summary.EquilibriumSummary(rule, rho: end, averageGradient: gradients)
  }

  /// Of each invariant the earliest violation.
  private func violations(_ monitor: InvariantMonitor?) throws -> [Summary.ViolationSummary] {
    guard let monitor else { return [] }
    let ranks = model.dynamics.ranks
    let invariants = InvariantMonitor.Invariant.allCases
    let values = monitor.violations.flatMap { violation in
      [
        Double(invariants.firstIndex(of: violation.invariant)!),
        Double(model.synapses.lowerBound + violation.synapse), violation.time, violation.value,
      ]
    }
    let all = try ranks.gather(values)
    let found = stride(from: 0, to: all.count, by: 4).map { i in
      Summary.ViolationSummary(
        invariant: invariants[Int(all[i])].rawValue, synapse: Int(all[i + 1]), time: all[i + 2],
        value: all[i + 3])
    }
    let byInvariant = Dictionary(grouping: found, by: \.invariant)
    return byInvariant.values.map { $0.min { ($0.time, $0.synapse) < ($1.time, $1.synapse) }! }
      .sorted { ($0.time, $0.synapse, $0.invariant) < ($1.time, $1.synapse, $1.invariant) }
  }
}
