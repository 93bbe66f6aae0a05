import DataFiles
import Foundation
import HostSystem
import Results
import SystemPackage

/// What a figure needs to know of a trace before it is drawn.
struct TraceFile {
  let path: String
  /// What it is called: its path, or that of the unfinished trace that it is a copy of.
  let name: String
  /// Whether its run has not ended: constants of the rule are not known then.
  let isUnfinished: Bool
  let header: TableHeader
  /// The recorded synapses in the order of their rows.
  let synapses: [Int]
  /// First and last recorded time that a figure shows: on a logarithmic axis those above 0.
  let shownTimes: ClosedRange<Double>
  /// Whether the times grow by ratios rather than by equal steps.
  let isLogarithmic: Bool
  /// Of each recorded synapse: the average of |g| over the rows.
  let averageGradient: [Double]
  /// Of each recorded synapse: its last g.
  let lastGradient: [Double]
  /// How often the gradient of a synapse changes from row to row, at most.
  let gradientChanges: Int
  /// The average change of g from row to row, relative to the average |g|.
  let averageStep: Double
  /// Smallest and largest value of each column.
  let ranges: [String: ClosedRange<Double>]
  /// Whether w_f = w_b somewhere.
  let differenceVanishes: Bool
  /// The constants of ρ's law, from the `summary.json` beside the trace.
  let equilibrium: Summary.EquilibriumSummary?

  /// What synapses are called, from the `synapses.csv` beside the trace.
  let labels: [Int: String]

  /// Whether the rule is written in the study: names of substances mean what its author says.
  let isOfWrittenRule: Bool
  /// In what columns are measured, where such a rule says it; `w` stands for both weights.
  let units: [String: String]
  /// How long a learning step is, if the study says it.
  let learningStep: PhysicalTime?

  /// Reads a trace once.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - original: the unfinished trace that it is a copy of, if it is one.
  /// - Throws: `DataFileError` with the line of the first mistake.
  init(path: String, unfinished original: String? = nil) throws {
    let table = try TableReader(path: path, isForGnuplot: true)
    let header = try Trace.schema.header(table.names, in: path)
    let (forward, backward) = (header.position(of: "w_f"), header.position(of: "w_b"))
    let signal = header.position(of: "g")
    let place = header.position(of: "synapse")!
    var low = [Double](repeating: .infinity, count: header.names.count)
    var high = low.map { -$0 }
    var values = low
    var synapses: [Int] = []
    var isFirstTime = true
    var (row, changes) = (0, 0)
    var (sums, last): ([Double], [Double]) = ([], [])
    var times: [Double] = []
    var vanishes = false
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
        sums.append(0)
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
        sums[index] += values[signal].magnitude
      }
      if times.last != values[0] { times.append(values[0]) }
      for i in values.indices {
        low[i] = min(low[i], values[i])
        high[i] = max(high[i], values[i])
      }
      if let forward, let backward, values[forward] == values[backward] { vanishes = true }
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
    isLogarithmic =
      times.count > 3 && times[1] > 0
      && (times[times.count - 1] - times[times.count - 2]) > 10 * (times[2] - times[1])
    shownTimes =
      times[isLogarithmic && times[0] == 0 ? 1 : 0]...times[times.count - 1]
    averageGradient = sums.map { $0 / Double(times.count) }
    lastGradient = last
    averageStep = magnitudeSum > 0 ? stepSum / magnitudeSum : 0
    gradientChanges = changes / synapses.count
    ranges = Dictionary(
      uniqueKeysWithValues: header.names.indices.map { (header.names[$0], low[$0]...high[$0]) })
    differenceVanishes = vanishes
    // Beside an unfinished one is none, or that of an older run.
    let summary =
      isUnfinished
      ? nil
      : InputFile.contents(FilePath(path).beside("summary.json"))
        .flatMap { try? Summary(json: $0) }
    equilibrium = summary?.equilibrium
    labels = SynapseRow.labels(FilePath(path).beside(SynapseRow.schema.file))
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
  var columns: [String] { header.names }

  /// Those of what was recorded of synapses.
  var quantities: [String] {
    header.names.filter { !["time", TableSchema.seconds.name, "synapse"].contains($0) }
  }

  /// Whether g was recorded.
  var hasSignal: Bool { columns.contains("g") }

  /// K, by which the equations multiply the recorded g.
  var gradientGain: Double { equilibrium?.gradientGain ?? 1 }

  /// Whether the closed form ρ* is that of the average |g|: g changes often.
  var usesAverageGradient: Bool { gradientChanges > 20 }

  /// Whether g jumps about: the average step between rows is of the size of g itself.
  var isNoise: Bool { usesAverageGradient && averageStep > 0.5 }

  /// Positions of at most `count` synapses, spread over those recorded.
  func shownPositions(atMost count: Int) -> [Int] {
    evenlySpaced(count, among: synapses.count)
  }
}
