import SynapticDynamics

/// What several threads see.
struct WatchSightings {
  private var all: [InvariantWatch.Sighting]

  init(threads: Int) {
    all = Array(repeating: InvariantWatch.Sighting(), count: threads * InvariantWatch.count)
  }

  mutating func forget() {
    for i in all.indices { all[i] = InvariantWatch.Sighting() }
  }

  /// Lends each thread's place, one behind the other.
  mutating func withMemory(_ body: (UnsafeMutablePointer<InvariantWatch.Sighting>) -> Void) {
    all.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
  }

  /// The earliest of each invariant, whichever thread saw it.
  var first: [InvariantWatch.Sighting] {
    var first = Array(all[..<InvariantWatch.count])
    for (i, sighting) in all.enumerated() { first[i % first.count].take(sighting) }
    return first
  }
}
