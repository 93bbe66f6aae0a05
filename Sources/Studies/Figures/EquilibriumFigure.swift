import Foundation

/// The figure of one or more traces: m with g, ρ with its equilibrium, the weights and their
/// difference; or any columns.
///
/// One trace is drawn with a colour for each synapse, several with a colour for each trace.
struct EquilibriumFigure {
  /// A diagram: curves over time.
  struct Panel {
    var title: String
    var label: String
    var isLogarithmic = false
    /// Solid curves: gnuplot expressions of a row.
    var solid: String
    /// Dashed curves over the same rows, if any.
    var dashed: String?
  }

  let traces: [TraceFile]
  let panels: [Panel]
  /// Where the script will stand; data files are named relative to it.
  let folder: String

  /// - Parameters:
  ///   - traces: at least one.
  ///   - columns: the columns to draw; nil for the standard panels.
  ///   - folder: where the script will stand.
  /// - Throws: ``StudyError`` if a trace lacks a column.
  init(_ traces: [TraceFile], columns: [String]?, folder: String) throws {
    self.traces = traces
    self.folder = folder
    if let columns {
      panels = try columns.map { try Self.panel(column: $0, of: traces) }
    } else {
      panels = Self.standardPanels(traces[0])
    }
  }

  private static func panel(column: String, of traces: [TraceFile]) throws -> Panel {
    for trace in traces where !trace.columns.contains(column) {
      let suggestion =
        nearest(to: column, among: trace.columns).map { "; did you mean \"\($0)\"?" } ?? ""
      throw StudyError(
        "\(trace.path):1: there is no column \"\(column)\" among"
          + " \(trace.columns.joined(separator: ", "))\(suggestion)")
    }
    let name = GnuplotScript.escaped(column)
    return Panel(
      title: name, label: name, solid: "column(\(GnuplotScript.quoted(column)))")
  }

  private static func standardPanels(_ trace: TraceFile) -> [Panel] {
    var panels: [Panel] = []
    let gain = trace.equilibrium?.gradientGain ?? 1
    // A gradient that is noise would hide the momentum behind it.
    let dashed = trace.isNoise ? nil : "\(gain)*column(\"g\")"
    let suffix = trace.isNoise ? "" : " (solid) and gradient g (dashed)"
    if trace.columns.contains("m_plus") {
      panels.append(
        Panel(
          title: "momentum m = m^- − m^+\(suffix)", label: "m",
          solid: "column(\"m_minus\")-column(\"m_plus\")", dashed: dashed))
    } else if trace.columns.contains("m") {
      panels.append(
        Panel(
          title: "momentum m\(suffix)", label: "m", solid: "column(\"m\")", dashed: dashed))
    }
    if let range = trace.ranges["rho"] {
      panels.append(rhoPanel(trace, range))
    } else if trace.columns.contains("v") {
      panels.append(
        Panel(title: "second moment v", label: "v", solid: "column(\"v\")"))
    }
    panels.append(
      Panel(
        title: "weights w_f (solid) and w_b (dashed)", label: "w", solid: "column(\"w_f\")",
        dashed: "column(\"w_b\")"))
    panels.append(
      Panel(
        title: "difference |w_f − w_b|", label: "|w_f − w_b|",
        isLogarithmic: !trace.differenceVanishes,
        solid: "abs(column(\"w_f\")-column(\"w_b\"))"))
    return panels
  }

  /// ρ with ρ* = production/(consumption·K|g| + decay): of the present g where it changes seldom, of
  /// the average |g| where it is noise.
  private static func rhoPanel(_ trace: TraceFile, _ range: ClosedRange<Double>) -> Panel {
    let law = trace.equilibrium
    let (production, consumption, decay) = (
      law?.production ?? 1e-3, law?.consumption ?? 1e-3, law?.decay ?? 1e-11
    )
    let gain = law?.gradientGain ?? 1
    let magnitude = trace.usesAverageGradient ? "mean_g" : "abs(column(\"g\"))"
    let equilibria = trace.averageGradient.map { production / (consumption * gain * $0 + decay) }
    let lowest = min(range.lowerBound, equilibria.min()!)
    let highest = max(range.upperBound, equilibria.max()!)
    return Panel(
      title: trace.usesAverageGradient
        ? "ρ (solid) and its equilibrium 1/(⟨|g|⟩+ε) (dashed)"
        : "ρ (solid) and its equilibrium ρ* = 1/(|g|+ε) (dashed)",
      label: "ρ", isLogarithmic: lowest > 0 && highest > 20 * lowest,
      solid: "column(\"rho\")",
      dashed: "\(production)/(\(consumption)*\(gain)*\(magnitude)+\(decay))")
  }

