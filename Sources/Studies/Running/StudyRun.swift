import Foundation
import ODESolvers
import SynapticDynamics

/// One run of a study into a folder: `trace.csv`, `summary.json` and the resolved `study.yaml`.
public struct StudyRun {
  private let study: Study
  private let model: StudyModel
  private let solver: any Solver
  private let times: [Double]
  private let recorded: SynapseSelection
  /// Of a method with a fixed step.
  private let limits: StepLimits?

  /// Makes everything that can be wrong before the first step.
  ///
  /// - Parameters:
  ///   - study: the study.
  ///   - threads: how many may work on the population; results do not depend on it.
  /// - Throws: ``StudyError``, ``DataFileError`` or ``SolverFailure`` if the study cannot run.
  public init(_ study: Study, threads: Int = 1) throws {
    self.study = study
    model = try StudyModel(study, threads: threads)
    solver = try model.makeSolver()
    times = study.record.grid.times(duration: study.duration)
    recorded = model.selection(study.record.synapses.indices(of: study.synapseCount))
    limits = [.euler, .rk4].contains(study.integrator.method) ? try model.stepLimits() : nil
  }

  /// About how large `trace.csv` will be, in bytes.
  public var estimatedTraceSize: Int {
    TraceWriter.estimatedSize(
      times: times.count, synapses: recorded.indices.count, components: recorded.components)
  }

  /// What to know before a run with a fixed step that is too large, if it is.
  public var stepWarning: String? {
    guard let limits else { return nil }
    let dt = study.integrator.dt
    let isEuler = study.integrator.method == .euler
    let stable = isEuler ? limits.eulerStable : limits.rungeKutta4Stable
    if dt >= stable {
      return "dt = \(dt) is not below \(study.integrator.method.rawValue)'s stability limit"
        + " \(shortDescription(stable)), set by \(limits.limit)"
    }
    if isEuler, dt > limits.eulerMonotone {
      return "with dt = \(dt) Euler overshoots: it is monotone up to"
        + " \(shortDescription(limits.eulerMonotone)), set by \(limits.limit)"
    }
    return nil
  }

  /// Runs.
  ///
  /// What was computed is written whatever happens: after a failure or an interruption the trace
  /// ends with the last good state, and the summary says what happened.
  ///
  /// - Parameters:
  ///   - output: the folder.
  ///   - verifying: whether a sample of the synapses is integrated again by an independent method.
  ///   - hooks: told of progress, and asked whether to stop.
  /// - Returns: the summary, and the error that ended the run early, if any.
  /// - Throws: ``OutputError`` if the files cannot be written; what the second integration throws.
  public func run(
    into output: OutputDirectory, verifying: Bool = false, hooks: RunHooks = RunHooks()
  ) throws -> (summary: Summary, error: (any Error)?) {
    let n = study.synapseCount
    var initialState = try model.initialState()
    let initialAlignment = Summary.AlignmentSummary(state: initialState, synapseCount: n)
    let watched = watched(verifying: verifying)
    let trace = try TraceWriter(
      output.makeFile("trace.csv"), rule: model.dynamics.rule, recorded: recorded,
      watched: watched)
    let monitor = (model.dynamics.rule as? BioAdam).map {
      InvariantMonitor(
        $0, initialState: initialState, synapseCount: n, watching: watched.indices, slack: slack)
    }
    var observer = StudyObserver(
      model.dynamics, watched: watched, recorded: recorded, trace: trace, monitor: monitor,
      verification: verifying
        ? Verification(model, watched: watched, initialState: initialState, times: times) : nil,
      hooks: hooks)
    let problem = model.problem(initialState)
    // The solver makes the initial state its own: in a large population a second copy would show.
    initialState = []
    let clock = ContinuousClock()
    let start = clock.now
    let solution = solver.solve(
      problem, sampling: times,
      options: SolveOptions(maximumSteps: study.integrator.maximumSteps), observer: &observer)
    let seconds = (clock.now - start) / .seconds(1)

    var failure: (any Error)?
    if case .failed(let error) = solution.ending {
      if error is OutputError { throw error }
      failure = error
      // A trial evaluation may have moved the signals on: this is the last good time's.
      if observer.trace.lastTime.map({ $0 < solution.time }) ?? true {
        try observer.write(at: solution.time, state: watched.values(solution.state.span).span)
      }
    }
    // What was computed is kept before anything else can fail.
    try observer.trace.commit()
    try output.write(study.yaml(in: output.path), to: "study.yaml")
    var summary = try summary(
      solution, initialAlignment: initialAlignment, observer: observer, failure: failure,
      seconds: seconds)
    do {
      summary.verification = try observer.verification?.certificate(
        isInterrupted: hooks.isInterrupted)
    } catch {
      failure = failure ?? error
      summary.message = summary.message ?? "no certificate: \(error)"
    }
    try output.write(summary.json(), to: "summary.json")
    return (summary, failure)
  }

  /// At most so many synapses besides the recorded ones are looked at for what needs memory.
  private static let mostWatched = 10_000

  /// The synapses that samples consist of: the recorded ones, some spread over the population, and
  /// those of the certificate.
  private func watched(verifying: Bool) -> SynapseSelection {
    let spread = RecordDescription.Selection.count(min(Self.mostWatched, study.synapseCount))
    return recorded.union(
      spread.indices(of: study.synapseCount) + (verifying ? Verification.indices(study) : []))
  }

  /// What an invariant may be off by because of the solver's own error.
  private var slack: Double {
    switch study.integrator.method {
    case .exact: 1e-12
    case .euler, .rk4: study.integrator.precision == .single ? 1e-5 : 1e-9
    case .cvodeAdams, .cvodeBDF, .collocation: 100 * study.integrator.relativeTolerance
    }
  }

  private func summary(
    _ solution: Solution, initialAlignment: Summary.AlignmentSummary, observer: StudyObserver,
    failure: (any Error)?, seconds: Double
  ) throws -> Summary {
    let n = study.synapseCount
    let watched = observer.watched
    let equilibrium = try (model.dynamics.rule as? BioAdam).map {
      let drive = SubsetDrive(model.dynamics.drive, signals: watched.indices)
      return Summary.EquilibriumSummary(
        $0, state: watched.values(solution.state.span),
        averageGradient: try GradientAverage(of: drive, until: solution.time).values)
    }
    return Summary(
      study: study.name,
      status: failure == nil ? .finished : failure is Interrupted ? .interrupted : .failed,
      message: failure.map { "\($0)" }, method: solver.name, timeReached: solution.time,
      duration: study.duration, synapses: n, seed: study.seed, parameters: try study.parameters(),
      versions: Versions.all, statistics: solution.statistics,
      initialAlignment: initialAlignment,
      finalAlignment: Summary.AlignmentSummary(state: solution.state, synapseCount: n),
      equilibrium: equilibrium,
      stepLimits: limits.map(Summary.StepLimitSummary.init), verification: nil,
      violations: observer.monitor?.violations.map(Summary.ViolationSummary.init) ?? [],
      wallSeconds: seconds)
  }
}

/// A number with four significant digits, for people.
package func shortDescription(_ value: Double) -> String {
  String(format: "%.4g", value)
}
