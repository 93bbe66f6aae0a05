import Foundation
import HostSystem

/// A result over one key: a curve with points over numbers, points over words; with seeds their
/// standard deviation.
struct SweepCurve: DrawnFigure {
  private let figure: SweepFigure
  private let axis: SweepFile.Axis
  /// Where each value stands.
  private let places: [Double]
  private let cells: [SweepFigure.Cell]

  init(_ figure: SweepFigure) {
    self.figure = figure
    axis = figure.axes[0]
    let key = axis.key
    cells = axis.values.map { figure.cell([key: $0]) }
    places = axis.numbers ?? axis.values.indices.map(Double.init)
  }

  // MARK: Scripts

  var size: (width: Int, height: Int) { (720, 480) }
  var terminalHeight: Int { 22 }
  func panelCount(on medium: Medium) -> Int { 1 }

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    if medium == .file { script.grid() }
    appendData(to: &script, on: medium)
    guard medium == .file else { return }
    let longest = axis.values.map(\.count).max() ?? 0
    let isCrowded = axis.numbers == nil && longest * axis.values.count * 8 > 560
    if isCrowded { script.line("set xtics rotate by -30 left") }
    let bottom = isCrowded ? 70 + min(longest * 4, 110) : 62
    let (width, height) = (Double(size.width), Double(size.height))
    script.line(
      "set lmargin at screen \(92.0 / width); set rmargin at screen \(690.0 / width)")
    script.line(
      "set bmargin at screen \(Double(bottom) / height); set tmargin at screen \(435.0 / height)")
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    script.plot(
      medium == .file
        ? curves
        : ["$results using 1:2 with \(isCurve ? "linespoints" : "points") pt 7 notitle"])
  }

  func end(_ script: inout GnuplotScript, on medium: Medium) {}

  private var isCurve: Bool { axis.numbers != nil && axis.key != "seed" }

  private func appendData(to script: inout GnuplotScript, on medium: Medium) {
    script.line("# place, mean, mean − standard deviation, mean + standard deviation")
    script.line("$results << EOD")
    for (place, cell) in zip(places, cells) {
      guard let mean = cell.statistics?.mean else { continue }
      let range = range(of: cell)!
      script.line("\(place) \(mean) \(range.lowerBound) \(range.upperBound)")
    }
    script.line("EOD")
    script.line("set title \(GnuplotScript.quoted(medium.text(figure.title)))")
    script.line("set xlabel \(GnuplotScript.quoted(medium.text(SweepFigure.label(axis.key))))")
    script.line("set ylabel \(GnuplotScript.quoted(medium.text(figure.metricLabel)))")
    appendRanges(to: &script, on: medium)
    if axis.numbers == nil || axis.key == "seed" {
      let ticks = zip(axis.values, places).map {
        GnuplotScript.tick(medium.text($0), at: $1)
      }
      script.line("set xtics (\(ticks.joined(separator: ", ")))")
    }
  }

  private func appendRanges(to script: inout GnuplotScript, on medium: Medium) {
    if isCurve {
      let isGeometric = SweepFigure.isGeometric(places)
      let range = places.min()!...places.max()!
      var axis = Axis(isLogarithmic: isGeometric, data: range, room: 0.05)
      if range.lowerBound == range.upperBound, !isGeometric {
        axis = Axis(data: (range.lowerBound - 0.5)...(range.upperBound + 0.5), room: 0)
      }
      script.axis("x", axis, on: medium)
      // Of a few values by ratios each has its number.
      if isGeometric, !SweepFigure.isLogarithmic(places), places.count <= 10 {
        let ticks = zip(self.axis.values, places).map {
          GnuplotScript.tick(medium.text($0), at: $1)
        }
        script.line("set xtics (\(ticks.joined(separator: ", ")))")
      }
    } else {
      let (first, last) = (places.min()!, places.max()!)
      script.line("set xrange [\(first - 0.5):\(last + 0.5)]")
    }
    let results = cells.compactMap(range).flatMap { [$0.lowerBound, $0.upperBound] }
    let range = Axis.union(results.map { $0...$0 })
    script.axis(
      "y",
      Axis(isLogarithmic: isLogarithmic, data: range, bounds: figure.bounds, room: 0.06),
      on: medium)
  }

  /// Whether results stand on a logarithmic axis.
  private var isLogarithmic: Bool {
    SweepFigure.isLogarithmic(cells.compactMap { $0.statistics?.mean })
  }

  /// A standard deviation to either side of the mean. On a logarithmic axis it ends at half the least mean:
  /// there is no place for 0.
  private func range(of cell: SweepFigure.Cell) -> ClosedRange<Double>? {
    guard let statistics = cell.statistics else { return nil }
    let (mean, deviation) = (statistics.mean, statistics.deviation ?? 0)
    let floor = cells.compactMap { $0.statistics?.mean }.min()! / 2
    return (isLogarithmic ? max(mean - deviation, floor) : mean - deviation)...(mean + deviation)
  }

  private var curves: [String] {
    let color = FigureStyle.curve(0)
    let look = "lw \(FigureStyle.curveWidth) pt 7 ps 0.9 lc rgb '\(color)' notitle"
    switch (isCurve, figure.seeds > 1) {
    case (true, true):
      return [
        "$results using 1:3:4 with filledcurves fc rgb '\(color)' fs transparent solid 0.2 noborder notitle",
        "$results using 1:2 with linespoints \(look)",
      ]
    case (true, false): return ["$results using 1:2 with linespoints \(look)"]
    case (false, true): return ["$results using 1:2:3:4 with yerrorbars \(look)"]
    case (false, false): return ["$results using 1:2 with points \(look)"]
    }
  }
}
