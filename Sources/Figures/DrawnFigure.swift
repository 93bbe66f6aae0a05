import HostSystem

/// A figure that is ready to be drawn, panel by panel.
protocol DrawnFigure {
  /// The size of a figure file, in the unit of layouts.
  var size: (width: Double, height: Double) { get }
  /// How many lines a panel has in a terminal.
  var terminalHeight: Int { get }
  /// How many panels it has.
  func panelCount(on medium: Medium) -> Int
  /// Adds data and settings that come before the first panel.
  func begin(_ script: inout GnuplotScript, on medium: Medium)
  /// Adds a panel.
  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium)
  /// Adds what comes behind the last panel.
  func end(_ script: inout GnuplotScript, on medium: Medium)
}

/// A figure whose panels stand in a grid.
protocol GridFigure: DrawnFigure {
  associatedtype Panel
  var panels: [Panel] { get }
  /// How it is laid out.
  var layout: FigureLayout { get }
  /// What stands in its legend.
  var legend: PanelGrid.Legend { get }
  /// Whether its panels have axes above them, too.
  var hasAxesAbove: Bool { get }
  /// How much more room than six digits the numbers beside its panels need.
  var tickWidth: Double { get }
}

extension GridFigure {
  var hasAxesAbove: Bool { false }
  var tickWidth: Double { 0 }
  var grid: PanelGrid {
    PanelGrid(
      count: panels.count, layout: layout, legend: legend, hasAxesAbove: hasAxesAbove,
      tickWidth: tickWidth)
  }
  var size: (width: Double, height: Double) { (grid.width, grid.height) }
  var terminalHeight: Int { 20 }
  func panelCount(on medium: Medium) -> Int { panels.count }
}

/// Where a figure is drawn.
enum Medium {
  /// Panels side by side, in gnuplot's enhanced text.
  case file
  /// Panels below each other, with characters.
  case terminal

  /// How the numbers of a logarithmic axis are written.
  var powers: String { self == .file ? "10^{%T}" : "%.0e" }

  /// Any text, so that it stands there as it is.
  func text(_ text: String) -> String {
    self == .file ? GnuplotScript.escaped(text) : text.printable
  }
}

extension DrawnFigure {
  func end(_ script: inout GnuplotScript, on medium: Medium) {
    if medium == .file { script.line("unset multiplot") }
  }

  /// The script of a figure file.
  ///
  /// - Parameters:
  ///   - figure: the file.
  ///   - options: how somebody wants it.
  ///   - style: where somebody's style stands, as seen from the script.
  /// - Throws: ``FigureError`` if the file's ending is none of a figure, `DataFileError` if something that is wanted cannot be.
  func script(figure: String, options: FigureOptions, style: String?) throws -> String {
    try FigureStyle.$palette.withValue(options.colors ?? FigureStyle.standardPalette) {
      let size = size
      var script = try GnuplotScript(
        figure: figure, width: size.width, height: size.height, options: options)
      script.stylePath = style
      if script.form == .tex, options.font != nil {
        script.note("--font: has no effect, since LaTeX sets its own font; expected no such option")
      }
      return try draw(into: &script, on: .file)
    }
  }

  /// The script that draws into a terminal.
  ///
  /// - Throws: `DataFileError` if something that is wanted cannot be.
  func terminalScript(width: Int, color: Bool, options: FigureOptions) throws -> String {
    try FigureStyle.$palette.withValue(options.colors ?? FigureStyle.standardPalette) {
      var script = GnuplotScript(
        terminalWidth: width, height: terminalHeight, color: color, options: options)
      return try draw(into: &script, on: .terminal)
    }
  }

  private func draw(into script: inout GnuplotScript, on medium: Medium) throws -> String {
    let count = panelCount(on: medium)
    script.panelCount = count
    begin(&script, on: medium)
    for index in 0..<count { append(panel: index, to: &script, on: medium) }
    end(&script, on: medium)
    let options = script.options
    let wanted =
      options.ranges.keys.map { ("range \($0)", $0.rawValue) }
      + (options.logarithmic ?? []).map { ("log \($0)", $0.rawValue) }
    for (option, axis) in wanted.sorted(by: <) where !script.numberedAxes.contains(axis) {
      script.note(
        "--\(option): has no effect, since the \(axis) axis of this figure has no numbers of its own"
      )
    }
    if let mistake = script.mistake { throw mistake }
    return script.text
  }
}
