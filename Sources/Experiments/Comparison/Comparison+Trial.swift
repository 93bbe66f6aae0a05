import ODESolvers
import Results
import Studies
import StudyRuns
import SynapticDynamics

extension Comparison {
  /// What came of a trial.
  struct Trial {
    let row: ComparisonRow
    /// Its errors at the recorded times that it reached.
    let errors: [ComparisonErrorRow]
  }

  /// Runs one trial: once with the errors measured, and then for the time alone.
  ///
  /// - Throws: `Interrupted`, or that a file of the drive cannot be read; what a method fails with becomes the
  ///   row's status.
  func run(_ trial: IntegratorDescription, against reference: ReferenceSolution) throws -> Trial {
    var meter = self.meter(reference, limit: timeLimit)
    var statistics = SolverStatistics()
    var seconds = 0.0
    var status = "ok"
    do {
      (statistics, seconds) = try time(trial, sampling: times, observer: &meter)
      // Short runs are noisy: the best of three without sampling counts.
      for _ in 0..<3 where seconds < 1 {
        var silent = self.meter(reference, limit: timeLimit)
        seconds = min(seconds, try time(trial, sampling: [], observer: &silent).seconds)
      }
    } catch let failure as FailedTrial {
      (statistics, seconds) = (failure.statistics, failure.seconds)
      status = failure.status
    }
    let isGood = status == "ok" && meter.maximum.isFinite
    let dt = trial.method.steps == .fixed ? trial.dt : nil
    let rtol = trial.method.steps == .adaptive ? trial.relativeTolerance : nil
    let row = ComparisonRow(
      method: trial.method.name, dt: dt, rtol: rtol,
      errorMax: isGood ? meter.maximum : nil, errorRMS: isGood ? meter.rootMeanSquare : nil,
      seconds: seconds, steps: statistics.steps,
      rightHandSideEvaluations: statistics.rightHandSideEvaluations,
      status: status == "ok" && !isGood ? "overflow" : status)
    let errors = meter.course.filter { $0.maximum.isFinite && $0.rootMeanSquare.isFinite }
    return Trial(
      row: row,
      errors: errors.map {
        ComparisonErrorRow(
          method: trial.method.name, dt: dt, rtol: rtol, time: $0.time, errorMax: $0.maximum,
          errorRMS: $0.rootMeanSquare)
      })
  }

  private func time(
    _ trial: IntegratorDescription, sampling times: [Double], observer: inout ErrorMeter
  ) throws -> (statistics: SolverStatistics, seconds: Double) {
    let model = try StudyModel(study, inputs: inputs)
    let solver = try model.makeSolver(trial)
    let problem = try model.problem()
    let clock = ContinuousClock()
    let start = clock.now
    let solution = solver.solve(problem, sampling: times, observer: &observer)
    let seconds = (clock.now - start) / .seconds(1)
    if case .failed(let error) = solution.ending {
      let failed: (any Error)? = FailedTrial(
        error, statistics: solution.statistics, seconds: seconds)
      throw failed ?? error
    }
    return (solution.statistics, seconds)
  }
}

/// A trial that did not reach the end.
private struct FailedTrial: Error {
  let status: String
  let statistics: SolverStatistics
  let seconds: Double

  /// - Returns: nil if it is not the method that failed.
  init?(_ error: any Error, statistics: SolverStatistics, seconds: Double) {
    self.statistics = statistics
    self.seconds = seconds
    switch error {
    case let failure as SolverFailure:
      status =
        switch failure.reason {
        case .invalidOptions: "invalidOptions"
        case .notFinite: "notFinite"
        case .negative: "negative"
        case .stepTooSmall: "stepTooSmall"
        case .stepBudget: "stepBudget"
        case .drive: "drive"
        case .sundials(_, let flag): flag.name
        }
    case is TimeLimitReached: status = "timeLimit"
    default: return nil
    }
  }
}
