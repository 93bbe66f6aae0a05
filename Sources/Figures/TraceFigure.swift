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

  /// - Parameters:
  ///   - traces: at least one.
  ///   - columns: the columns to draw; nil for the standard panels.
  ///   - folder: where the script will stand.
  /// - Throws: `DataFileError` if a trace lacks a column.
  init(_ traces: [TraceFile], columns: [String]?, folder: String) throws {
    self.traces = traces
    self.folder = folder
    if let columns {
      panels = try columns.map { try Self.panel(column: $0, of: traces) }
    } else {
      panels = Self.standardPanels(traces)
      guard !panels.isEmpty else {
        throw DataFileError(
          file: traces[0].path, line: 1,
          "found \(traces[0].quantities.joined(separator: ", ")), of which no panel is drawn by itself: say"
            + " --columns")
      }
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
    return traces[0].shownPositions(atMost: 8).map { synapseLabel(traces[0], $0) }
  }

  /// A synapse's name as the legend has room for.
  private static func shortened(_ name: String) -> String {
    name.count > 30 ? "\(name.prefix(14))…\(name.suffix(15))" : name
  }

  // MARK: Scripts

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    nameData(in: &script)
    guard medium == .file else {
      if traces[0].isLogarithmic { script.line("set logscale x") }
      return
    }
    script.grid()
    timeAxis.begin(&script, powers: medium.powers)
    script.line("set autoscale fix")
    // Room above and below, so that a level at the edge can be seen.
    script.line("set offsets graph 0, 0, graph 0.04, graph 0.04")
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
      append(panels[index], to: &script, powers: medium.powers)
    case .terminal:
      script.line("set key off")
      append(plain(panels[index]), to: &script, powers: medium.powers)
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

  private func append(
    _ panel: Panel, to script: inout GnuplotScript, powers: String
  ) {
    script.line("set title \(GnuplotScript.quoted(panel.title))")
    script.line("set ylabel \(GnuplotScript.quoted(panel.label))")
    script.line(
      panel.isLogarithmic
        ? "set logscale y; set format y '\(powers)'" : "unset logscale y; set format y '%g'")
    var curves: [String] = []
    for (number, trace) in traces.enumerated() {
      guard let expressions = panel.curves[number] else { continue }
      let shown = trace.shownPositions(atMost: traces.count == 1 ? 8 : 3)
      for (order, position) in shown.enumerated() {
        let color = FigureStyle.curve(traces.count == 1 ? order : number)
        let every = "every \(trace.synapses.count)::\(position)"
        let average = trace.averageGradient[position]
        let label =
          traces.count == 1
          ? synapseLabel(trace, position) : order == 0 ? name(of: trace) : ""
        let title = label.isEmpty ? "notitle" : "title \(GnuplotScript.quoted(label))"
        let rows = "trace\(number + 1) \(every) using (column('time'))"
        curves.append(
          "\(rows):(\(expressions.solid)) with lines lw \(FigureStyle.curveWidth) lc rgb '\(color)' \(title)"
        )
        if let dashed = expressions.dashed {
          let expression = dashed.replacingOccurrences(
            of: Self.averageGradient, with: "\(average)")
          curves.append(
            "\(rows):(\(expression)) with lines lw \(FigureStyle.dashedWidth) dt 2 lc rgb '\(color)' notitle"
          )
        }
      }
    }
    script.plot(curves)
  }

  private func synapseLabel(_ trace: TraceFile, _ position: Int) -> String {
    let synapse = trace.synapses[position]
    let label = trace.labels[synapse].map(Self.shortened) ?? "\(synapse)"
    guard trace.hasSignal else { return GnuplotScript.escaped(label) }
    let isConstant = trace.gradientChanges == 0
    let value = isConstant ? trace.lastGradient[position] : trace.averageGradient[position]
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
