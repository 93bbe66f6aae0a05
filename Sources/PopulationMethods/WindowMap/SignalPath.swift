import CKernels
import SynapticDynamics

/// Signals on their way through a window: what they were at the last times they were computed, the newest first.
struct SignalPath {
  /// The most points that a step's path has.
  static let mostPoints = Int(PATH_POINTS)

  private(set) var times: [Double] = []
  private var signals: [[Double]] = []
  /// Memory of points that were forgotten.
  private var spare: [[Double]] = []

  /// How many points there are.
  var count: Int { times.count }

  /// Forgets all points.
  mutating func forget() {
    times.removeAll(keepingCapacity: true)
    spare += signals
    signals.removeAll(keepingCapacity: true)
  }

  /// Adds the signals that were computed last; the oldest are forgotten where there are too many.
  mutating func add(computedBy feed: SignalFeed, at time: Double) {
    if count == Self.mostPoints {
      times.removeLast()
      spare.append(signals.removeLast())
    }
    var values = spare.popLast() ?? []
    feed.copyComputed(into: &values)
    times.insert(time, at: 0)
    signals.insert(values, at: 0)
  }

  /// Takes back the newest point.
  mutating func removeNewest() {
    times.removeFirst()
    spare.append(signals.removeFirst())
  }

  /// Lends some neighbouring points to kernels.
  ///
  /// - Parameters:
  ///   - points: which.
  ///   - start: the time that kernels count from.
  ///   - body: what uses them. The signals at each time are of all synapses.
  func withKernelPath(
    _ points: Range<Int>, from start: Double, _ body: (signal_path) -> Void
  ) {
    var path = signal_path()
    path.count = points.count
    withUnsafeMutableBytes(of: &path.times) { room in
      let room = room.assumingMemoryBound(to: Double.self)
      for (k, point) in points.enumerated() { room[k] = times[point] - start }
    }
    func lend(_ k: Int) {
      guard k < points.count else { return body(path) }
      signals[points.lowerBound + k].withUnsafeBufferPointer { values in
        withUnsafeMutableBytes(of: &path.signals) {
          $0.assumingMemoryBound(to: UnsafePointer<Double>?.self)[k] = values.baseAddress
        }
        lend(k + 1)
      }
    }
    lend(0)
  }
}

extension signal_path {
  /// The same path, of the synapses from one on.
  func from(_ signal: Int) -> signal_path {
    var path = self
    withUnsafeMutableBytes(of: &path.signals) { room in
      let room = room.assumingMemoryBound(to: UnsafePointer<Double>?.self)
      for k in 0..<count { room[k] = room[k].map { $0 + signal } }
    }
    return path
  }
}
