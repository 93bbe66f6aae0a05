import ODESolvers
import Results
import Studies
import SynapticDynamics

extension StudyRun {
  /// Those who follow the run, and what hands on to them.
  func observer(
    _ output: OutputDirectory?, keeping kept: Trace?, verifying: Bool, initialState: StateVector,
    from checkpoint: Checkpoint?, hooks: RunHooks
  ) throws -> StudyObserver {
    let ranks = model.dynamics.ranks
    let watched = watched(verifying: verifying)
    let traceLength = checkpoint?.progress?.traceLength
    let dynamics = model.dynamics
    let sink = try output?.makeTrace(
      study.record.format, columns: columns, synapses: recorded, times: times.count,
      inSeconds: study.learningStep != nil, continuedAt: traceLength)
    let trace = TraceRecorder(
      sink ?? kept, model: model, columns: columns, synapses: recorded, watched: watched)
    dynamics.monitor = (dynamics.rule as? BioAdam).map {
      // What is recorded has no say.
      InvariantMonitor(
        $0, initialState: initialState, synapseCount: dynamics.synapseCount,
        watching: spread.indices,
        slack: study.integrator.slack(duration: study.duration),
        weightsFollow: model.network.map {
          $0.weightLaw(of: model.synapses) == WeightLaw() && $0.drive.hardware == nil
        } ?? true)
    }
    dynamics.monitor?.share { ranks.maximum($0) }
    // Steps of rules that divide by the root of v have the size of η.
    let weights = WeightWatch(
      initialState, synapseCount: dynamics.synapseCount,
      atLeast: study.rule.isNormalised ? study.synapse.constants[.learningRate] : 0,
      shared: { ranks.maximum($0) })
    // Synapses of a network cannot be integrated by themselves.
    let verification =
      verifying && model.network == nil
      ? Verification(model, watched: watched, initialState: initialState, times: times) : nil
    let learning = model.network.map {
      LearningRecorder(study, model: $0, dynamics: model.dynamics, output: output)
    }
    if traceLength == nil { try learning?.start(initialState.doubles) }
    var checkpoints: CheckpointsWhenDue?
    if let checkpoint {
      checkpoints = CheckpointsWhenDue(checkpoint, to: output, of: dynamics, begun: hooks.begun)
    }
    let equilibrium = (dynamics.rule as? BioAdam).flatMap { rule -> EquilibriumFollower? in
      guard model.network == nil else { return nil }
      let edges = dynamics.drive.breakpoints(in: 0..<study.duration)
      return EquilibriumFollower(
        rule, dynamics: dynamics, watched: watched,
        counts: ranks.counts(of: watchedOfAll(verifying: verifying), among: study.synapseCount),
        ofAll: !surveys.isEmpty,
        pieces: edges.count + 1, duration: study.duration)
    }
    dynamics.gradientSums = equilibrium?.sums
    let population =
      surveys.isEmpty
      ? nil
      : PopulationFollower(model, equilibrium: equilibrium, surveys: surveys, output: output)
    let followers = RunFollowers(
      trace: trace,
      invariants: dynamics.monitor.map { _ in
        InvariantFollower(
          dynamics, methodLooks: study.integrator.method.watchesInvariants,
          watched: spreadOverAll)
      },
      weights: WeightFollower(
        weights, ranks: ranks, areTogether: model.network != nil,
        countsAlike: ![.collocation, .dormandPrince].contains(study.integrator.method)),
      verification: verification, learning: learning,
      equilibrium: equilibrium, population: population)
    return StudyObserver(
      ranks, watched: watched, followers: followers, hooks: hooks, checkpoints: checkpoints)
  }

  /// At most so many synapses besides the recorded ones are looked at for what needs memory.
  private static let mostWatched = 10_000

  /// The synapses of this rank that samples consist of: the recorded ones, some spread over the
  /// population, at least one for each rank, and those of the certificate.
  private func watched(verifying: Bool) -> SynapseSelection {
    let others =
      verifying && model.network == nil ? model.selection(Verification.indices(study)).indices : []
    return model.selection(recorded).union(spread.indices + others)
  }

  /// Those of all ranks, ascending.
  private func watchedOfAll(verifying: Bool) -> [Int] {
    let others = verifying && model.network == nil ? Verification.indices(study) : []
    return Set(recorded + spreadOverAll + others).sorted()
  }

  /// Some of this rank's synapses, spread over the population.
  var spread: SynapseSelection { model.selection(spreadOverAll) }

  private var spreadOverAll: [Int] {
    // A network's windows are short, and what is watched is copied aside in each.
    let most =
      model.network == nil ? max(Self.mostWatched, 2 * model.dynamics.ranks.count) : 1000
    return evenlySpaced(most, among: study.synapseCount)
  }
}
