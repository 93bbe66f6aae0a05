import Foundation
import Synchronization

/// Ctrl-C: the first asks the run to end and write what it has, the second ends the program.
enum Interruption {
  private static let wasRequested = Atomic(false)

  /// Starts to listen for SIGINT and SIGTERM.
  static func listen() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.wasRequested.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }
}