  // MARK: Scripts

  /// The script of a figure file.
  func script(figure: String) throws -> String {
    let rows = (panels.count + 1) / 2
    let columns = panels.count == 1 ? 1 : 2
    let (width, height) = (columns * 470 + 240, rows * 330 + 20)
    // Room for the labels at the left and below, and for the legend at the right.
    let margins = (
      left: 75 / Double(width), right: 1 - 225 / Double(width), bottom: 60 / Double(height),
      top: 1 - 35 / Double(height)
    )
    var script = try GnuplotScript(figure: figure, width: width, height: height)
    nameData(in: &script)
    script.line("set grid lc rgb '#dddddd'")
    script.line("set xlabel 'time (learning steps)'")
    script.line("set autoscale xfix")
    if traces[0].isLogarithmic { script.line("set logscale x; set format x '10^{%T}'") }
    script.line(
      "set multiplot layout \(rows),\(columns) margins \(margins.left),\(margins.right),"
        + "\(margins.bottom),\(margins.top) spacing \(85 / Double(width)),\(95 / Double(height))")
    for (index, panel) in panels.enumerated() {
      // One legend for all panels.
      script.line(
        index == 0
          ? "set key at screen \(margins.right + 0.01),\(margins.top) left top Left reverse samplen 2"
            + (traces.count == 1 ? " title 'synapse' left" : "")
          : "set key off")
      append(panel, to: &script)
    }
    script.line("unset multiplot")
    return script.text
  }

  /// The script that draws into a terminal, one panel below the other.
  func terminalScript(width: Int, color: Bool) -> String {
    var script = GnuplotScript(terminalWidth: width, height: 20, color: color)
    nameData(in: &script)
    if traces[0].isLogarithmic { script.line("set logscale x") }
    for panel in panels {
      script.line("set key off")
      append(plain(panel), to: &script)
    }
    return script.text
  }

  /// Titles are written as enhanced text, which the terminal does without.
  private func plain(_ panel: Panel) -> Panel {
    var panel = panel
    panel.title = panel.title.replacingOccurrences(of: "\\\\", with: "")
    panel.label = panel.label.replacingOccurrences(of: "\\\\", with: "")
    return panel
  }

  private func nameData(in script: inout GnuplotScript) {
    for (number, trace) in traces.enumerated() {
      let path = relativePath(from: folder, to: trace.path)
      script.line("trace\(number + 1) = \(GnuplotScript.quoted(path))")
    }
    script.line("set datafile separator comma")
    script.line("set datafile columnheaders")
  }

  private func append(_ panel: Panel, to script: inout GnuplotScript) {
    script.line("set title \"\(panel.title)\"")
    script.line("set ylabel \"\(panel.label)\"")
    script.line(
      panel.isLogarithmic
        ? "set logscale y; set format y '10^{%T}'" : "unset logscale y; set format y '%g'")
    var curves: [String] = []
    for (number, trace) in traces.enumerated() {
      let shown = trace.shownPositions(atMost: traces.count == 1 ? 8 : 3)
      for (order, position) in shown.enumerated() {
        let color = GnuplotScript.color(traces.count == 1 ? order : number)
        let every = "every \(trace.synapses.count)::\(position)"
        let average = trace.averageGradient[position]
        let label =
          traces.count == 1
          ? synapseLabel(trace, position) : order == 0 ? name(of: trace) : ""
        let title = label.isEmpty ? "notitle" : "title \"\(label)\""
        let rows = "trace\(number + 1) \(every) using (column(\"time\"))"
        curves.append("\(rows):(\(panel.solid)) with lines lw 2 lc rgb '\(color)' \(title)")
        if let dashed = panel.dashed {
          let expression = dashed.replacingOccurrences(of: "mean_g", with: "\(average)")
          curves.append(
            "\(rows):(\(expression)) with lines lw 1.5 dt 2 lc rgb '\(color)' notitle")
        }
      }
    }
    script.line("plot \(curves.joined(separator: ", \\\n     "))")
  }

  private func synapseLabel(_ trace: TraceFile, _ position: Int) -> String {
    let isConstant = trace.gradientChanges == 0
    let value = isConstant ? trace.lastGradient[position] : trace.averageGradient[position]
    let name = isConstant ? "g" : "⟨|g|⟩"
    return "\(trace.synapses[position]): \(name) = \(String(format: "%.2g", value))"
  }

  /// A trace is called by its folder, since its own name is always the same.
  private func name(of trace: TraceFile) -> String {
    let url = URL(fileURLWithPath: trace.path)
    let folder = url.deletingLastPathComponent().lastPathComponent
    return GnuplotScript.escaped("\(folder)/\(url.lastPathComponent)")
  }
}
