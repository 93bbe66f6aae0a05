import SynapticDynamics

/// Writes `trace.csv`: one row for each recorded time and synapse.
struct TraceWriter {
  private let file: AtomicFile
  private let indices: [Int]
  private let components: Int
  private let synapseCount: Int
  private(set) var lastTime: Double?

  init(_ file: AtomicFile, rule: any SynapticRule, synapseCount: Int, indices: [Int]) throws {
    self.file = file
    self.indices = indices
    self.synapseCount = synapseCount
    components = rule.components.count
    let names = ["time", "synapse", "g"] + rule.components.map(\.name)
    try file.write(names.joined(separator: ",") + "\n")
  }

  /// Appends the rows of one time; numbers in the shortest form that reads back to the same value.
  mutating func write(time: Double, gradient: [Double], state: Span<Double>) throws {
    let timeText = time.description
    for i in indices {
      var row = "\(timeText),\(i),\(gradient[i].description)"
      for component in 0..<components {
        row += ","
        row += state[component * synapseCount + i].description
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
