import Foundation
import HostSystem

/// A result over one key: a curve with points over numbers, points over words; with seeds their
/// standard deviation.
struct SweepCurve {
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

  /// The script of a figure file.
  func script(figure path: String) throws -> String {
    var script = try GnuplotScript(figure: path, width: 720, height: 480)
    let longest = axis.values.map(\.count).max() ?? 0
    let isCrowded = axis.numbers == nil && longest * axis.values.count * 8 > 560
    script.line("set grid lc rgb '#dddddd'")
    append(to: &script, powers: "10^{%T}", escaping: GnuplotScript.escaped)
    if isCrowded { script.line("set xtics rotate by -30 left") }
    let bottom = isCrowded ? 70 + min(longest * 4, 110) : 62
    script.line(
      "set lmargin at screen \(92.0 / 720); set rmargin at screen \(690.0 / 720)")
    script.line(
      "set bmargin at screen \(Double(bottom) / 480); set tmargin at screen \(435.0 / 480)")
    script.line("plot \(curves.joined(separator: ", \\\n     "))")
    return script.text
  }

  /// The script that draws into a terminal.
  func terminalScript(width: Int, color: Bool) -> String {
    var script = GnuplotScript(terminalWidth: width, height: 22, color: color)
    append(to: &script, powers: "%.0e", escaping: \.printable)
    script.line("plot $results using 1:2 with \(isCurve ? "linespoints" : "points") pt 7 notitle")
    return script.text
  }

  private var isCurve: Bool { axis.numbers != nil && axis.key != "seed" }

  private func append(
    to script: inout GnuplotScript, powers: String, escaping: (String) -> String
  ) {
    script.line("# place, mean, mean − standard deviation, mean + standard deviation")
    script.line("$results << EOD")
    for (place, cell) in zip(places, cells) {
      guard let mean = cell.statistics?.mean else { continue }
      let range = range(of: cell)!
      script.line("\(place) \(mean) \(range.lowerBound) \(range.upperBound)")
    }
    script.line("EOD")
    script.line("set title \(GnuplotScript.quoted(escaping(figure.title)))")
    script.line("set xlabel \(GnuplotScript.quoted(escaping(SweepFigure.label(axis.key))))")
    script.line("set ylabel \(GnuplotScript.quoted(escaping(figure.metricLabel)))")
    appendRanges(to: &script, powers: powers)
    if axis.numbers == nil || axis.key == "seed" {
      let ticks = zip(axis.values, places).map {
        GnuplotScript.tick(escaping($0), at: $1)
      }
      script.line("set xtics (\(ticks.joined(separator: ", ")))")
    }
  }

  private func appendRanges(to script: inout GnuplotScript, powers: String) {
    if isCurve, SweepFigure.isLogarithmic(places) {
      // A twentieth of the axis on either side.
      let room = pow(places.max()! / places.min()!, 0.05)
      script.line("set logscale x; set format x '\(powers)'")
      script.line("set xrange [\(places.min()! / room):\(places.max()! * room)]")
    } else {
      let (first, last) = (places.min()!, places.max()!)
      let room = isCurve ? max((last - first) / 20, first == last ? 0.5 : 0) : 0.5
      script.line("set xrange [\(first - room):\(last + room)]")
    }
    let results = cells.compactMap(range).flatMap { [$0.lowerBound, $0.upperBound] }
    if isLogarithmic {
      let room = pow(results.max()! / results.min()!, 0.06)
      script.line("set logscale y; set format y '\(powers)'")
      script.line("set yrange [\(results.min()! / room):\(results.max()! * room)]")
    } else if results.min() == results.max(), let result = results.first {
      let room = max(result.magnitude / 10, .leastNormalMagnitude * 1e10)
      script.line("set yrange [\(result - room):\(result + room)]")
    } else {
      script.line("set offsets graph 0, 0, graph 0.06, graph 0.06")
    }
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
    let color = GnuplotScript.color(0)
    let look = "lw 2 pt 7 ps 0.9 lc rgb '\(color)' notitle"
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
