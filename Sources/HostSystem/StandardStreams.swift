import Foundation

/// Input, output and messages of the program, and what else it may open.
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

  /// How many descriptors are to be had, counted up to a number.
  package static func descriptors(atMost most: Int) -> Int {
    var found: [Int32] = []
    while found.count < most {
      let descriptor = fcntl(0, F_DUPFD_CLOEXEC, 3)
      guard descriptor >= 0 else { break }
      found.append(descriptor)
    }
    found.forEach { close($0) }
    return found.count
  }
}
