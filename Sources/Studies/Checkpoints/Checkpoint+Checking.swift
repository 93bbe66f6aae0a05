import ODESolvers
import Results

extension Checkpoint.Progress {
  /// Whether a run can go on from here: a file with the right checksum may still have been made up.
  ///
  /// - Throws: ``StudyError`` that says what does not fit.
  func check(_ study: Study) throws {
    try expect(time >= 0 && time < study.duration, "the time \(time)")
    try expect(seconds >= 0 && seconds.isFinite, "the time that it took, \(seconds) s,")
    try expect(traceLength >= 0, "the length of the trace, \(traceLength),")
    try expect(statistics.isCountable, "the count of steps and evaluations")
  }

  /// Whether those who follow a run can take up what they remembered.
  ///
  /// - Parameters:
  ///   - study: what is run.
  ///   - observer: who follows it, at its beginning.
  /// - Throws: ``StudyError`` if they cannot.
  func check(_ study: Study, for observer: StudyObserver) throws {
    try expect(
      snapshot.hasShape(of: observer.snapshot, study, verification: observer.verification),
      "what is remembered of the run")
  }

  private func expect(_ isRight: Bool, _ what: String) throws {
    guard !isRight else { return }
    throw StudyError(
      "\(OutputDirectory.checkpoint): \(what) does not fit the study: run the study again, with --force"
    )
  }

  /// Whether all of a state are numbers.
  ///
  /// - Throws: ``StudyError`` otherwise.
  func check(state: [Double]) throws {
    guard let place = state.firstIndex(where: { !$0.isFinite }) else { return }
    throw StudyError(
      "\(OutputDirectory.checkpoint): found \(state[place]) in the state at t = \(time), expected finite numbers: run the"
        + " study again, with --force")
  }
}

extension SolverStatistics {
  /// Whether work can be added.
  fileprivate var isCountable: Bool {
    [
      steps, rightHandSideEvaluations, jacobianEvaluations, linearSetups, linearIterations,
      nonlinearIterations, errorTestFailures, nonlinearConvergenceFailures, restarts,
    ].allSatisfy { (0...(1 << 53)).contains($0) }
  }
}

extension RunSnapshot {
  /// Whether it remembers as many numbers as another one of the same run.
  fileprivate func hasShape(of other: RunSnapshot, _ study: Study, verification: Verification?)
    -> Bool
  {
    guard monitor?.watchedCount == other.monitor?.watchedCount, weights.isPossible,
      (self.verification == nil) == (verification == nil)
    else { return false }
    if let samples = self.verification, let verification {
      guard samples.count <= verification.times.count,
        samples.allSatisfy({ $0.count == verification.sampleSize })
      else { return false }
    }
    guard let learning, let beginning = other.learning else {
      return learning == nil && other.learning == nil
    }
    return learning.hasShape(of: beginning, study)
  }
}

extension LearningRecorder.Progress {
  fileprivate func hasShape(of other: LearningRecorder.Progress, _ study: Study) -> Bool {
    let counts = 0...(1 << 53)
    let taskCount = study.drive.network?.tasks?.count ?? 1
    return statistics.count == other.statistics.count
      // Importances are there once a filter has made them.
      && [other.signalMemory.count, study.drive.network?.hidden.reduce(0, +)]
        .contains(signalMemory.count)
      && !learning.isEmpty
      && counts.contains(windows) && counts.contains(earlierGradients)
      && (0...study.duration).contains(time)
      && tasks.allSatisfy {
        (1...taskCount).contains($0.task) && (0...taskCount).contains($0.trainedTask)
      }
  }
}
