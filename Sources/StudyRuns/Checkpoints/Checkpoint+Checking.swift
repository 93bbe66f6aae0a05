import DataFiles
import Foundation
import ODESolvers
import Results
import Studies

extension Checkpoint {
  /// Whether what stands in a folder can be gone on with from here.
  ///
  /// - Throws: `StudyError` if the folder has another study.
  func check(in folder: String) throws {
    let path = "\(folder)/study.yaml"
    let text = InputFile.contents(path).map { String(decoding: $0, as: UTF8.self) }
    // At the beginning the study is written after the checkpoint.
    if let text, progress != nil, text != study, text != earlierStudy {
      throw StudyError(
        "\(path): found another study than that of the checkpoint beside it: put back the one that was run, or"
          + " run this one with --force")
    }
  }
}

extension Checkpoint.Progress {
  /// Whether a run can go on from here: a file with the right checksum may still have been made up.
  ///
  /// - Throws: `StudyError` that says what does not fit.
  func check(_ study: Study) throws {
    try expect(time >= 0 && time < study.duration, "the time \(time)")
    try expect(seconds >= 0 && seconds.isFinite, "the time that it took, \(seconds) s,")
    try expect(traceLength >= 0, "the length of the trace, \(traceLength),")
    try expect(statistics.isCountable, "the count of steps and evaluations")
  }

  /// Lets those who follow a run take up what they remembered.
  ///
  /// - Throws: `StudyError` if it is not what they can have remembered.
  func restore(_ followers: RunFollowers) throws {
    try expect(memories.restore(followers.all), "what is remembered of the run")
  }

  /// Whether what was read of the sums of |g| are such sums.
  ///
  /// - Throws: `StudyError` otherwise.
  func check(sumsAreRight: Bool) throws { try expect(sumsAreRight, "a sum of |g|") }

  private func expect(_ isRight: Bool, _ what: String) throws {
    guard !isRight else { return }
    throw StudyError(
      "\(OutputDirectory.checkpoint): \(what) does not fit the study: run the study again, with --force"
    )
  }

  /// Whether all of a state are numbers.
  ///
  /// - Throws: `StudyError` otherwise.
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
    ].allSatisfy { (0...(1 << 53)).contains($0) } && paces?.isCountable ?? true
  }
}
