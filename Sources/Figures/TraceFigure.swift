import DataFiles
import Foundation
import HostSystem
import Results
import SystemPackage

/// The figure of one or more traces: m with g, ρ with its equilibrium, the weights and their
/// difference; or any columns.
///
/// One trace is drawn with a colour for each synapse, several with a colour for each trace.
struct TraceFigure: GridFigure {
  let traces: [TraceFile]
  let panels: [Panel]
  /// Where the script will stand; data files are named relative to it.
  let folder: String
  /// Of each trace the positions of the synapses that are drawn.
  private let positions: [[Int]]
  /// Of each trace what is drawn of it in its place, if it is long.
  private let thinned: [ThinnedTrace?]

  /// - Parameters:
  ///   - traces: at least one.
  ///   - columns: the columns to draw; nil for the standard panels.
  ///   - folder: where the script will stand.
  /// - Throws: `DataFileError` if a trace lacks a column.
  init(_ traces: [TraceFile], columns: [String]?, folder: String) throws {
    self.traces = traces
    self.folder = folder
    let positions = traces.map { $0.shownPositions(atMost: traces.count == 1 ? 8 : 3) }
    self.positions = positions
    let maker = PanelMaker(traces: traces, positions: positions)
    let panels = try columns?.map { try maker.panel(column: $0) } ?? maker.standardPanels()
    guard !panels.isEmpty else {
      throw DataFileError(
        file: traces[0].path, line: 1,
        "found \(traces[0].quantities.joined(separator: ", ")), of which no panel is drawn by itself: say"
          + " --columns")
    }
    self.panels = panels
    thinned = try traces.enumerated().map { number, trace in
      guard ThinnedTrace.isWorthwhile(for: trace) else { return nil }
      let quantities = panels.flatMap { $0.curves[number]?.all ?? [] }
      return try ThinnedTrace(trace, Set(quantities), at: positions[number])
    }
  }

  static let kind = FigureKind(Trace.schema, drawsSeveral: true) { request in
    try TraceFigure(
      request.files.map { try TraceFile(path: $0, unfinished: request.unfinished[$0]) },
      columns: request.columns,
      folder: request.folder)
  }

  var namedEntries: [String] {
    guard traces.count == 1, !traces[0].labels.isEmpty else { return [] }
    return positions[0].map { synapseLabel(traces[0], $0) }
  }

  /// A synapse's name as the legend has room for.
  private static func shortened(_ name: String) -> String {
    name.count > 30 ? "\(name.prefix(14))…\(name.suffix(15))" : name
  }

  // MARK: Scripts

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    nameData(in: &script)
    timeAxis.begin(&script, on: medium)
    guard medium == .file else { return }
    script.grid()
    grid.begin(in: &script)
  }

  var hasAxesAbove: Bool { timeAxis.step != nil }

  private var timeAxis: TimeAxis {
    TimeAxis(
      label: "time (\(Self.unitOfTime(traces)))", step: Self.commonStep(of: traces),
      times: traces.map(\.shownTimes.lowerBound).min()!...traces.map(\.shownTimes.upperBound)
        .max()!,
      isLogarithmic: traces[0].isLogarithmic)
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    switch medium {
    case .file:
      grid.legend(ofPanel: index, title: traces.count == 1 ? "synapse" : nil, in: &script)
      append(panels[index], to: &script, on: medium)
    case .terminal:
      script.line("set key off")
      append(plain(panels[index]), to: &script, on: medium)
    }
  }

  /// Titles are written as enhanced text, which the terminal does without.
  private func plain(_ panel: Panel) -> Panel {
    var panel = panel
    panel.title = panel.title.replacingOccurrences(of: "\\", with: "")
    panel.label = panel.label.replacingOccurrences(of: "\\", with: "")
    return panel
  }

  private func nameData(in script: inout GnuplotScript) {
    for (number, trace) in traces.enumerated() {
      let path = relativePath(from: folder, to: trace.path)
      script.line("trace\(number + 1) = \(GnuplotScript.quotedPath(path))")
    }
    script.line("set datafile separator comma")
    script.line("set datafile columnheaders")
  }

  private func append(_ panel: Panel, to script: inout GnuplotScript, on medium: Medium) {
    var curves: [String] = []
    for (number, trace) in traces.enumerated() {
      guard let quantities = panel.curves[number] else { continue }
      for (order, position) in positions[number].enumerated() {
        let color = FigureStyle.curve(traces.count == 1 ? order : number)
        let label =
          traces.count == 1
          ? synapseLabel(trace, position) : order == 0 ? name(of: trace) : ""
        let title = label.isEmpty ? "notitle" : "title \(GnuplotScript.quoted(label))"
        for (quantity, line) in quantities.lines {
          let data = data(quantity, ofTrace: number, at: position, in: &script)
          let look = line.look(ofRun: number, of: traces.count)
          curves.append(
            "\(data) with lines \(look) lc rgb '\(color)' \(line == .solid ? title : "notitle")")
        }
      }
    }
    script.line("set title \(GnuplotScript.quoted(panel.title))")
    script.line("set ylabel \(GnuplotScript.quoted(panel.label))")
    script.axis("y", panel.axis, on: medium)
    script.plot(curves)
  }

  /// Where gnuplot finds a curve: rows of the trace, or if that is long what is left of them, which stands in the script.
  private func data(
    _ quantity: TraceQuantity, ofTrace number: Int, at position: Int, in script: inout GnuplotScript
  ) -> String {
    let expression = quantity.expression(position: position)
    let rows = "trace\(number + 1) every \(traces[number].synapses.count)::\(position)"
    guard let thinned = thinned[number] else {
      return "\(rows) using (column('time')):(\(expression))"
    }
    let points = thinned.curve(quantity, at: position).map { [$0.time, $0.value] }
    let what = "The extremes of \(expression) in \(rows)"
    return "\(script.data(what, ["time", "value"], points)) using 1:2"
  }

  private func synapseLabel(_ trace: TraceFile, _ position: Int) -> String {
    let synapse = trace.synapses[position]
    let label = trace.labels[synapse].map(Self.shortened) ?? "\(synapse)"
    let isConstant = trace.hasConstantGradient
    guard trace.hasSignal,
      let value = isConstant ? trace.lastGradient[position] : trace.averageGradient?[position]
    else { return GnuplotScript.escaped(label) }
    let signal = Self.signalName([trace])
    let name = isConstant ? signal : "⟨|\(signal)|⟩"
    let text = String(format: "%.3g", trace.gradientGain * value)
    let unit = Self.unit(of: "g", in: [trace]).map { " \($0)" } ?? ""
    return GnuplotScript.escaped(label) + ": \(name) = \(text)\(unit)"
  }

  /// A trace is called by its folder, since its own name is always the same.
  private func name(of trace: TraceFile) -> String {
    let path = FilePath(trace.name).absolute.lexicallyNormalized()
    return GnuplotScript.escaped("\(path.folder.name)/\(path.name)")
  }
}
