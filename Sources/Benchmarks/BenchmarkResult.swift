import Foundation
import ODESolvers
import SynapticDynamics

/// One measured number, with what is needed to read it.
public struct BenchmarkResult: Codable, Sendable {
  /// What was measured: `bandwidth`, `euler step`, `exact window`, `smooth drive`, `cvode`, `threads`,
  /// `network`.
  public var group: String
  /// Under what conditions.
  public var name: String
  /// The number of synapses.
  public var synapses: Int
  /// The median of the runs, in nanoseconds for each synapse and step or window.
  public var nanoseconds: Double?
  /// The median of the runs, in seconds for the whole work; of a network for a window.
  public var seconds: Double?
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
  /// The time on one thread over the time on these.
  public var speedup: Double?

  init(_ group: String, _ name: String, synapses: Int) {
    self.group = group
    self.name = name
    self.synapses = synapses
  }
}

/// The time that `body` takes, in seconds.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  return (ContinuousClock.now - start) / .seconds(1)
}

/// The middle of some values.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// The memory that the process holds now, in bytes; nil where the system does not say.
func residentMemory() -> Double? {
  guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
    return nil
  }
  let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) }
  return pages.map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
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

  mutating func segmentDidEnd(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) {
    largest = residentMemory().map { max($0, largest ?? 0) }
  }
}
