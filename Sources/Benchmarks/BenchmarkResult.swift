import Foundation
import HostSystem
import ODESolvers
import RandomNumbers
import SynapticDynamics

/// One measured number, with what is needed to read it.
public struct BenchmarkResult: Codable, Sendable {
  /// What was measured: `bandwidth`, `euler step`, `exact window`, `smooth drive`, `cvode`, `threads`,
  /// `network`, `convolution`, `equations`, `spiking`.
  public var group: String
  /// Under what conditions.
  public var name: String
  /// The number of synapses.
  public var synapses: Int
  /// The times of the whole work, once for each run, in seconds: what all other times here come from.
  public private(set) var work: [Double] = []
  /// How many times the work has in it what the number is about: a step or window of a synapse, a window of a
  /// network, or the whole.
  public private(set) var operations = 1
  /// The times of what it is compared with, measured in turn, in seconds.
  public private(set) var comparedWork: [Double]?
  /// The smallest share of a run's time in which the process had a processor, of the work and of what it is compared
  /// with; above 1 with several threads.
  public private(set) var processorShare = Double.infinity
  /// Whether something else was running, so that the number is not to be trusted: the slowest run took more than
  /// ``largestSpread`` times the fastest, or a run that many times what it had of the processor.
  public private(set) var isDisturbed = false
  /// The median of the runs, in nanoseconds for each synapse and step or window.
  public private(set) var nanoseconds: Double?
  /// The median of the runs, in seconds for the whole work; of a network for a window.
  public private(set) var seconds: Double?
  /// Loads and stores, in gigabytes per second.
  public var gigabytesPerSecond: Double?
  /// That over the bandwidth of the bare kernel with the same loads and stores, measured in turn.
  public var fractionOfBandwidth: Double?
  /// The largest error, where one is measured; relative to each component's largest magnitude.
  public var error: Double?
  /// Steps taken by an adaptive method; of a network gradients computed in all windows.
  public var steps: Int?
  /// Resident memory, in bytes for each synapse.
  public var bytesPerSynapse: Double?
  /// Training examples for each second.
  public var examplesPerSecond: Double?
  /// The time of what it is compared with, such as the same work on one thread, over its own.
  public var speedup: Double?

  init(_ group: String, _ name: String, synapses: Int) {
    self.group = group
    self.name = name
    self.synapses = synapses
  }

  /// Runs of the same work on an undisturbed machine differ by less than this factor.
  public static let largestSpread = 1.3

  /// Takes the number from some timings of the whole work.
  ///
  /// - Parameters:
  ///   - timings: of the work.
  ///   - operations: how many steps or windows it has in it.
  ///   - isOfSynapses: whether these are those of single synapses, told in nanoseconds.
  mutating func measured(_ timings: Timings, operations: Int = 1, isOfSynapses: Bool = false) {
    work = timings.seconds
    self.operations = operations
    let each = timings.median / Double(operations)
    if isOfSynapses { nanoseconds = 1e9 * each } else { seconds = each }
    judge(timings)
  }

  /// Takes in what the same number of runs of other work took.
  mutating func compared(with timings: Timings) {
    comparedWork = timings.seconds
    judge(timings)
  }

  private mutating func judge(_ timings: Timings) {
    processorShare = min(processorShare, timings.processorShare)
    let spread = timings.seconds.max()! / timings.seconds.min()!
    if max(spread, 1 / processorShare) > Self.largestSpread { isDisturbed = true }
  }
}

/// Bio-Adam with the paper's constants.
func bioAdam(predisposition: Bool) -> BioAdam {
  BioAdam(
    BioAdam.Kinetics(predisposition: predisposition ? Predisposition(temperature: 10) : nil))
}

/// A state at rest with weights in ±0.1.
func initialState(_ n: Int) -> [Double] {
  let field = RandomField(seed: 1, purpose: .forwardWeights)
  var state = BioAdam().substancesAtRest(count: n)
  for index in 0..<2 {
    state += (0..<n).lazy.map { 0.2 * field.uniform(synapse: $0, index: index) - 0.1 }
  }
  return state
}

/// Watches nothing but the memory.
struct MemoryObserver: SolutionObserver {
  var components: [Int]? { [0] }
  private(set) var largest: Double?

  mutating func sample(at time: Double, state: Span<Double>) {}

  mutating func pieceDidEnd(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) {
    largest = residentMemory().map { max($0, largest ?? 0) }
  }
}
