import Results
import Foundation
import HostSystem

/// A result over two keys, or three: heat maps with the values written into their cells.
struct SweepMaps: DrawnFigure {
  private let figure: SweepFigure
  private let across, upward: SweepFile.Axis
  /// The key with the fewest values, if there are three: a map for each.
  private let panels: SweepFile.Axis?
  private let geometry: Geometry
  /// One for each value of the third key.
  private let maps: [Map]
  /// The smallest and the largest value of all.
  private let range: ClosedRange<Double>

  init(_ figure: SweepFigure, layout: FigureLayout) {
    self.figure = figure
    var axes = figure.axes
    panels =
      axes.count == 3
      ? axes.remove(
        at: axes.indices.min { (axes[$0].values.count, -$0) < (axes[$1].values.count, -$1) }!)
      : nil
    (across, upward) = (axes[0], axes[1])
    geometry = Geometry(across, upward, panels: panels?.values.count ?? 1, layout: layout)
    let (across, upward) = (across, upward)
    func places(_ chosen: [String: String]) -> [Place] {
      upward.values.indices.flatMap { y in
        across.values.indices.map { x in
          var values = chosen
          values[across.key] = across.values[x]
          values[upward.key] = upward.values[y]
          return Place(x: x, y: y, cell: figure.cell(values))
        }
      }
    }
    maps =
      panels.map { panels in
        panels.values.map {
          Map(title: "\(panels.key) = \($0)", cells: places([panels.key: $0]))
        }
      } ?? [Map(title: "", cells: places([:]))]
    let means = maps.flatMap(\.cells).compactMap(\.mean)
    range = means.min()!...means.max()!
  }

  /// Sizes in the unit of layouts.
  private struct Geometry {
    let cellWidth, cellHeight, left, bottom: Int
    let columns, rows: Int
    let (nx, ny): (Int, Int)
    /// Whether the labels below stand at an angle, for want of room.
    let isTilted: Bool
    let top = 46
    let right = 96
    let gap = 30

    init(_ across: SweepFile.Axis, _ upward: SweepFile.Axis, panels: Int, layout: FigureLayout) {
      (nx, ny) = (across.values.count, upward.values.count)
      func longest(_ axis: SweepFile.Axis) -> Int { axis.values.map(\.count).max() ?? 0 }
      left = 62 + min(longest(upward) * 8, 200)
      let most = Int(layout.width(columns: 2))
      columns = panels > 1 && most >= 2 * (left + 150) + gap + right ? 2 : 1
      rows = (panels + columns - 1) / columns
      // No wider than somebody wants, nor unless that is said wider than looks well.
      let room = (most - right - 24 - (columns - 1) * gap) / columns - left
      cellWidth = max(layout.width == nil ? min(room / nx, panels > 1 ? 76 : 96) : room / nx, 4)
      isTilted = longest(across) * 8 + 6 > cellWidth
      bottom = 58 + (isTilted ? min(longest(across) * 5 + 6, 120) : 0)
      let (rows, bottom, top) = (rows, bottom, top)
      let height = layout.height.map { (Int($0) - 34) / rows - top - bottom } ?? 480
      cellHeight = max(layout.height == nil ? min(max(height / ny, 18), 46) : height / ny, 4)
    }

    var mapWidth: Int { max(nx * cellWidth, 150) }
    var mapHeight: Int { max(ny * cellHeight, 200) }
    var panelWidth: Int { left + mapWidth }
    var panelHeight: Int { top + mapHeight + bottom }
    var width: Int { columns * panelWidth + (columns - 1) * gap + right + 24 }
    var height: Int { rows * panelHeight + (rows > 1 || columns > 1 ? 34 : 0) }
  }

  // MARK: Scripts

