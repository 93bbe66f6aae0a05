import CKernels
import SynapticDynamics

/// Synapses on their way, each at a time of its own.
///
/// A lane is a synapse with one of its signals: partners with substances of their own are two.
struct CollocationLanes {
  var state: PopulationState
  /// The time that each lane has reached.
  var times: [Double]
  /// The length of the step to try next.
  var sizes: [Double]
  /// The signs that g and m have ahead; 0 where they are not known.
  var gradientSides: [Int8]
  var momentumSides: [Int8]

  init(_ state: PopulationState, signals: Int, time: Double, size: Double) {
    self.state = state
    let count = signals * state.count
    times = Array(repeating: time, count: count)
    sizes = Array(repeating: size, count: count)
    gradientSides = Array(repeating: 0, count: count)
    momentumSides = gradientSides
  }

  /// A copy of a part.
  init(_ part: ReadPart, of lanes: CollocationLanes) {
    state = PopulationState(part, of: lanes.state)
    let signals = lanes.times.count / lanes.state.count
    times = Array(repeating: 0, count: signals * part.count)
    sizes = times
    gradientSides = Array(repeating: 0, count: signals * part.count)
    momentumSides = gradientSides
    gather(part, of: lanes)
  }

  /// Copies lanes of the same number, into the memory that is there.
  mutating func copy(_ other: CollocationLanes) {
    state.copy(other.state)
    for lane in times.indices {
      times[lane] = other.times[lane]
      sizes[lane] = other.sizes[lane]
      gradientSides[lane] = other.gradientSides[lane]
      momentumSides[lane] = other.momentumSides[lane]
    }
  }

  mutating func gather(_ part: ReadPart, of lanes: CollocationLanes) {
    state.gather(part, of: lanes.state)
    part.gather(lanes.times, of: lanes.state.count, into: &times)
    part.gather(lanes.sizes, of: lanes.state.count, into: &sizes)
    part.gather(lanes.gradientSides, of: lanes.state.count, into: &gradientSides)
    part.gather(lanes.momentumSides, of: lanes.state.count, into: &momentumSides)
  }

  /// Shows what lanes that all stand at an edge remember: signs of g are not among it.
  func showMemory(_ body: (RawSpan) throws -> Void) throws {
    try body(sizes.span.bytes)
    try body(momentumSides.span.bytes)
  }

  /// Fills the same.
  mutating func restoreMemory(_ fill: (inout MutableRawSpan) throws -> Void) throws {
    try sizes.fill(fill)
    try momentumSides.fill(fill)
  }

  /// Forgets the signs of g: after a jump they may be others.
  mutating func forgetGradientSides() {
    for lane in gradientSides.indices { gradientSides[lane] = 0 }
  }
}

extension CollocationLanes {
  /// Shows where the lanes lie in memory, to the threads that step them.
  mutating func withMemory(_ body: (collocation_lanes) -> Void) {
    let stride = state.count
    state.values.withUnsafeMutableBufferPointer { values in
      times.withUnsafeMutableBufferPointer { times in
        sizes.withUnsafeMutableBufferPointer { sizes in
          gradientSides.withUnsafeMutableBufferPointer { gradientSides in
            momentumSides.withUnsafeMutableBufferPointer { momentumSides in
              body(
                collocation_lanes(
                  stride: stride, state: values.baseAddress!, times: times.baseAddress!,
                  sizes: sizes.baseAddress!, gradient_sides: gradientSides.baseAddress!,
                  momentum_sides: momentumSides.baseAddress!))
            }
          }
        }
      }
    }
  }
}
