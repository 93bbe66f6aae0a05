import DataFiles
import Foundation
import HostSystem
import Results
import SystemPackage

/// How the numbers of arrays are distributed, as of the weights of layers at the end of a run, or of synapses at some times of
/// a trace: of each a histogram whose area is 1.
struct HistogramFigure: GridFigure {
  private let histograms: [Histogram]
  private let names: [String]
  private let axes: (x: Axis, y: Axis)
  let panels = [0]
  let layout: FigureLayout

  /// As many as are seen apart in a column of a journal.
  private static let binCount = 60
  /// So many numbers are read at once.
  private static let mostAtOnce = 1 << 16

  /// How often numbers lie in equal stretches between the smallest and the largest of all arrays.
  private struct Histogram {
    let densities: [Double]
  }

  static let kind = FigureKind(drawsSeveral: true, choices: [.labels, .times]) {
    try HistogramFigure($0)
  }

  /// - Parameter request: arrays of numpy's.
  /// - Throws: `DataFileError` if one is wrong or empty.
  init(_ request: FigureRequest) throws {
    layout = request.layout
    let parts = try zip(request.files, Self.names(of: request.files)).flatMap { path, name in
      try ArrayPart.parts(
        of: path, name: name, isAlone: request.files.count == 1, at: request.options.times)
    }
    names =
      try request.options.labels.map { labels in
        try request.check(
          labels, for: parts.count, "histograms")
        return labels
      } ?? parts.map(\.name)
    var (low, high) = (Double.infinity, -Double.infinity)
    for part in parts {
      try Self.forEach(of: part) { (low, high) = (min(low, $0), max(high, $0)) }
    }
    // Where all are the same they stand in the middle.
    let span = low...high
    let halves = high / 2 - low / 2
    // Nor are numbers apart that differ by less than their bins could.
    let range =
      halves / Double(Self.binCount) > .leastNormalMagnitude ? span : Axis(data: low...low).range!
    let width = range.upperBound / Double(Self.binCount) - range.lowerBound / Double(Self.binCount)
    histograms = try parts.map { part in
      var counts = [Int](repeating: 0, count: Self.binCount)
      try Self.forEach(of: part) { value in
        // Halves of any two numbers have a difference.
        let share = (value / 2 - range.lowerBound / 2) / (width / 2)
        counts[Int(min(max(share.rounded(.down), 0), Double(Self.binCount - 1)))] += 1
      }
      let count = Double(part.rows.count * part.array.rowLength)
      return Histogram(densities: counts.map { Double($0) / count / width })
    }
    let most = histograms.flatMap(\.densities).max()!
    axes = (Axis(data: range), Axis(data: 0...most, bounds: 0...Double.infinity))
    centres = (0..<Self.binCount).map { range.lowerBound + (Double($0) + 0.5) * width }
  }

  private let centres: [Double]

  private static func forEach(of part: ArrayPart, _ body: (Double) -> Void) throws {
    let reader = try part.array.makeReader()
    let rows = max(1, mostAtOnce / max(part.array.rowLength, 1))
    var values: [Double] = []
    for start in stride(from: part.rows.lowerBound, to: part.rows.upperBound, by: rows) {
      let read = start..<min(start + rows, part.rows.upperBound)
      values = [Double](repeating: 0, count: read.count * part.array.rowLength)
      try reader.read(rows: read, into: &values)
      values.forEach(body)
    }
  }

  /// What arrays are called: by their names, and as many of the folders that they are in as it takes to tell them apart.
  private static func names(of paths: [String]) -> [String] {
    let parts = paths.map { path in
      let file = FilePath(path).absolute.lexicallyNormalized()
      return file.removingLastComponent().components.map(\.string) + [file.stem ?? ""]
    }
    for length in 1...(parts.map(\.count).max() ?? 1) {
      let names = parts.map { $0.suffix(length).joined(separator: "/") }
      if Set(names).count == names.count { return names }
    }
    return paths
  }

  // MARK: Scripts

  var legend: PanelGrid.Legend { PanelGrid.Legend(entries: names.map(GnuplotScript.escaped)) }

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    script.line("set datafile separator comma")
    script.line("set datafile columnheaders")
    guard medium == .file else { return }
    script.grid()
    grid.begin(in: &script)
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    if medium == .file { grid.legend(ofPanel: index, in: &script) }
    script.title("distribution")
    script.label("x", "value")
    script.label("y", "density")
    var y = axes.y
    if script.options.logarithmic?.contains(.y) == true {
      // What is in no stretch has no place on a logarithmic axis.
      y.data = union(of: histograms.flatMap(\.densities).filter { $0 > 0 }.map { $0...$0 })
    }
    script.axis("x", axes.x, on: medium)
    script.axis("y", y, on: medium)
    let curves = zip(names, histograms).enumerated().map { number, item in
      let rows = zip(centres, item.1.densities).map { [$0, $1] }
      let name = script.data("Densities of an array", ["value", "density"], rows)
      return
        "\(name) using 1:2 with histeps lw \(FigureStyle.curveWidth) lc rgb '\(FigureStyle.curve(number, of: names.count))' title \(script.shown(medium.text(item.0)))"
    }
    script.plot(curves)
  }
}
