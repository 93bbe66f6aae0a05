import Synchronization

/// What a sweep shows while it runs: a bar on a terminal, and a line for each run that failed.
final class SharedProgressBar: Sendable {
  private let bar: Mutex<ProgressBar>

  init(_ messages: MessageOptions, isFirst: Bool) {
    bar = Mutex(ProgressBar(messages, isFirst: isFirst))
  }

  /// Shows how many runs are done.
  func show(_ done: Int, of all: Int, failure: String?) {
    bar.withLock { bar in
      if let failure {
        bar.finish()
        Terminal.tell(failure)
      }
      guard all > 0 else { return }
      bar.show(Double(done) / Double(all), "\(done) of \(all) runs")
    }
  }

  /// Removes the bar.
  func finish() { bar.withLock { $0.finish() } }
}
