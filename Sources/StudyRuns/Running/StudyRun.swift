import DataFiles
import Foundation
import ODESolvers
import Parallel
import Results
import RuleEquations
import Studies
import SynapticDynamics

/// One run of a study into a folder: the trace, `summary.json`, the resolved `study.yaml`, and tables of its population or
/// network.
public struct StudyRun {
  let study: Study
  let model: StudyModel
  let solver: any Solver
  let times: [Double]
  /// When the whole population is surveyed.
  let surveys: [Double]
  /// The synapses to record, of the whole population.
  let recorded: [Int]
  /// Of a method with a fixed step.
  let limits: StepSizeLimits?

  /// Makes everything that can be wrong before the first step.
  ///
  /// - Parameters:
  ///   - study: the study.
  ///   - inputs: where the files that it names are opened; those that it was read with.
  ///   - threads: how many may work on the population; results do not depend on it.
  ///   - ranks: who share the population, all of which make and run this run; results do not depend
  ///     on them either.
  /// - Throws: `StudyError`, `DataFileError` or `SolverFailure` if the study cannot run.
  public init(
    _ study: Study, inputs: StudyInputs = .standard, threads: Int = 1, ranks: Ranks = .alone
  ) throws {
    self.study = study
    model = try StudyModel(study, inputs: inputs, threads: threads, ranks: ranks)
    solver = try model.makeSolver()
    times = study.record.grid.times(duration: study.duration)
    recorded = study.record.synapses.indices(of: study.synapseCount)
    surveys =
      study.record.population
      ? Self.surveys(of: study, recordedAt: times).times(among: times) : []
    limits = study.integrator.method.steps == .fixed ? try model.stepSizeLimits() : nil
  }

  /// The method, and why it is the one.
  public var methodChoice: String { study.methodChoice }

  private static func surveys(of study: Study, recordedAt times: [Double]) -> SurveyTimes {
    // The gradients of networks cost more than any survey.
    guard study.drive.network == nil, study.integrator.method.steps != .adaptive, times.count > 1
    else { return SurveyTimes(of: study.synapseCount) }
    let interval = times[1] - times[0]
    let windows = study.drive.window.map { interval / $0 } ?? 0
    guard study.integrator.method.steps == .fixed else {
      return SurveyTimes(of: study.synapseCount, steps: 0, signals: windows)
    }
    let steps = max(windows, interval / study.integrator.dt)
    return SurveyTimes(
      of: study.synapseCount, steps: steps, signals: study.drive.isHeld ? windows : steps)
  }

  /// Says before anything is written whether a run can have a certificate.
  ///
  /// - Throws: `StudyError` if it cannot.
  public func checkVerifying() throws {
    guard let network = model.network, network.description.spiking == nil else { return }
    guard network.description.stepped == nil else {
      throw StudyError(
        "--verify: neurons in steps have no exact spikes whose gradient could be compared with differences; expected"
          + " drive.simulation: events")
    }
    throw StudyError(
      "--verify: the gradients of a network depend on all weights, so that no part can be integrated again;"
        + " synapse compare measures the errors of methods")
  }

  /// Runs.
  ///
  /// What was computed is written whatever happens: after a failure or an interruption the trace
  /// ends with the last good state, and the summary says what happened.
  ///
  /// Of several ranks the first writes, and all end with the same error. Where each rank went its own
  /// way to a failure, they end at different times, and the trace with the last sample.
  ///
  /// - Parameters:
  ///   - output: the folder; nil at every rank but the first.
  ///   - verifying: whether a sample of the synapses is integrated again by an independent method, or of a spiking network the
  ///     gradient of the last window compared with central differences.
  ///   - checkpoints: when to write what ``UnfinishedRun`` goes on from, or nil: never.
  ///   - hooks: told of progress, and asked whether to stop.
  /// - Returns: the summary, whole at the first rank, and the error that ended the run early, if any.
  /// - Throws: `OutputError` if the files cannot be written; what the second integration throws.
  public func run(
    into output: OutputDirectory?, verifying: Bool = false, checkpoints: CheckpointSchedule? = nil,
    hooks: RunHooks = RunHooks()
  ) throws -> (summary: Summary, error: (any Error)?) {
    if verifying { try checkVerifying() }
    let ranks = model.dynamics.ranks
    let beginning = try ranks.settling { () throws -> Checkpoint? in
      if let output {
        // A run under way would lose its checkpoint.
        for format in TraceFormat.allCases { try output.checkFree(format.heldFile) }
        // What an older run or comparison left would pass for this one's.
        Self.removeTables(from: output)
      }
      guard let checkpoints else {
        // Of an older run.
        output?.remove(OutputDirectory.checkpoint)
        return nil
      }
      return try begin(in: output, verifying: verifying, checkpoints: checkpoints)
    }
    let (summary, error, _) = try run(
      into: output, verifying: verifying, from: beginning, hooks: hooks)
    return (summary, error)
  }

