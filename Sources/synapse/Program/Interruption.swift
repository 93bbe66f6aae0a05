import Foundation
import HostSystem
import Synchronization

/// Ctrl-C and SIGTERM. Where a command listens, the first asks it to end and write what it has; otherwise, and the
/// second time, the program ends at once and leaves no file that is not whole.
enum Interruption {
  private static let isListening = Atomic(false)
  private static let wasRequested = Atomic(false)

  /// Sets the signals' handlers.
  static func begin() {
    UnfinishedFiles.prepare()
    // Whoever started this program may have kept them from its own thread, and so from this one.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        let isFirst = !Interruption.wasRequested.exchange(true, ordering: .relaxed)
        if !isFirst || !Interruption.isListening.load(ordering: .relaxed) { Interruption.end() }
      }
    }
  }

  /// Starts to listen.
  static func listen() { isListening.store(true, ordering: .relaxed) }

  static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }

  /// Ends the program from within a handler, which may do little.
  private static func end() {
    UnfinishedFiles.removeAll()
    let message: StaticString = "error: interrupted\n"
    Foundation.write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
    _exit(130)
  }
}
