import DataFiles
import ODESolvers
import Parallel
import Results
import Studies
import SynapticDynamics

/// Brings the recorded synapses of all ranks together, and hands them on where rank 0 is.
final class TraceRecorder: RunFollower {
  static let name = "trace"

  /// What a run in its middle remembers.
  struct Memory: Codable {
    /// The last time that was written.
    var lastTime: Double?
  }

  private let dynamics: PopulationDynamics
  /// Those recorded of this rank's synapses.
  private let recorded: SynapseSelection
  /// Where these lie in the samples.
  private let part: SynapseSelection
  /// How many each rank has.
  private let counts: [Int]
  /// Whether g is recorded, and what else is.
  private let hasSignal: Bool
  private let quantities: [ShownQuantity]
  private var sink: (any TraceSink)?
  private let step: PhysicalTime?
  var memory = Memory()

  /// - Parameters:
  ///   - sink: where they go, at rank 0.
  ///   - model: the population.
  ///   - columns: what is recorded of them, in the trace's order.
  ///   - synapses: those to be recorded of the whole population, ascending.
  ///   - watched: those of this rank's that samples consist of.
  init(
    _ sink: (any TraceSink)?, model: StudyModel, columns: [String], synapses: [Int],
    watched: SynapseSelection
  ) {
    self.sink = sink
    step = model.study.learningStep
    dynamics = model.dynamics
    hasSignal = columns.contains("g")
    quantities = dynamics.rule.shownQuantities.filter { columns.contains($0.name) }
    recorded = model.selection(synapses)
    part = recorded.within(watched)
    counts = dynamics.ranks.counts(of: synapses, among: model.study.synapseCount)
  }

  /// Appends the rows of one time.
  ///
  /// - Parameters:
  ///   - time: the time.
  ///   - state: the sample.
  /// - Throws: `OutputError` at rank 0; `FailureElsewhere` if another rank failed.
  func sample(at time: Double, state: Span<Double>) throws {
    let columns = quantities.count + (hasSignal ? 1 : 0)
    var values: [Double] = []
    values.reserveCapacity(columns * part.indices.count)
    if hasSignal {
      values += dynamics.feed.gradient(at: time, of: recorded.indices).prefix(part.indices.count)
    }
    part.append(quantities, of: state, to: &values)
    let blocks = counts
    let all = try dynamics.ranks.gather(values, counts: blocks.map { $0 * columns })
    try sink?.write(
      time: time, seconds: step?.seconds(of: time), blocks: blocks, columns: columns, values: all)
    memory.lastTime = time
  }

  func isPossible(_ memory: Memory) -> Bool { memory.lastTime?.isFinite ?? true }

  /// What was kept in memory.
  var kept: Trace? { sink as? Trace }

  func commit() throws { try sink?.commit() }

  /// Sees to it that what was written is not lost.
  ///
  /// - Returns: how many bytes these are.
  func synchronise() throws -> Int { try sink?.synchronise() ?? 0 }
}
