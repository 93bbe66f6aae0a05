/// Synapses on their way, each at a time of its own.
///
/// A lane is a synapse with one of its signals: partners with substances of their own are two.
struct CollocationLanes {
  var state: PopulationState
  /// The time that each lane has reached.
  var times: [Double]
  /// The length of the step to try next.
  var sizes: [Double]
  /// Whether a lane stands at a change of sign of g (1), of m (2), or both (3).
  var zeros: [UInt8]

  init(_ state: PopulationState, time: Double, size: Double) {
    self.state = state
    let count = state.momentum.count
    times = Array(repeating: time, count: count)
    sizes = Array(repeating: size, count: count)
    zeros = Array(repeating: 0, count: count)
  }

  /// A copy of a part.
  init(_ part: ReadPart, of lanes: CollocationLanes) {
    state = PopulationState(part, of: lanes.state)
    let signals = lanes.state.momentum.count / lanes.state.count
    times = Array(repeating: 0, count: signals * part.count)
    sizes = times
    zeros = Array(repeating: 0, count: signals * part.count)
    gather(part, of: lanes)
  }

  /// Copies lanes of the same number, into the memory that is there.
  mutating func copy(_ other: CollocationLanes) {
    state.copy(other.state)
    for lane in times.indices {
      times[lane] = other.times[lane]
      sizes[lane] = other.sizes[lane]
      zeros[lane] = other.zeros[lane]
    }
  }

  mutating func gather(_ part: ReadPart, of lanes: CollocationLanes) {
    state.gather(part, of: lanes.state)
    part.gather(lanes.times, of: lanes.state.count, into: &times)
    part.gather(lanes.sizes, of: lanes.state.count, into: &sizes)
    part.gather(lanes.zeros, of: lanes.state.count, into: &zeros)
  }
}

/// Where lanes lie in memory, for the threads that step them.
struct CollocationMemory {
  let count: Int
  let values: UnsafeMutablePointer<Double>
  let momentum: UnsafeMutablePointer<Double>
  let times: UnsafeMutablePointer<Double>
  let sizes: UnsafeMutablePointer<Double>
  let zeros: UnsafeMutablePointer<UInt8>
}

extension CollocationLanes {
  mutating func withMemory(_ body: (CollocationMemory) -> Void) {
    let count = state.count
    state.values.withUnsafeMutableBufferPointer { values in
      state.momentum.withUnsafeMutableBufferPointer { momentum in
        times.withUnsafeMutableBufferPointer { times in
          sizes.withUnsafeMutableBufferPointer { sizes in
            zeros.withUnsafeMutableBufferPointer { zeros in
              body(
                CollocationMemory(
                  count: count, values: values.baseAddress!, momentum: momentum.baseAddress!,
                  times: times.baseAddress!, sizes: sizes.baseAddress!,
                  zeros: zeros.baseAddress!))
            }
          }
        }
      }
    }
  }
}
