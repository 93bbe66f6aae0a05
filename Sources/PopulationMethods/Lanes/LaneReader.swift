import ODESolvers
import Parallel
import SynapticDynamics

/// Lanes that are read at times within a stride: a copy, carried there from the stride's start.
struct LaneReader {
  /// At the start of the stride, on the way through it, and at the time read.
  private var start: PopulationLanes
  private var lanes: PopulationLanes
  private var sample: PopulationLanes
  /// Where the lanes on the way are, or infinity: nowhere.
  private var time = Double.infinity
  /// The steps that lead over the time read.
  private var found: [Double]
  private var landings: [UInt8]

  /// - Parameters:
  ///   - part: those that are read.
  ///   - lanes: all.
  init(_ part: ReadPart, of lanes: PopulationLanes) {
    start = PopulationLanes(part, of: lanes)
    (self.lanes, sample) = (start, start)
    found = Array(repeating: 0, count: start.times.count)
    landings = Array(repeating: 0, count: found.count)
  }

  var laneCount: Int { found.count }
  /// The states at the start of the stride.
  var startValues: [Double] { start.state.values }
  /// The states at the time read.
  var values: [Double] { sample.state.values }

  /// A stride begins.
  mutating func start(_ part: ReadPart, of lanes: PopulationLanes) {
    start.gather(part, of: lanes)
    time = .infinity
  }

  /// Carries the lanes to within the steps that lead over a time, if these are not more than some: the sample has all
  /// but m⁺ and m⁻ then.
  ///
  /// - Parameters:
  ///   - time: the time.
  ///   - end: that of the stride.
  ///   - most: how many steps each lane may take.
  ///   - synapses: those of the population that are read, or nil: all.
  ///   - engines: what steps the lanes, one for each thread.
  mutating func approach<Engine: LaneEngine>(
    _ time: Double, until end: Double, atMost most: Int, of synapses: [Int]?,
    by engines: ArraySlice<Engine>
  ) {
    if time < self.time {
      lanes.copy(start)
      for lane in found.indices { found[lane] = 0 }
    }
    self.time = time
    sample.copy(start)
    found.withUnsafeMutableBufferPointer { found in
      landings.withUnsafeMutableBufferPointer { landings in
        sample.withMemory { sample in
          let reading = LaneReading(
            time: time, sample: sample, found: found.baseAddress!, landings: landings.baseAddress!)
          lanes.withMemory { lanes in
            forEachBlock(of: lanes.stride, size: 256, threads: engines.count) { block, thread in
              engines[engines.startIndex + thread].run(
                LaneTask(
                  block: block, memory: lanes, end: end, mostSteps: most, reading: reading,
                  synapses: synapses))
            }
          }
        }
      }
    }
  }

  /// Gives the sample its m⁺ and m⁻.
  mutating func relax(by engine: some LaneEngine, to time: Double, from start: Double) {
    engine.relax(&sample.state, over: time - start)
  }
}