  var size: (width: Double, height: Double) {
    (Double(geometry.width), Double(geometry.height))
  }
  var terminalHeight: Int { 2 * geometry.ny + 8 }
  func panelCount(on medium: Medium) -> Int { maps.count }

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    guard medium == .file else {
      script.line("unset key")
      return
    }
    let (least, greatest) = (range.lowerBound, range.upperBound)
    script.line("set palette defined \(FigureStyle.map)")
    let room = least < greatest ? 0 : max(least.magnitude / 10, 1e-300)
    script.line("set cbrange [\(least - room):\(greatest + room)]")
    if isLogarithmic { script.line("set logscale cb; set format cb '\(medium.powers)'") }
    script.label("cb", medium.text(figure.metricLabel))
    script.line(
      "set tics scale 0; unset key; set xtics \(geometry.isTilted ? "rotate by -35 left" : "")")
    let title = medium.text(figure.title(on: medium))
    if panels == nil {
      script.title(title)
    } else {
      let own = script.titleOfAll
      script.line("set multiplot\(own.isEmpty ? " title \(script.shown(title))" : own)")
    }
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    switch medium {
    case .file: append(maps[index], number: index, to: &script)
    case .terminal: appendNumbers(maps[index], number: index, to: &script)
    }
  }

  func end(_ script: inout GnuplotScript, on medium: Medium) {
    if medium == .file, panels != nil { script.line("unset multiplot") }
  }

  /// The values at their places.
  private func appendNumbers(_ map: Map, number: Int, to script: inout GnuplotScript) {
    appendAxes(to: &script, on: .terminal)
    let title = [figure.title(on: .terminal), map.title].filter { !$0.isEmpty }.joined(
      separator: ", ")
    script.line("set title \(GnuplotScript.quoted(title.printable))")
    append(map.cells.map { ($0, $0.text) }, to: "$labels\(number)", of: &script)
    script.line("plot $labels\(number) using 1:2:3 with labels")
  }

  // MARK: Maps

  private struct Place {
    let x, y: Int
    let cell: SweepFigure.Cell

    var mean: Double? { cell.statistics?.mean }

    /// What is written into it: the value, or how the run stands.
    var text: String {
      mean.map { String(format: "%.3g", $0) } ?? cell.status?.rawValue ?? ""
    }

    /// The same with the standard deviation on a line of its own, if there is one.
    var textWithDeviation: String {
      guard let statistics = cell.statistics, statistics.deviation != nil else { return text }
      return statistics.text().replacing(" ± ", with: "\\n±")
    }
  }

  private struct Map {
    let title: String
    let cells: [Place]
  }

  /// What is written into the cells of a figure file: deviations, too, where there is room for all.
  private var text: (Place) -> String {
    let lines = maps.flatMap(\.cells).flatMap { $0.textWithDeviation.split(separator: "\\n") }
    let hasRoom =
      geometry.cellHeight >= 40 && lines.allSatisfy { $0.count * 8 + 6 <= geometry.cellWidth }
    return hasRoom ? \.textWithDeviation : \.text
  }

  /// Whether values stand on a logarithmic scale.
  private var isLogarithmic: Bool {
    SweepFigure.isLogarithmic([range.lowerBound, range.upperBound])
  }

  /// Whether white is read better than black on the colour of a value.
  private func isDark(_ value: Double) -> Bool {
    let (least, greatest) = (range.lowerBound, range.upperBound)
    guard greatest > least else { return false }
    return isLogarithmic
      ? log(value / least) > 0.62 * log(greatest / least)
      : value - least > 0.62 * (greatest - least)
  }

  private func append(
    _ map: Map, number: Int, to script: inout GnuplotScript
  ) {
    let g = geometry
    let (column, row) = (number % g.columns, number / g.columns)
    let left = Double(column * (g.panelWidth + g.gap) + g.left) / Double(g.width)
    let above = g.height - g.rows * g.panelHeight + row * g.panelHeight + g.top
    let top = 1 - Double(above) / Double(g.height)
    script.line("set lmargin at screen \(left)")
    script.line("set rmargin at screen \(left + Double(g.mapWidth) / Double(g.width))")
    script.line("set tmargin at screen \(top)")
    script.line("set bmargin at screen \(top - Double(g.mapHeight) / Double(g.height))")
    appendAxes(to: &script, on: .file)
    if panels != nil {
      script.title(GnuplotScript.escaped(map.title))
      // One scale of colours for all, beside the last of a row.
      script.line(
        column == g.columns - 1 || number == maps.count - 1 ? "set colorbox" : "unset colorbox")
    }
    let good = map.cells.filter { $0.mean != nil }
    let parts = [
      ("cells", good.map { ($0, "\($0.mean!)") }),
      ("missing", map.cells.filter { $0.mean == nil }.map { ($0, $0.text) }),
      ("dark", good.filter { isDark($0.mean!) }.map { ($0, text($0)) }),
      ("light", good.filter { !isDark($0.mean!) }.map { ($0, text($0)) }),
    ]
    for (name, cells) in parts { append(cells, to: "$\(name)\(number)", of: &script) }
    var curves: [String] = []
    let box = "using 1:2:(0.5):(0.5)"
    if !parts[1].1.isEmpty {
      curves.append(
        "$missing\(number) \(box) with boxxyerror lc rgb '\(FigureStyle.missing)' fs solid noborder"
      )
    }
    if !good.isEmpty {
      curves.append(
        "$cells\(number) \(box):3 with boxxyerror lc palette fs solid noborder")
    }
    if g.cellWidth >= 34 {
      let size = script.font(g.cellWidth < 60 ? 9 : 12)
      for (index, color) in [
        (1, FigureStyle.faint), (2, FigureStyle.white), (3, FigureStyle.black),
      ]
      where !parts[index].1.isEmpty {
        curves.append(
          "$\(parts[index].0)\(number) using 1:2:3 with labels font ',\(size)' tc rgb '\(color)'")
      }
    }
    script.plot(curves)
  }

  private func append(
    _ cells: [(place: Place, text: String)], to name: String, of script: inout GnuplotScript
  ) {
    guard !cells.isEmpty else { return }
    script.line("\(name) << EOD")
    for (place, text) in cells { script.line("\(place.x) \(place.y) \(text)") }
    script.line("EOD")
  }

  private func appendAxes(to script: inout GnuplotScript, on medium: Medium) {
    for (name, axis) in [("x", across), ("y", upward)] {
      let ticks = axis.values.enumerated().map {
        script.tick(medium.text($1), at: $0)
      }
      script.line("set \(name)tics (\(ticks.joined(separator: ", ")))")
      script.line("set \(name)range [-0.5:\(axis.values.count).0-0.5]")
      script.line(
        "set \(name)label \(script.shown(medium.text(SweepFigure.label(axis.key))))")
    }
  }
}
