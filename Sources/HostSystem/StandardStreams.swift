import Foundation

/// Input, output and messages of the program.
package enum StandardStreams {
  /// Sees to it that none of the three is closed, so that no file that is opened later takes its place. What was
  /// closed can be neither read nor written, as before.
  package static func fill() {
    for (descriptor, mode) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] as [(Int32, Int32)]
    where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest number that is free is this one.
      _ = open("/dev/null", mode)
    }
  }
}
