import HostSystem

/// A figure that is ready to be drawn, panel by panel.
protocol DrawnFigure {
  /// The size of a figure file, in pixels.
  var size: (width: Int, height: Int) { get }
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
  /// The entries of its legend, if names are in them that somebody gave.
  var namedEntries: [String] { get }
  /// Whether its panels have axes above them, too.
  var hasAxesAbove: Bool { get }
}

extension GridFigure {
  var namedEntries: [String] { [] }
  var hasAxesAbove: Bool { false }
  var grid: PanelGrid {
    PanelGrid(count: panels.count, entries: namedEntries, hasAxesAbove: hasAxesAbove)
  }
  var size: (width: Int, height: Int) { (grid.width, grid.height) }
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
  /// - Throws: ``FigureError`` if the file's ending is none of a figure.
  func script(figure: String) throws -> String {
    var script = try GnuplotScript(figure: figure, width: size.width, height: size.height)
    draw(into: &script, on: .file)
    return script.text
  }

  /// The script that draws into a terminal.
  func terminalScript(width: Int, color: Bool) -> String {
    var script = GnuplotScript(terminalWidth: width, height: terminalHeight, color: color)
    draw(into: &script, on: .terminal)
    return script.text
  }

  private func draw(into script: inout GnuplotScript, on medium: Medium) {
    begin(&script, on: medium)
    for index in 0..<panelCount(on: medium) { append(panel: index, to: &script, on: medium) }
    end(&script, on: medium)
  }
}
