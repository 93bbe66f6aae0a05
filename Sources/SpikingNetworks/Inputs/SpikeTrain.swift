/// The spikes of an example in a layer, in order: by time, and at one time by neuron.
struct SpikeTrain: Sendable {
  private(set) var times: [Double] = []
  private(set) var sources: [Int32] = []
  /// What each spike is where it comes from; its place where it was put in.
  private(set) var origins: [Int32] = []
  private var spikes: [Spike] = []

  private struct Spike {
    var time: Double
    var source, origin: Int32
  }

  var count: Int { spikes.count }

  /// No spikes.
  init() {}

  mutating func removeAll() { spikes.removeAll(keepingCapacity: true) }

  /// Puts a spike in.
  mutating func append(_ time: Double, _ source: Int32, origin: Int32 = 0) {
    spikes.append(Spike(time: time, source: source, origin: origin))
  }

  /// Brings the spikes into their order.
  ///
  /// - Complexity: O(n log n), without allocation once there is room.
  mutating func sort() {
    spikes.sort { ($0.time, $0.source, $0.origin) < ($1.time, $1.source, $1.origin) }
    times.removeAll(keepingCapacity: true)
    sources.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
    for spike in spikes {
      times.append(spike.time)
      sources.append(spike.source)
      origins.append(spike.origin)
    }
  }
}
