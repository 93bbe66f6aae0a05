import Foundation
import HostSystem
import Results

/// A result over one key: a curve with points over numbers, points over words; with seeds their
/// standard deviation. Of a second key there is a curve for each value.
struct SweepCurve: GridFigure {
  private let figure: SweepFigure
  private let axis: SweepFile.Axis
  /// Where each value stands.
  private let places: [Double]
  private let series: [Series]
  let panels = [0]
  let layout: FigureLayout

  /// One curve.
  private struct Series {
    /// What it is called; nil if there is but one.
    let name: String?
    let cells: [SweepFigure.Cell]
  }

  init(_ figure: SweepFigure, layout: FigureLayout) {
    self.figure = figure
    self.layout = layout
    let axis = figure.axes[0]
    self.axis = axis
    let by = figure.axes.dropFirst().first
    series = (by?.values.map(Optional.some) ?? [nil]).map { value in
      Series(
        name: value,
        cells: axis.values.map { place in
          var values = [axis.key: place]
          if let by { values[by.key] = value }
          return figure.cell(values)
        })
    }
    places = axis.numbers ?? axis.values.indices.map(Double.init)
  }

  // MARK: Scripts

  var legend: PanelGrid.Legend {
    guard figure.axes.count > 1 else { return PanelGrid.Legend() }
    return PanelGrid.Legend(
      title: GnuplotScript.escaped(SweepFigure.label(figure.axes[1].key)),
      entries: series.map { GnuplotScript.escaped($0.name ?? "") })
  }

  var grid: PanelGrid {
    PanelGrid(count: 1, layout: layout, legend: legend, tickHeight: tickHeight)
  }

  var terminalHeight: Int { 22 }

  /// Words that would meet stand at an angle.
  private var isCrowded: Bool {
    axis.numbers == nil && Double(longest * axis.values.count * 8) > 0.75 * layout.width(columns: 1)
  }
  private var longest: Int { axis.values.map(\.count).max() ?? 0 }
  private var tickHeight: Double { isCrowded ? Double(min(8 + longest * 4, 120)) : 0 }

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    if medium == .file { script.grid() }
    appendData(to: &script)
    script.title(medium.text(figure.title(on: medium)))
    script.label("x", medium.text(SweepFigure.label(axis.key)))
    script.label("y", medium.text(figure.metricLabel))
    guard medium == .file else { return }
    if isCrowded { script.line("set xtics rotate by -30 left") }
    grid.begin(in: &script)
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    appendAxes(to: &script, on: medium)
    if medium == .file {
      grid.legend(ofPanel: index, in: &script)
      script.plot(bands + curves(in: script))
    } else {
      script.plot(
        series.indices.map { number in
          let title =
            series[number].name.map { "title \(GnuplotScript.quoted(medium.text($0)))" }
            ?? "notitle"
          return
            "\(block(number)) using 1:2 with \(isCurve ? "linespoints" : "points") pt 7 \(title)"
        })
    }
  }

  private var isCurve: Bool { axis.numbers != nil && axis.key != "seed" }

  private func block(_ number: Int) -> String {
    series.count == 1 && series[0].name == nil ? "$results" : "$results\(number + 1)"
  }

  private func appendData(to script: inout GnuplotScript) {
    script.line("# place, mean, mean − standard deviation, mean + standard deviation")
    for (number, series) in series.enumerated() {
      script.line("\(block(number)) << EOD")
      for (place, cell) in zip(places, series.cells) {
        guard let mean = cell.statistics?.mean else { continue }
        let range = range(of: cell)!
        script.line("\(place) \(mean) \(range.lowerBound) \(range.upperBound)")
      }
      script.line("EOD")
    }
  }

  private func appendAxes(to script: inout GnuplotScript, on medium: Medium) {
    let (first, last) = (places.min()!, places.max()!)
    if isCurve {
      let isGeometric = SweepFigure.isGeometric(places)
      let data = first < last || isGeometric ? first...last : (first - 0.5)...(last + 0.5)
      script.axis("x", Axis(isLogarithmic: isGeometric, data: data, room: 0.05), on: medium)
      // Of a few values by ratios each has its number.
      if isGeometric, !SweepFigure.isLogarithmic(places), places.count <= 10,
        script.options.ranges[.x] == nil
      {
        appendTicks(to: &script, on: medium)
      }
    } else {
      script.line("set xrange [\(first - 0.5):\(last + 0.5)]")
      appendTicks(to: &script, on: medium)
    }
    let results = cells.compactMap(range).flatMap { [$0.lowerBound, $0.upperBound] }
    script.axis(
      "y",
      Axis(
        isLogarithmic: isLogarithmic, data: union(of: results.map { $0...$0 }),
        bounds: figure.bounds, room: 0.06),
      on: medium)
  }

  private func appendTicks(to script: inout GnuplotScript, on medium: Medium) {
    let ticks = zip(axis.values, places).map { script.tick(medium.text($0), at: $1) }
    script.line("set xtics (\(ticks.joined(separator: ", ")))")
  }

  private var cells: [SweepFigure.Cell] { series.flatMap(\.cells) }

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

  private func color(_ number: Int) -> String { FigureStyle.curve(number, of: series.count) }

  private var bands: [String] {
    guard isCurve, figure.seeds > 1 else { return [] }
    return series.indices.map {
      "\(block($0)) using 1:3:4 with filledcurves fc rgb '\(color($0))' fs transparent solid 0.2 noborder notitle"
    }
  }

  private func curves(in script: GnuplotScript) -> [String] {
    series.enumerated().map { number, series in
      let title =
        series.name.map { "title \(script.shown(GnuplotScript.escaped($0)))" } ?? "notitle"
      let look = "lw \(FigureStyle.curveWidth) pt 7 ps 0.9 lc rgb '\(color(number))' \(title)"
      if isCurve { return "\(block(number)) using 1:2 with linespoints \(look)" }
      return figure.seeds > 1
        ? "\(block(number)) using 1:2:3:4 with yerrorbars \(look)"
        : "\(block(number)) using 1:2 with points \(look)"
    }
  }
}
