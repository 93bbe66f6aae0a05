import DataFiles
import Foundation
import HostSystem
import SystemPackage

/// What a trace has, read once from beginning to end: its synapses and times, what its columns span, and what its run's other
/// files say of it.
package struct TraceFile {
  package let path: String
  /// What it is called: its path, or that of the unfinished trace that it is a copy of.
  package let name: String
  /// Whether its run has not ended: constants of the rule are not known then.
  package let isUnfinished: Bool
  package let header: TableHeader
  /// The recorded synapses in the order of their rows.
  package let synapses: [Int]
  /// First and last recorded time that a figure shows: on a logarithmic axis those above 0.
  package let shownTimes: ClosedRange<Double>
  /// The first time above 0; nil if there is none.
  package let firstPositiveTime: Double?
  /// Whether the times grow by ratios rather than by equal steps.
  package let isLogarithmic: Bool
  /// How many times were recorded.
  package let timeCount: Int
  /// Of each recorded synapse: ⟨|g|⟩ over the whole run, from the `synapses.csv` beside the trace; nil if the run does not
  /// tell. What the rows make of it would be wrong: they are moments of a signal that jumps about between them.
  package let averageGradient: [Double]?
  /// Of each recorded synapse: its last g.
  package let lastGradient: [Double]
  /// Whether the g of every synapse is the same in all rows, and as far as is known between them.
  package let hasConstantGradient: Bool
  /// Whether g moves: it changes in so many rows that what they have are moments of it.
  package let hasMovingGradient: Bool
  /// Whether g jumps about: the average step between rows, or of many that differ, is of the size of g itself.
  package let isNoise: Bool
  /// Smallest and largest value of each column and of what is made of them, of each recorded synapse.
  private let ranges: [TraceQuantity: [ClosedRange<Double>]]
  /// The constants of ρ's law, from the `summary.json` beside the trace.
  package let equilibrium: Summary.EquilibriumSummary?

  /// What synapses are called, from the `synapses.csv` beside the trace.
  package let labels: [Int: String]

  /// Whether the rule is written in the study: names of substances mean what its author says.
  package let isOfWrittenRule: Bool
  /// In what columns are measured, where such a rule says it; `w` stands for both weights.
  package let units: [String: String]
  /// How long a learning step is, if the study says it.
  package let learningStep: PhysicalTime?

  /// Reads a trace once.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - original: the unfinished trace that it is a copy of, if it is one.
  ///   - described: the trace beside which its run's summary lies, if it is another.
  /// - Throws: `DataFileError` with the line of the first mistake.
  package init(path: String, unfinished original: String? = nil, besides described: String? = nil)
    throws
  {
    let table = try TableReader(path: path, isForGnuplot: true)
    let header = try Trace.schema.header(table.names, in: path)
    let signal = header.position(of: "g")
    let place = header.position(of: "synapse")!
    let made = [TraceQuantity.momentum, .difference].compactMap { quantity in
      quantity.reader(of: header.names).map { (quantity, $0) }
    }
    let width = header.names.count
    var extremes: [(low: Double, high: Double)] = []
    var values = [Double](repeating: 0, count: width)
    var synapses: [Int] = []
    var isFirstTime = true
    var (row, changes) = (0, 0)
    var last: [Double] = []
    var times: [Double] = []
    var (stepSum, magnitudeSum) = (0.0, 0.0)
    while try table.readNumbers(into: &values) {
      if let last = times.last, values[0] < last {
        throw DataFileError(
          file: path, line: table.lineNumber,
          "time \(values[0]) follows \(last), expected ascending times")
      }
      guard let synapse = Int(exactly: values[place]) else {
        throw DataFileError(
          file: path, line: table.lineNumber,
          "column synapse: found \(values[place]), expected a whole number")
      }
      if isFirstTime, values[0] == times.first ?? values[0] {
        synapses.append(synapse)
        extremes += Array(repeating: (.infinity, -.infinity), count: width + made.count)
        last.append(signal.map { values[$0] } ?? 0)
      } else {
        isFirstTime = false
      }
      let position = row % max(synapses.count, 1)
      guard synapses[isFirstTime ? synapses.count - 1 : position] == synapse else {
        throw DataFileError(
          file: path, line: table.lineNumber, "expected the rows of the same synapses at every time"
        )
      }
      let index = isFirstTime ? synapses.count - 1 : position
      if let signal {
        if values[signal] != last[index] { changes += 1 }
        stepSum += (values[signal] - last[index]).magnitude
        magnitudeSum += values[signal].magnitude
        last[index] = values[signal]
      }
      if times.last != values[0] { times.append(values[0]) }
      let place = index * (width + made.count)
      for i in 0..<(width + made.count) {
        let value = i < width ? values[i] : made[i - width].1(values)
        if value < extremes[place + i].low { extremes[place + i].low = value }
        if value > extremes[place + i].high { extremes[place + i].high = value }
      }
      row += 1
    }
    guard !synapses.isEmpty else {
      throw DataFileError(
        file: path, line: 2, "the trace has no rows")
    }
    self.path = path
    name = original ?? path
    isUnfinished = original != nil
    self.header = header
    self.synapses = synapses
    isLogarithmic = RecordedTimes(times).areLogarithmic
    shownTimes = RecordedTimes(times).shown
    firstPositiveTime = times.first { $0 > 0 }
    timeCount = times.count
    lastGradient = last
    let quantities = header.names.map(TraceQuantity.column) + made.map(\.0)
    var ranges: [TraceQuantity: [ClosedRange<Double>]] = [:]
    for (i, quantity) in quantities.enumerated() {
      ranges[quantity] = synapses.indices.map { position in
        let (low, high) = extremes[position * quantities.count + i]
        return low...high
      }
    }
    self.ranges = ranges
    // Beside an unfinished one is none, or that of an older run.
    let summary =
      isUnfinished
      ? nil
      : InputFile.contents(FilePath(described ?? path).beside("summary.json"))
        .flatMap { try? Summary(json: $0) }
    equilibrium = summary?.equilibrium
    let rows =
      isUnfinished
      ? [:] : SynapseRow.read(FilePath(described ?? path).beside(SynapseRow.schema.file))
    labels = rows.compactMapValues(\.label)
    let averages = synapses.compactMap { rows[$0]?.averageGradient }
    averageGradient = averages.count == synapses.count ? averages : nil
    // Rows that are all the same say nothing of what is between them, but the average does.
    let isAsAverage =
      averageGradient.map {
        zip($0, last).allSatisfy { ($0 - $1.magnitude).magnitude <= 1e-9 * $0 }
      }
      ?? (times.count > 1)
    let changesOfOne = changes / synapses.count
    hasConstantGradient = changesOfOne == 0 && isAsAverage
    hasMovingGradient =
      changesOfOne > 20 || 4 * changesOfOne > times.count || (changesOfOne == 0 && !isAsAverage)
    let average = magnitudeSum / Double(row)
    isNoise =
      hasMovingGradient
      && (stepSum > 0.5 * magnitudeSum
        || (changesOfOne > 200 && stepSum > 0.5 * average * Double(changes)))
    isOfWrittenRule =
      isUnfinished
      ? ["m", "rho", "v"].allSatisfy { header.position(of: $0) == nil }
      : summary?.parameters["rule.name"] != nil
    learningStep = summary?.parameters["learning_step"].flatMap(PhysicalTime.init)
    let prefix = "rule.units."
    units = Dictionary(
      uniqueKeysWithValues: (summary?.parameters ?? [:]).filter { $0.key.hasPrefix(prefix) }
        .map { (String($0.key.dropFirst(prefix.count)), $0.value) })
  }

  /// The names of the columns.
  package var columns: [String] { header.names }

  /// Those of what was recorded of synapses.
  package var quantities: [String] {
    header.names.filter { !["time", TableSchema.seconds.name, "synapse"].contains($0) }
  }

  /// Whether g was recorded.
  package var hasSignal: Bool { columns.contains("g") }

  /// K, by which the equations multiply the recorded g.
  package var gradientGain: Double { equilibrium?.gradientGain ?? 1 }

  /// The law of ρ's equilibrium, with the constants of paper A's where the run does not tell.
  package var law: EquilibriumLaw {
    EquilibriumLaw(
      production: equilibrium?.production ?? 1e-3, consumption: equilibrium?.consumption ?? 1e-3,
      gain: gradientGain, decay: equilibrium?.decay ?? 1e-11)
  }

  /// Smallest and largest value of some synapses; nil if the trace has no such quantity.
  package func range(of quantity: TraceQuantity, at positions: [Int]) -> ClosedRange<Double>? {
    func all(_ quantity: TraceQuantity) -> ClosedRange<Double>? {
      ranges[quantity].flatMap { ranges in union(of: positions.map { ranges[$0] }) }
    }
    switch quantity {
    case .column, .momentum, .difference: return all(quantity)
    case .level(let values): return union(of: positions.map { values[$0]...values[$0] })
    case .gradient(let gain):
      return all(.column("g")).map {
        let ends = [gain * $0.lowerBound, gain * $0.upperBound]
        return ends.min()!...ends.max()!
      }
    case .equilibrium(let law):
      return ranges[.column("g")].flatMap { ranges in
        union(
          of:
            positions.map { position in
              let range = ranges[position]
              let magnitudes = [range.lowerBound.magnitude, range.upperBound.magnitude]
              // Of a signal that changes its sign: what it passes on its way is in no row.
              return law.equilibrium(magnitudes.max()!)...law.equilibrium(magnitudes.min()!)
            })
      }
    }
  }

  /// Positions of at most `count` synapses, spread over those recorded.
  package func shownPositions(atMost count: Int) -> [Int] {
    evenlySpaced(count, among: synapses.count)
  }

  /// Positions of some synapses.
  ///
  /// - Throws: `DataFileError` if one was not recorded.
  package func positions(of wanted: [Int]) throws -> [Int] {
    try wanted.map { synapse in
      guard let position = synapses.firstIndex(of: synapse) else {
        let some = synapses.prefix(12).map { "\($0)" } + (synapses.count > 12 ? ["…"] : [])
        throw DataFileError(
          file: path, line: nil,
          "--synapses: found \(synapse), expected some of those recorded: \(some.joined(separator: ", "))"
        )
      }
      return position
    }
  }
}
