extension PanelGrid {
  /// The longest entry with its line.
  private var entryWidth: Double {
    // gnuplot counts characters, which is more than narrow ones take.
    legend.entries.map { max(52 + Self.width($0), 62 + 7.9 * Double($0.count)) }.max() ?? 0
  }
  var legendWidth: Double { legend.entries.isEmpty ? 0 : entryWidth + 8 }
  private var legendColumns: Int {
    max(1, min(legend.entries.count, Int((width - 12) / max(entryWidth, 1))))
  }
  private var legendRows: Int { (legend.entries.count + legendColumns - 1) / legendColumns }
  var legendHeight: Double {
    guard layout.key == .below, !legend.entries.isEmpty else { return 0 }
    return Double(legendRows + (legend.title == nil ? 0 : 1)) * Self.line + 12
  }

  /// Shows the legend in a place of its own, as high as the figure: gnuplot gives a legend no more rows than a panel is high.
  ///
  /// - Parameter entries: gnuplot's words for them, each a `keyentry`.
  func legendPanel(_ entries: [String], in script: inout GnuplotScript) {
    guard !legend.entries.isEmpty else { return }
    script.line("unset title; unset xlabel; unset ylabel; unset tics; unset border; unset grid")
    if hasAxesAbove { script.line("unset x2tics; unset x2label") }
    script.line("unset logscale; set xrange [0:1]; set yrange [0:1]")
    script.line(
      "set lmargin at screen 0; set rmargin at screen 1; set bmargin at screen 0; set tmargin at screen 1"
    )
    legend(ofPanel: 0, in: &script)
    script.line("plot \((["2 notitle"] + entries).joined(separator: ", \\\n     "))")
  }

  /// Shows the legend with the first panel, and with no other.
  func legend(ofPanel index: Int, in script: inout GnuplotScript) {
    guard index == 0, !legend.entries.isEmpty else { return script.line("set key off") }
    // LaTeX's letters are higher than gnuplot takes them for.
    let isTeX = script.form == .tex
    let title =
      legend.title.map { " title \(script.shown($0))\(isTeX ? ".\"\\n\"" : "")" } ?? ""
    let look = "Left reverse samplen 2\(isTeX ? " spacing 1.4" : "")"
    switch layout.key {
    case .none: script.line("set key off")
    case .below:
      script.line(
        "set key at screen 0.5,\(4 / height) center bottom vertical maxrows \(legendRows) \(look)\(title)"
      )
    case .right:
      script.line(
        "set key at screen \(1 - legendWidth / width),\(1 - above / height) left top vertical \(look)\(title)"
      )
    case .topLeft, .topRight, .bottomLeft, .bottomRight:
      script.line("set key inside \(layout.key.corner) vertical \(look)\(title)")
    }
  }
}

extension FigureOptions.KeyPlace {
  /// Gnuplot's words for a corner.
  fileprivate var corner: String {
    switch self {
    case .topLeft: "left top"
    case .topRight: "right top"
    case .bottomLeft: "left bottom"
    default: "right bottom"
    }
  }
}