  /// Removes what runs and comparisons leave besides a trace, and would pass for a later one's; not what every run writes
  /// anew at its end, or removes.
  package static func removeTables(from output: OutputDirectory) {
    FinalState.remove(from: output)
    let schemas = [
      ComparisonRow.schema, ComparisonErrorRow.schema, PopulationRow.schema, LearningRow.schema,
      LayerRow.schema, TaskRow.schema, SpikeRow.schema, VoltageRow.schema,
    ]
    for schema in schemas { output.remove(schema.file) }
    for figure in ["work-precision", "error-over-time"] {
      for form in ["svg", "gp"] { output.remove("\(figure).\(form)") }
    }
  }

  /// Runs from a checkpoint on.
  ///
  /// - Parameters:
  ///   - output: the folder.
  ///   - kept: where the trace is kept if there is no folder.
  ///   - verifying: whether the run gets a certificate.
  ///   - checkpoint: where to go on, or nil: from the beginning, without checkpoints.
  ///   - fill: fills bytes of this rank's state, and after it of the method's memory.
  ///   - hooks: told of progress, and asked whether to stop.
  func run(
    into output: OutputDirectory?, keeping kept: Trace? = nil, verifying: Bool,
    from checkpoint: Checkpoint?,
    fill: @escaping (inout MutableRawSpan, MemoryPart) throws -> Void = { _, _ in },
    hooks: RunHooks
  ) throws -> (summary: Summary, error: (any Error)?, trace: Trace?) {
    let ranks = model.dynamics.ranks
    let progress = checkpoint?.progress
    try progress?.check(study)
    var initialState = try ranks.settling { try model.start() }
    let initialAlignment = try alignment(initialState, at: 0)
    var observer = try ranks.settling { () throws -> StudyObserver in
      try self.observer(
        output, keeping: kept, verifying: verifying, initialState: initialState, from: checkpoint,
        hooks: hooks)
    }
    let initialRho = self.rho(initialState, of: observer.watched)
    var restart: RestartPoint?
    if let progress {
      let count = initialState.count
      initialState = .double([])
      // Each rank reads its own part, and one alone may find a mistake.
      let state = try ranks.settling { () throws -> [Double] in
        try progress.restore(observer.followers)
        var state = [Double](repeating: 0, count: count)
        var elements = state.mutableSpan
        var bytes = elements.mutableBytes
        try fill(&bytes, .rows(bytesOfNumber: 8))
        try progress.check(state: state)
        try progress.check(
          sumsAreRight: observer.followers.equilibrium?.sums?.fill {
            try fill(&$0, .rows(bytesOfNumber: 8))
          } ?? true)
        return state
      }
      initialState = .double(state)
      var statistics = progress.statistics
      // What is summed over ranks is summed once.
      if !ranks.isFirst { statistics.paces = nil }
      restart = RestartPoint(
        time: progress.time, state: state, statistics: statistics, fillMemory: fill)
    }
    // The solver makes the initial state its own: in a large population a second copy would show.
    var problem: InitialValueProblem? = model.problem(initialState)
    if let last = problem?.pieces.last { observer.lastEdge = last.lowerBound }
    observer.keepsLastEdge = study.record.final && observer.lastEdge > 0
    initialState = .double([])
    let operations = ranks.operations
    let solution = solver.solve(
      problem.take()!, from: restart.take(), sampling: times, surveying: surveys,
      options: SolveOptions(
        maximumSteps: study.integrator.maximumSteps,
        restart: observer.keepsLastEdge ? observer.lastEdge : nil),
      observer: &observer)
    let solving = ranks.operations - operations - observer.recordingOperations

    var failure: (any Error)?
    if case .failed(let error) = solution.ending { failure = error }
    failure = ranks.settled(failure)
    // What is advised hangs on what all ranks saw.
    if let invariants = observer.followers.invariants {
      try invariants.takeExtremes(of: ranks.settling { try invariants.wholeMemory() })
    }
    failure = failure.map(advised)
    // Methods that look by themselves do not look at this.
    model.dynamics.monitor?.check(at: solution.time, watched: spread.values(solution.end).span)
    if let failure {
      if RankFailure.Kind(of: failure) == .output { throw failure }
      try writeLastState(of: solution, to: observer)
    }
    // What was computed is kept before anything else can fail.
    try ranks.settling { () throws -> Void in
      try observer.followers.trace.commit()
      guard let output else { return }
      try output.write(study.yaml(in: output.path), to: "study.yaml")
      let field = study.field(.ruleConstants)
      try output.write(
        ifAny: study.equations?.constantsTable(of: recorded, field: field),
        to: WrittenRule.constantsSchema.file)
    }
    try ranks.settling { () throws -> Void in
      guard study.record.final else { return }
      try FinalState(of: model, learning: observer.followers.learning)
        .write(solution.end, at: solution.time, to: output)
    }
    try ranks.settling { () throws -> Void in
      guard let learning = observer.followers.learning,
        study.record.spikes || study.record.voltages != nil
      else { return }
      let forward = try learning.forwardWeights(solution.end)
      guard let output else { return }
      if study.record.spikes { try learning.writeSpikes(forward, to: output) }
      if let voltages = study.record.voltages { try learning.write(voltages, forward, to: output) }
    }
    var summary = try ranks.settling { () throws -> Summary in
      try self.summary(
        solution, initialAlignment: initialAlignment, observer: observer, failure: failure)
    }
    if ranks.count > 1 {
      summary.ranks = Summary.RanksSummary(
        count: ranks.count, operationsWhileSolving: solving,
        operationsWhileRecording: observer.recordingOperations)
    }
    // All ranks take part in it, though only the first knows of warnings.
    let concentrations = concentrationAdvice
    // Of a run that went astray the concentrations are no measure.
    let isGood = failure == nil && summary.warnings == nil
    var advice = isGood ? concentrations.map { [$0] } ?? [] : []
    if let text = paceAdvice(summary.medianPace) { advice.append(text) }
    summary.advice = advice.isEmpty ? nil : advice
    var averages: [Int: Double] = [:]
    do {
      summary.equilibrium = try ranks.settling { () throws -> Summary.EquilibriumSummary? in
        try FailureOfPart.naming("equilibrium") {
          try equilibrium(
            solution, observer: observer, initialRho: initialRho, averages: &averages,
            advice: &advice)
        }
      }
      summary.advice = advice.isEmpty ? nil : advice
    } catch {
      failure = failure ?? error
      summary.message = summary.message ?? Self.message(of: error, of: "equilibrium")
    }
    let synapses = SynapseRow.rows(labels: model.labels, averages: averages)
    try ranks.settling { () throws -> Void in
      try output?.write(ifAny: SynapseRow.table(synapses), to: SynapseRow.schema.file)
    }
    do {
      summary.verification = try ranks.settling { () throws -> Summary.VerificationSummary? in
        try FailureOfPart.naming("certificate") {
          try observer.followers.verification?.certificate(isInterrupted: hooks.isInterrupted)
        }
      }
    } catch {
      failure = failure ?? error
      summary.message = summary.message ?? Self.message(of: error, of: "certificate")
    }
    if verifying, failure == nil, let learning = observer.followers.learning {
      summary.gradient = try ranks.settling { try learning.gradientCheck(solution.end) }
    }
    summary.wallSeconds =
      (progress?.seconds ?? 0) + (ContinuousClock.now - hooks.begun) / .seconds(1)
    try ranks.settling { () throws -> Void in
      try output?.write(summary.json(), to: "summary.json")
      if failure == nil { output?.remove(OutputDirectory.checkpoint) }
    }
    return (summary, failure, observer.followers.trace.kept)
  }

  /// Why a part of the summary is missing; failures of parts say themselves of which.
  private static func message(of error: any Error, of part: String) -> String {
    RankFailure.Kind(of: error) == .interrupted ? "no \(part): \(error)" : "\(error)"
  }

  private func writeLastState(of solution: Solution, to observer: StudyObserver) throws {
    let ranks = model.dynamics.ranks
    let isCommon = -ranks.maximum(-solution.time) == ranks.maximum(solution.time)
    // A trial evaluation may have moved the signals on: this is the last good time's.
    // Without a piece begun there are no signals to write.
    let hasBegun = ranks.maximum(model.dynamics.feed.hasBegun ? 0 : 1) == 0
    if isCommon, hasBegun,
      observer.followers.trace.memory.lastTime.map({ $0 < solution.time }) ?? true
    {
      let state = observer.watched.values(solution.end)
      try ranks.settling {
        try observer.followers.trace.sample(at: solution.time, state: state.span)
      }
    }
  }
}
