import DataFiles
import Foundation
import Results

/// The figure of a run of several seeds: by how much each result hangs on the seed. For each a line from the smallest to the
/// largest value, and on it a bar of one standard deviation to both sides of the mean, in percent of the mean.
struct SeedsFigure: DrawnFigure {
  private let results: [Result]
  private let seeds: Int
  private let layout: FigureLayout

  /// What came of a result, relative to its mean.
  private struct Result {
    let name: String
    let smallest, largest, deviation: Double
  }

  /// - Parameter request: a `seeds.csv`; its columns are the results to draw; nil for those that are no counts of work, such as
  ///   steps.
  /// - Throws: `DataFileError` if the file is wrong, or no result varies about a mean other than 0.
  init(_ request: FigureRequest) throws {
    let (path, names) = (request.files[0], request.columns ?? request.options.panels)
    layout = request.layout
    let table = try Table(path: path, as: SeedTables.quantities)
    for name in names ?? [] where !table.rows.contains(where: { $0[0] == name }) {
      throw DataFileError(
        file: path, line: nil,
        "there is no result \"\(name.excerpt)\""
          + suggestion(for: name, among: table.rows.map { $0[0] }))
    }
    var results: [Result] = []
    var seeds = 0
    for (index, row) in table.rows.enumerated() {
      let isWanted = names?.contains(row[0]) ?? !row[0].hasPrefix("statistics_")
      let values = try (1...5).map { try table.number(index, $0) }
      guard isWanted, let mean = values[0], mean != 0, let deviation = values[1], deviation > 0,
        let smallest = values[2], let largest = values[3],
        [mean, deviation, smallest, largest].allSatisfy(\.isFinite)
      else { continue }
      seeds = max(seeds, Int(values[4] ?? 0))
      let percent = 100 / mean.magnitude
      results.append(
        Result(
          name: row[0], smallest: (smallest - mean) * percent, largest: (largest - mean) * percent,
          deviation: deviation * percent))
    }
    guard !results.isEmpty else {
      throw DataFileError(
        file: path, line: nil,
        "no result varies over the seeds about a mean other than 0, so that there is nothing to draw"
      )
    }
    (self.results, self.seeds) = (results, seeds)
  }

  static let kind = FigureKind(SeedTables.quantities, choices: [.panels, .columns]) {
    try SeedsFigure($0)
  }

  // MARK: Scripts

  var size: (width: Double, height: Double) {
    (layout.width(columns: 2), layout.height ?? Double(110 + 26 * results.count))
  }
  var terminalHeight: Int { results.count + 8 }
  func panelCount(on medium: Medium) -> Int { 1 }

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    script.line("$results << EOD")
    for (row, result) in results.enumerated() {
      script.line("\(row) \(result.smallest) \(result.largest) \(result.deviation)")
    }
    script.line("EOD")
    let names = results.enumerated().map { row, result in
      script.tick(medium.text(result.name), at: row)
    }
    script.line("set yrange [\(Double(results.count) - 0.5):-0.5]")
    script.line("set ytics (\(names.joined(separator: ", ")))")
    script.title("sd (bar) and range over \(seeds) seeds")
    script.label("x", "difference from the mean (% of the mean)")
    let low = results.map { min($0.smallest, -$0.deviation) }.min()!
    let high = results.map { max($0.largest, $0.deviation) }.max()!
    script.axis("x", Axis(data: low...high), on: medium)
    script.line("set key off")
    if medium == .file {
      script.grid()
      script.line("set lmargin \(results.map(\.name.count).max()! + 3)")
    }
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    let color = FigureStyle.curve(0)
    script.plot([
      "$results using 2:1:($3-$2):(0) with vectors nohead lw 1.5 lc rgb '\(FigureStyle.division)'",
      "$results using (-$4):1:(2*$4):(0) with vectors nohead lw 6 lc rgb '\(color)'",
      "$results using (0):1 with points pt 7 ps 0.7 lc rgb '\(FigureStyle.black)'",
    ])
  }

  func end(_ script: inout GnuplotScript, on medium: Medium) {}
}
