import Synchronization

/// What a sweep shows while it runs: a bar on a terminal, and a line for each run that failed.
final class SweepProgress: Sendable {
  private struct State {
    let bar: ProgressBar
  }

  private let state: Mutex<State>

  init(quiet: Bool) {
    state = Mutex(State(bar: ProgressBar(quiet: quiet)))
  }

  /// Shows how many runs are done.
  func show(_ done: Int, of all: Int, failure: String?) {
    state.withLock { state in
      if let failure {
        state.bar.finish()
        Terminal.tell(failure)
      }
      guard all > 0 else { return }
      state.bar.show(Double(done) / Double(all), "\(done) of \(all) runs")
    }
  }

  /// Removes the bar.
  func finish() { state.withLock { $0.bar.finish() } }
}
