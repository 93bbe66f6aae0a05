import ODESolvers
import SynapticDynamics

/// Synapses on their way, each at a time of its own.
///
/// A lane is what is stepped by itself: a synapse, or a synapse with one of its signals.
struct PopulationLanes {
  var state: PopulationState
  /// The time that each lane has reached.
  var times: [Double]
  /// The length of the step to try next.
  var sizes: [Double]
  /// The signs ahead of what kinks hang on, row by row; 0 where they are not known.
  var sides: [Int8]
  /// How many of these, from the first on, are to be found anew after an edge, where signals may jump.
  private let passingSides: Int

  /// - Parameters:
  ///   - lanesPerSynapse: how many lanes each synapse is.
  ///   - sideRows: how many signs each lane has.
  ///   - passingRows: how many of these, the first, do not outlast an edge.
  init(
    _ state: PopulationState, lanesPerSynapse: Int, sideRows: Int, passingRows: Int, time: Double,
    size: Double
  ) {
    self.state = state
    let count = lanesPerSynapse * state.count
    times = Array(repeating: time, count: count)
    sizes = Array(repeating: size, count: count)
    sides = Array(repeating: 0, count: sideRows * count)
    passingSides = passingRows * count
  }

  /// A copy of a part.
  init(_ part: ReadPart, of lanes: PopulationLanes) {
    state = PopulationState(part, of: lanes.state)
    func room<Scalar>(_ values: [Scalar], _ value: Scalar) -> [Scalar] {
      Array(repeating: value, count: values.count / lanes.state.count * part.count)
    }
    times = room(lanes.times, 0)
    sizes = room(lanes.sizes, 0)
    sides = room(lanes.sides, 0)
    passingSides = lanes.passingSides / lanes.state.count * part.count
    gather(part, of: lanes)
  }

  /// Copies lanes of the same number, into the memory that is there.
  mutating func copy(_ other: PopulationLanes) {
    state.copy(other.state)
    for lane in times.indices {
      times[lane] = other.times[lane]
      sizes[lane] = other.sizes[lane]
    }
    for k in sides.indices { sides[k] = other.sides[k] }
  }

  mutating func gather(_ part: ReadPart, of lanes: PopulationLanes) {
    state.gather(part, of: lanes.state)
    part.gather(lanes.times, of: lanes.state.count, into: &times)
    part.gather(lanes.sizes, of: lanes.state.count, into: &sizes)
    part.gather(lanes.sides, of: lanes.state.count, into: &sides)
  }

  /// Shows what lanes that all stand at an edge remember.
  func showMemory(_ body: (RawSpan, MemoryPart) throws -> Void) throws {
    try body(sizes.span.bytes, .rows(bytesOfNumber: 8))
    try body(sides.span.extracting(passingSides..<sides.count).bytes, .rows(bytesOfNumber: 1))
  }

  /// Fills the same.
  mutating func restoreMemory(_ fill: (inout MutableRawSpan, MemoryPart) throws -> Void) throws {
    try sizes.fill { try fill(&$0, .rows(bytesOfNumber: 8)) }
    let passing = passingSides
    var all = sides.mutableSpan
    var lasting = all._mutatingExtracting(passing..<all.count)
    var bytes = lasting.mutableBytes
    try fill(&bytes, .rows(bytesOfNumber: 1))
  }

  /// Forgets the signs that may be others after a jump of the signals.
  mutating func forgetPassingSides() {
    for k in 0..<passingSides { sides[k] = 0 }
  }

  /// Shows where the lanes lie in memory, to the threads that step them.
  mutating func withMemory(_ body: (LaneMemory) -> Void) {
    let stride = state.count
    state.values.withUnsafeMutableBufferPointer { values in
      times.withUnsafeMutableBufferPointer { times in
        sizes.withUnsafeMutableBufferPointer { sizes in
          sides.withUnsafeMutableBufferPointer { sides in
            body(
              LaneMemory(
                stride: stride, state: values.baseAddress!, times: times.baseAddress!,
                sizes: sizes.baseAddress!, sides: sides.baseAddress))
          }
        }
      }
    }
  }
}

/// Where lanes lie in memory: each kind of number in rows of `stride`.
struct LaneMemory {
  let stride: Int
  let state: UnsafeMutablePointer<Double>
  let times: UnsafeMutablePointer<Double>
  let sizes: UnsafeMutablePointer<Double>
  /// Nil if lanes have no signs.
  let sides: UnsafeMutablePointer<Int8>?
}

/// A time at which lanes are read, where what they are there is written, and what is remembered of the
/// steps that lead over it.
struct LaneReading {
  let time: Double
  let sample: LaneMemory
  /// The length of the step that was found good, 0 at first, and what it ends at. So reading on costs one step.
  let found: UnsafeMutablePointer<Double>
  let landings: UnsafeMutablePointer<UInt8>
}

/// Which lanes are to go how far.
struct LaneTask {
  /// The synapses among those that memory is of.
  let block: Range<Int>
  let memory: LaneMemory
  /// The time at which all steps end.
  let end: Double
  /// How many each lane may take; then it rests on its way.
  let mostSteps: Int
  /// A time before, or nil; lanes then stay before the step that leads over it.
  let reading: LaneReading?
  /// Which synapses of the population memory is of, or nil: all.
  let synapses: [Int]?
}
