import Foundation

/// How long the same work took each time that it was done, from its beginning to its end.
///
/// Nothing is ever taken as a difference of two times: on a disturbed machine such a number means nothing
/// and looks like one that does.
struct Timings {
  /// In seconds, in order.
  private(set) var seconds: [Double] = []
  /// The smallest share of such a time in which the process had a processor; above 1 with several threads.
  private(set) var processorShare = Double.infinity

  init() {}

  /// Does some work again and again.
  init(runs: Int, work: () throws -> Void) rethrows {
    for _ in 0..<runs { try time(work) }
  }

  /// Does the work once more.
  mutating func time(_ work: () throws -> Void) rethrows {
    let (start, processorStart) = (ContinuousClock.now, Self.processorTime)
    try work()
    let duration = (ContinuousClock.now - start) / .seconds(1)
    seconds.append(duration)
    processorShare = min(processorShare, (Self.processorTime - processorStart) / duration)
  }

  /// What all threads of this process had of processors, in seconds.
  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// The middle one.
  var median: Double { seconds.sorted()[seconds.count / 2] }
}
