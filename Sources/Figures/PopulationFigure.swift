import DataFiles
import Foundation
import HostSystem
import Results

/// The figure of a population over time: of each quantity the median, and bands that half and nine tenths of the synapses lie
/// in; and the angle between forward and backward weights.
struct PopulationFigure: GridFigure {
  let panels: [Panel]
  private let path: String
  private let isLogarithmic: Bool
  /// How long a learning step is, if the table has times in seconds and the `summary.json` beside it says so.
  private let step: PhysicalTime?
  /// First and last time; on a logarithmic axis those above 0.
  private let times: ClosedRange<Double>

  /// A diagram over time.
  enum Panel {
    case angle(Axis)
    case quantity(String, Axis)
  }

  let layout: FigureLayout

  static let kind = FigureKind(PopulationRow.schema, choices: [.panels, .columns]) { request in
    try PopulationFigure(request)
  }

  /// - Parameter request: a `population.csv`; the columns are names of quantities.
  /// - Throws: `DataFileError` if the file is wrong, or has no such quantity.
  init(_ request: FigureRequest) throws {
    let table = try Table(path: request.files[0], as: PopulationRow.schema)
    path = relativePath(from: request.folder, to: request.files[0])
    let lowest = PopulationRow.endings[0]
    let quantities = table.header.names.filter { $0.hasSuffix(lowest) }
      .map { String($0.dropLast(lowest.count)) }
    let standard =
      ["angle", PopulationRow.difference] + quantities.filter { $0 != PopulationRow.difference }
    layout = request.layout
    let names = request.options.panels ?? request.columns ?? standard
    var panels: [Panel] = []
    for name in names {
      if name == "angle" {
        let angles = try table.numbers("angle").compactMap(\.self).filter(\.isFinite)
        if let most = angles.max() {
          panels.append(.angle(Axis(data: 0...most, bounds: 0...180)))
        }
        continue
      }
      guard quantities.contains(name) else {
        throw DataFileError(
          file: request.files[0], line: 1,
          "there is no quantity \"\(name.excerpt)\" among angle, \(quantities.joined(separator: ", "))"
            + suggestion(for: name, among: quantities + ["angle"]))
      }
      let values = try [lowest, "_q95", "_mean"].flatMap { try table.numbers(name + $0) }
        .compactMap(\.self).filter(\.isFinite)
      let range = union(of: values.map { $0...$0 })
      panels.append(
        .quantity(
          name, Axis(isLogarithmic: Axis.isBestLogarithmic(range, beyond: 20), data: range)))
    }
    self.panels = panels
    let times = try table.numbers("time").compactMap(\.self)
    let hasSeconds = table.header.position(of: TableSchema.seconds.name) != nil
    step = hasSeconds ? TimeAxis.step(beside: request.files[0]) : nil
    isLogarithmic = RecordedTimes(times).areLogarithmic
    self.times = RecordedTimes(times).shown
  }

  var hasAxesAbove: Bool { step != nil }

  // MARK: Scripts

  var legend: PanelGrid.Legend {
    PanelGrid.Legend(
      entries: panels.indices.contains(where: isFirstQuantity)
        ? ["5 to 95 %", "25 to 75 %", "median", "mean"] : [])
  }

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    script.line("population = \(GnuplotScript.quotedPath(path))")
    script.line("set datafile separator comma")
    script.line("set datafile columnheaders")
    let steps = PopulationRow.schema["time"].unit!
    TimeAxis(
      label: "time (\(steps)\(step.map { " of \($0.text)" } ?? ""))", step: step, times: times,
      isLogarithmic: isLogarithmic
    ).begin(&script, on: medium)
    guard medium == .file else { return }
    script.grid()
    grid.begin(in: &script)
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    if medium == .file {
      // The legend comes with the first panel that has bands.
      grid.legend(ofPanel: isFirstQuantity(index) ? 0 : 1, in: &script)
    }
    let panel = panels[index]
    script.title(medium.text(panel.title))
    script.label("y", medium.text(panel.label))
    let color = FigureStyle.curve(0)
    let line = "with \(script.curve(.solid, number: 0, color: color))"
    switch panel {
    case .angle(let axis):
      script.axis("y", axis, on: medium)
      script.plot(["population using (column('time')):(column('angle')) \(line) notitle"])
    case .quantity(let name, let axis):
      script.axis("y", axis, on: medium)
      func column(_ ending: String) -> String {
        "(column(\(GnuplotScript.quoted(name + ending))))"
      }
      let isTitled = isFirstQuantity(index)
      let isTeX = script.form == .tex
      func band(_ low: String, _ high: String, _ opacity: Double, _ title: String) -> String {
        "population using (column('time')):\(column(low)):\(column(high)) with filledcurves fc rgb '\(color)'"
          + " fs transparent solid \(opacity) noborder \(isTitled ? "title '\(title.replacing("%", with: isTeX ? "\\%" : "%"))'" : "notitle")"
      }
      let curves = [
        "population using (column('time')):\(column("_q50")) \(line) \(isTitled ? "title 'median'" : "notitle")",
        "population using (column('time')):\(column("_mean")) with \(script.curve(.dashed, number: 1, color: FigureStyle.black))"
          + " \(isTitled ? "title 'mean'" : "notitle")",
      ]
      script.plot(
        medium == .file
          ? [
            band("_q05", "_q95", 0.15, "5 to 95 %"), band("_q25", "_q75", 0.35, "25 to 75 %"),
          ] + curves
          : curves)
    }
  }

  /// The first panel with bands has their legend.
  private func isFirstQuantity(_ index: Int) -> Bool {
    index == panels.firstIndex { if case .quantity = $0 { true } else { false } }
  }
}

extension PopulationFigure.Panel {
  fileprivate var title: String {
    switch self {
    case .angle: "angle between w_f and w_b"
    case .quantity(PopulationRow.difference, _): "difference |w_f − w_b|"
    case .quantity(PopulationRow.rhoRatio, _): "ρ over its equilibrium for the average |g|"
    case .quantity(let name, _): name
    }
  }

  fileprivate var label: String {
    switch self {
    case .angle: "degrees"
    case .quantity(PopulationRow.difference, _): "|w_f − w_b|"
    case .quantity(PopulationRow.rhoRatio, _): "ρ/ρ*"
    case .quantity(let name, _): name
    }
  }
}
