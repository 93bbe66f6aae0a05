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

  let layout: FigureLayout
  /// What traces are called, or the synapses of one alone, if somebody says it.
  private let names: [String]?
  /// Whether the trace is the difference of two.
  private let isDifference: Bool

  /// - Parameter request: traces, at least one.
  /// - Throws: `DataFileError` if a trace lacks what is wanted of it.
  init(_ request: FigureRequest) throws {
    let traces = try request.files.map {
      // A difference is described by what lies beside the second of its traces.
      try TraceFile(
        path: $0, unfinished: request.unfinished[$0], besides: request.difference?.of.last)
    }
    self.traces = traces
    folder = request.folder
    isDifference = request.difference != nil
    layout = request.layout
    // Signs hide each other sooner than lines do.
    let most = traces.count > 1 ? 3 : request.medium == .file ? 8 : 4
    let positions = try traces.map { trace in
      try request.options.synapses.map(trace.positions) ?? trace.shownPositions(atMost: most)
    }
    self.positions = positions
    let maker = PanelMaker(
      traces: traces, positions: positions, difference: request.difference?.names)
    let columns = try request.columns.map(maker.panels)
    panels = try request.chosen(columns ?? maker.allPanels()) { $0.name }
      .filter { request.options.panels != nil || $0.isStandard || columns != nil }
    guard !panels.isEmpty else {
      throw DataFileError(
        file: traces[0].path, line: 1,
        "found \(traces[0].quantities.joined(separator: ", ")), of which no panel is drawn by itself: say"
          + " --columns")
    }
    names = request.options.labels
    if let names {
      try traces.count == 1
        ? request.check(names, for: positions[0].count, "synapses drawn")
        : request.check(names, for: traces.count, "traces")
    }
    let panels = panels
    thinned = try traces.enumerated().map { number, trace in
      guard ThinnedCurve.isWorthwhile(forTimes: trace.timeCount) else { return nil }
      let quantities = panels.filter { !$0.isPortrait }
        .flatMap { $0.curves[number]?.all ?? [] }
      return try ThinnedTrace(
        trace, Set(quantities), at: positions[number],
        over: TimeAxis.drawn(
          trace.shownTimes, isLogarithmic: trace.isLogarithmic,
          firstPositive: trace.firstPositiveTime, request.options))
    }
  }

  static let kind = FigureKind(
    Trace.schema, drawsSeveral: true, choices: [.panels, .columns, .synapses, .labels, .difference]
  ) { try TraceFigure($0) }

  var legend: PanelGrid.Legend {
    traces.count == 1
      ? PanelGrid.Legend(title: "synapse", entries: positions[0].indices.map(synapseLabel))
      : PanelGrid.Legend(entries: traces.indices.map(traceLabel))
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

  var tickWidth: Double { panels.map(\.axis.widthBeyondSixDigits).max() ?? 0 }

  private var timeAxis: TimeAxis {
    TimeAxis(
      label: "time (\(Self.unitOfTime(traces)))", step: Self.commonStep(of: traces),
      times: traces.map(\.shownTimes.lowerBound).min()!...traces.map(\.shownTimes.upperBound)
        .max()!,
      isLogarithmic: traces[0].isLogarithmic,
      leastAboveZero: traces.compactMap(\.firstPositiveTime).min())
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    switch medium {
    case .file:
      grid.legend(ofPanel: index, in: &script)
      append(panels[index], to: &script, on: medium)
    case .terminal:
      if index > 0 { script.line("set key off") }
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
    // In a terminal what comes last is seen: what was measured.
    var (behind, curves): ([String], [String]) = ([], [])
    for number in traces.indices {
      guard let quantities = panel.curves[number] else { continue }
      for (order, position) in positions[number].enumerated() {
        let curve = traces.count == 1 ? order : number
        let color = FigureStyle.curve(
          curve, of: traces.count == 1 ? positions[0].count : traces.count)
        let label =
          traces.count == 1 ? synapseLabel(order) : order == 0 ? traceLabel(number) : nil
        let title = label.map { "title \(script.shown($0))" } ?? "notitle"
        if panel.isPortrait {
          curves.append(
            portrait(quantities, ofTrace: number, at: position, color: color, title: title))
          continue
        }
        for (quantity, line) in quantities.lines {
          let data = data(quantity, ofTrace: number, at: position, in: &script)
          let look = script.curve(
            line, number: curve, color: color, look: line.look(ofRun: number, of: traces.count))
          let words = "\(data) with \(look) \(line == .solid ? title : "notitle")"
          if medium == .file || line == .solid {
            curves.append(words)
          } else {
            behind.append(words)
          }
        }
      }
    }
    script.title(panel.title)
    script.label("y", panel.label)
    if let across = panel.across {
      script.label("x", across.label)
      script.axis("x", across.axis, on: medium)
    } else if panels.contains(where: \.isPortrait) {
      timeAxis.begin(&script, on: medium)
    }
    script.axis("y", panel.axis, on: medium)
    script.plot(behind + curves)
  }

  /// The way of a synapse through the plane of m and ρ; of long traces some rows of it.
  private func portrait(
    _ quantities: Curves, ofTrace number: Int, at position: Int, color: String, title: String
  ) -> String {
    let trace = traces[number]
    let most = 5000
    let step = trace.synapses.count * ((trace.timeCount + most - 1) / most)
    let look = FigureStyle.Line.solid.look(ofRun: number, of: traces.count)
    return
      "trace\(number + 1) every \(step)::\(position) using (column('m')):(\(quantities.solid.expression(position: position))) with lines \(look) lc rgb '\(color)' \(title)"
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

  /// What the synapse is called whose curve is the one of a number in a panel.
  private func synapseLabel(_ order: Int) -> String {
    if let names { return GnuplotScript.escaped(Self.shortened(names[order])) }
    let (trace, position) = (traces[0], positions[0][order])
    let synapse = trace.synapses[position]
    let label = GnuplotScript.escaped(trace.labels[synapse].map(Self.shortened) ?? "\(synapse)")
    let isConstant = trace.hasConstantGradient
    guard trace.hasSignal, !isDifference,
      let value = isConstant ? trace.lastGradient[position] : trace.averageGradient?[position]
    else { return label }
    let signal = Self.signalName([trace])
    let name = isConstant ? signal : "⟨|\(signal)|⟩"
    let text = String(format: "%.3g", trace.gradientGain * value)
    let unit = Self.unit(of: "g", in: [trace]).map { " \($0)" } ?? ""
    return label + ": \(name) = \(text)\(unit)"
  }

  /// A trace is called by its folder, since its own name is always the same.
  private func traceLabel(_ number: Int) -> String {
    if let names { return GnuplotScript.escaped(names[number]) }
    let path = FilePath(traces[number].name).absolute.lexicallyNormalized()
    return GnuplotScript.escaped("\(path.folder.name)/\(path.name)")
  }
}
