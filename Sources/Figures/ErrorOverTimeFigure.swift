import DataFiles
import HostSystem
import Results

/// Error over time, from `compare-errors.csv`: a panel for each method, a curve for each of its steps or tolerances, and one
/// logarithmic axis of errors for all.
struct ErrorOverTimeFigure: GridFigure {
  /// The trials of a method.
  struct Panel {
    let method: String
    var curves: [(setting: Setting, points: ThinnedCurve.Points)] = []
  }

  /// What a method was tried with; one with a closed form has nothing to set.
  enum Setting: Hashable {
    case dt(Double), rtol(Double), closedForm
  }

  let layout: FigureLayout
  let panels: [Panel]
  /// The steps and the tolerances that are drawn, from coarse to fine.
  private let steps, tolerances: [Double]
  private let timeAxis: TimeAxis

  static let kind = FigureKind(ComparisonErrorRow.schema, choices: [.panels]) {
    try ErrorOverTimeFigure($0)
  }

  /// - Parameter request: a `compare-errors.csv`.
  /// - Throws: `DataFileError` if the file is wrong, or has no error above 0: there is no other place on a logarithmic axis.
  init(_ request: FigureRequest) throws {
    layout = request.layout
    let table = try Table(path: request.files[0], as: ComparisonErrorRow.schema)
    var panels: [Panel] = []
    var times: Set<Double> = []
    let (method, error) = (0, table.header.position(of: "error_max")!)
    let time = table.header.position(of: "time")!
    for (row, fields) in table.rows.enumerated() {
      guard let time = try table.number(row, time) else {
        throw table.mistake("column time: found nothing, expected a time", inRow: row)
      }
      times.insert(time)
      guard let error = try table.number(row, error), error > 0 else { continue }
      let setting =
        try table.number(row, 1).map(Setting.dt) ?? table.number(row, 2).map(Setting.rtol)
        ?? .closedForm
      let place = panels.firstIndex { $0.method == fields[method] } ?? panels.count
      if place == panels.count { panels.append(Panel(method: fields[method])) }
      if panels[place].curves.last?.setting != setting {
        panels[place].curves.append((setting, []))
      }
      let curve = panels[place].curves.count - 1
      if let last = panels[place].curves[curve].points.last, time <= last.time {
        throw table.mistake(
          "time \(time) follows \(last.time), expected ascending times of each trial", inRow: row)
      }
      panels[place].curves[curve].points.append((time, error))
    }
    guard !panels.isEmpty else {
      throw DataFileError(
        file: table.path, line: 2, "found no error above 0, expected one to draw")
    }
    let ascending = times.sorted()
    let (shown, isLogarithmic) = (
      RecordedTimes(ascending).shown, RecordedTimes(ascending).areLogarithmic
    )
    let firstPositive = ascending.first { $0 > 0 }
    let drawn = TimeAxis.drawn(
      shown, isLogarithmic: isLogarithmic, firstPositive: firstPositive, request.options)
    let isLong = ThinnedCurve.isWorthwhile(forTimes: ascending.count)
    panels = try request.chosen(panels, name: \.method)
    for panel in panels.indices {
      for curve in panels[panel].curves.indices where isLong {
        let inside = panels[panel].curves[curve].points.filter { drawn.range.contains($0.time) }
        var thinned = ThinnedCurve(inside, over: drawn)
        panels[panel].curves[curve].points = thinned.take()
      }
    }
    self.panels = panels
    let settings = Set(panels.flatMap(\.curves).map(\.setting))
    steps = settings.compactMap { if case .dt(let dt) = $0 { dt } else { nil } }.sorted(by: >)
    tolerances = settings.compactMap { if case .rtol(let rtol) = $0 { rtol } else { nil } }
      .sorted(by: >)
    let hasSeconds = table.header.position(of: TableSchema.seconds.name) != nil
    let step = hasSeconds ? TimeAxis.step(beside: table.path) : nil
    let unit = ComparisonErrorRow.schema["time"].unit!
    timeAxis = TimeAxis(
      label: "time (\(unit)\(step.map { " of \($0.text)" } ?? ""))", step: step, times: shown,
      isLogarithmic: isLogarithmic, leastAboveZero: firstPositive)
  }

  var hasAxesAbove: Bool { timeAxis.step != nil }

  // MARK: Settings

  private func text(_ setting: Setting) -> String? {
    switch setting {
    case .dt(let dt): "dt = \(shortDescription(dt))"
    case .rtol(let rtol): "rtol = \(shortDescription(rtol))"
    case .closedForm: nil
    }
  }

  /// From coarse to fine, steps and tolerances alike.
  private func color(_ setting: Setting) -> String {
    switch setting {
    case .dt(let dt): FigureStyle.ordered(steps.firstIndex(of: dt)!, of: steps.count)
    case .rtol(let rtol):
      FigureStyle.ordered(tolerances.firstIndex(of: rtol)!, of: tolerances.count)
    case .closedForm: FigureStyle.black
    }
  }

  private var settings: [Setting] { steps.map(Setting.dt) + tolerances.map(Setting.rtol) }

  // MARK: Scripts

  var legend: PanelGrid.Legend {
    PanelGrid.Legend(entries: settings.compactMap(text).map(GnuplotScript.escaped))
  }

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    script.line("set datafile separator comma")
    script.line("set datafile columnheaders")
    timeAxis.begin(&script, on: medium)
    let errors = panels.flatMap(\.curves).flatMap(\.points).map { $0.value...$0.value }
    script.label("y", "largest relative error")
    script.axis("y", Axis(isLogarithmic: true, data: union(of: errors)), on: medium)
    guard medium == .file else { return }
    script.grid()
    grid.begin(in: &script)
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    if medium == .file { grid.legend(ofPanel: index, in: &script) }
    let panel = panels[index]
    script.title(medium.text(WorkPrecisionFigure.title(panel.method)))
    // A terminal has so many signs.
    let shown =
      medium == .file
      ? panel.curves
      : evenlySpaced(FigureStyle.signCount, among: panel.curves.count).map { panel.curves[$0] }
    let curves = shown.enumerated().map { number, curve in
      let (setting, points) = curve
      let what = [panel.method.printable, text(setting)].compactMap(\.self).joined(separator: ", ")
      let data = script.data(what, ["time", "error_max"], points.map { [$0.time, $0.value] })
      // Lines through so few points are nothing, or next to nothing.
      let style = points.count <= 3 ? "linespoints pt 7 ps 0.7" : "lines"
      let title = medium == .file ? nil : text(setting).map { "title \(script.shown($0))" }
      let drawn =
        medium == .file
        ? "\(style) \(look(setting))"
        : script.curve(.solid, number: number, color: color(setting))
      return "\(data) using 1:2 with \(drawn) \(title ?? "notitle")"
    }
    let entries = settings.map {
      "keyentry with lines \(look($0)) title \(script.shown(medium.text(text($0)!)))"
    }
    script.plot(curves + (index == 0 && medium == .file ? entries : []))
  }

  private func look(_ setting: Setting) -> String {
    "lw \(FigureStyle.curveWidth) lc rgb '\(color(setting))'"
  }
}
