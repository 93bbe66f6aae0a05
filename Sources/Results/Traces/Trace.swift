/// A trace in memory: the numbers of `trace.csv`.
///
/// ```swift
/// let rho = result.trace.values(of: "rho", synapse: 0)  // one for each of `times`
/// ```
public struct Trace: Sendable, Equatable {
  /// The columns: `g`, and what the rule shows of a synapse, for example `m_plus`, `rho` and `w_f`.
  public let columns: [String]
  /// The recorded synapses, ascending.
  public let synapses: [Int]
  /// The recorded times, in learning steps, ascending.
  public private(set) var times: [Double] = []
  /// Time by time, column by column, synapse by synapse.
  private var values: [Double] = []

  package init(columns: [String], synapses: [Int]) {
    self.columns = columns
    self.synapses = synapses
  }

  /// A column of a synapse, one value for each time; nil if there is no such column, or the synapse is not recorded.
  ///
  /// - Complexity: O(number of times).
  public func values(of column: String, synapse: Int) -> [Double]? {
    guard let column = columns.firstIndex(of: column), let place = synapses.firstIndex(of: synapse)
    else { return nil }
    let offset = column * synapses.count + place
    return times.indices.map { values[$0 * columns.count * synapses.count + offset] }
  }
}

extension Trace: TraceSink {
  package mutating func write(
    time: Double, seconds: Double?, blocks: [Int], columns: Int, values: [Double]
  ) {
    precondition(blocks.count == 1 && columns == self.columns.count, "a trace is that of one rank")
    times.append(time)
    self.values += values
  }

  package func commit() {}
  package func synchronise() -> Int { 0 }
}
