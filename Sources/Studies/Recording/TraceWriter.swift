import SynapticDynamics

/// Writes `trace.csv`: one row for each recorded time and synapse.
struct TraceWriter {
  private let file: AtomicFile
  private let synapses: [Int]
  /// Where these lie in the samples.
  private let part: SynapseSelection
  private(set) var lastTime: Double?

  /// - Parameters:
  ///   - file: the file.
  ///   - rule: the rule, for the names of the columns.
  ///   - recorded: the synapses to write.
  ///   - watched: those that samples consist of.
  init(
    _ file: AtomicFile, rule: any SynapticRule, recorded: SynapseSelection,
    watched: SynapseSelection
  ) throws {
    self.file = file
    synapses = recorded.indices
    part = recorded.within(watched)
    let names = ["time", "synapse", "g"] + rule.components.map(\.name)
    try file.write(names.joined(separator: ",") + "\n")
  }

  /// Appends the rows of one time; numbers in the shortest form that reads back to the same value.
  ///
  /// - Parameters:
  ///   - time: the time.
  ///   - gradient: one signal of each recorded synapse.
  ///   - state: the sample.
  mutating func write(time: Double, gradient: [Double], state: Span<Double>) throws {
    let timeText = time.description
    for (k, place) in part.indices.enumerated() {
      var row = "\(timeText),\(synapses[k]),\(gradient[k].description)"
      for component in 0..<part.components {
        row += ","
        row += state[component * part.synapseCount + place].description
      }
      row += "\n"
      try file.write(row)
    }
    lastTime = time
  }

  func commit() throws { try file.commit() }

  /// About how many bytes a trace will have: nineteen for each number.
  static func estimatedSize(times: Int, synapses: Int, components: Int) -> Int {
    let (rows, overflow) = times.multipliedReportingOverflow(by: synapses)
    let (bytes, overflows) = rows.multipliedReportingOverflow(by: 19 * (components + 3))
    return overflow || overflows ? .max : bytes
  }
}
