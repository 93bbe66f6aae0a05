import DataFiles
import Foundation
import HostSystem
import SystemPackage

/// A gnuplot script with the settings that all figures share.
package struct GnuplotScript {
  package private(set) var text: String
  /// How many blocks of data stand in it.
  private var blockCount = 0
  /// Which axes are logarithmic by what was said last.
  var logarithmicAxes: Set<String> = []

  /// How somebody wants it.
  let options: FigureOptions
  /// What it is called in messages.
  private let name: String
  /// The form of the file; nil in a terminal.
  let form: FigureForm?
  /// How many panels it has.
  var panelCount = 1
  /// Where a style of somebody's stands, as seen from the script.
  var stylePath: String?
  /// Which axes have numbers that can be changed.
  var numberedAxes: Set<String> = []
  /// The first thing that somebody wants and cannot have.
  private(set) var mistake: DataFileError?

  /// A script for a figure file, whose ending decides its form.
  ///
  /// - Parameters:
  ///   - figure: the file.
  ///   - width: in pixels beside which a text has 13, as is the height.
  ///   - options: the size of texts, and what else somebody wants.
  /// - Throws: ``FigureError`` if the ending is none of a figure's.
  package init(
    figure: String, width: Double, height: Double, options: FigureOptions = FigureOptions()
  ) throws {
    let form = try FigureForm(of: figure)
    self.form = form
    name = figure
    self.options = options
    let point = FigureLayout(options).point
    let script = "\(FilePath(figure).stem ?? "").gp"
    text = """
      # A gnuplot script: change it as you like, and draw again with
      #   gnuplot \(Self.plainPath(script).printable)
      if (!exists("output")) output = \(Self.quotedPath(FilePath(figure).name))
      set encoding utf8
      set terminal \(form.terminal(width: width / point, height: height / point, options))
      set output output

      """
  }

  /// A script that draws with characters.
  init(
    terminalWidth width: Int, height: Int, color: Bool, options: FigureOptions = FigureOptions()
  ) {
    form = nil
    name = "--terminal"
    self.options = options
    text = """
      set encoding utf8
      set terminal dumb size \(width),\(height) \(color ? "ansi256" : "mono") noenhanced
      set key below width 2 samplen 3

      """
  }

  /// Takes note of what somebody wants and cannot have.
  mutating func note(_ mistake: String) {
    self.mistake = self.mistake ?? DataFileError(file: name, line: nil, mistake)
  }

  // MARK: Texts of others

  /// Any text as gnuplot's string of the same bytes. All that users or files say gets into a script through here.
  ///
  /// In single quotes gnuplot leaves everything as it is but for the quote; in double quotes it would run what stands
  /// in backticks. A line break would end the line, and what follows would be a command; a quote at the beginning or
  /// behind another would end the string: such characters are written by their numbers. A zero, which no string of
  /// gnuplot's can have, becomes its sign.
  package static func quoted(_ text: String) -> String {
    var parts: [String] = []
    var plain = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0: plain += "\u{2400}"
      case 0x27 where !plain.isEmpty && !plain.hasSuffix("'"): plain += "''"
      case 0x01..<0x20, 0x27, 0x7F:
        if !plain.isEmpty { parts.append("'\(plain)'") }
        plain = ""
        parts.append(String(format: "\"\\%03o\"", scalar.value))
      default: plain.unicodeScalars.append(scalar)
      }
    }
    if !plain.isEmpty || parts.isEmpty { parts.append("'\(plain)'") }
    return parts.count == 1 ? parts[0] : "(\(parts.joined(separator: ".")))"
  }

  /// The name of a file for gnuplot, relative to where it works or from the root.
  package static func quotedPath(_ path: String) -> String { quoted(plainPath(path)) }

  /// A path that stands for nothing but its file. To gnuplot, names that begin with other characters may be
  /// programs (<, |), home folders (~), what follows in the script (-) or functions (+).
  private static func plainPath(_ path: String) -> String {
    let isPlain = path.first.map { $0.isLetter || $0.isNumber || "._/".contains($0) } ?? true
    return isPlain ? path : "./\(path)"
  }

  /// A text for a figure file, in which no character is markup of gnuplot's enhanced text.
  package static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.printable.unicodeScalars {
      if "_^{}@&~\\".unicodeScalars.contains(scalar) { escaped.append("\\") }
      escaped.append(scalar)
    }
    return String(escaped)
  }

  /// A text at a place of an axis. There, and nowhere else, gnuplot reads % as the beginning of a number's format.
  ///
  /// - Parameter text: ready to be shown.
  package func tick(_ text: String, at place: some Numeric) -> String {
    "\(shown(text).replacing("%", with: "%%")) \(place)"
  }

  /// A text that is shown in the figure, and ready for it but for LaTeX, which reads markup of its own.
  package func shown(_ text: String) -> String {
    Self.quoted(form == .tex ? TeX.text(text) : text)
  }

  package mutating func line(_ line: String) {
    text += line + "\n"
  }

  /// Lines behind the curves.
  mutating func grid() {
    // The dots that gnuplot makes of a grid are seen in no PNG and no PDF.
    line("set grid back lt 1 lw 0.6 lc rgb '\(FigureStyle.grid)'")
  }

  /// Puts a table into the script, as gnuplot reads tables whose fields are separated by commas and have names above them.
  ///
  /// - Parameters:
  ///   - what: what it has, in gnuplot's own words.
  ///   - names: what stands above its columns.
  ///   - rows: its numbers.
  /// - Returns: what it is called.
  mutating func data(_ what: String, _ names: [String], _ rows: [[Double]]) -> String {
    blockCount += 1
    let name = "$data\(blockCount)"
    var text = "# \(what)\n\(name) << EOD\n\(names.joined(separator: ","))\n"
    for row in rows {
      for (k, number) in row.enumerated() {
        if k > 0 { text += "," }
        text += number.description
      }
      text += "\n"
    }
    line(text + "EOD")
    return name
  }

  /// Gnuplot's words for a curve. In a terminal what was measured has a sign for each number, what was measured besides is made
  /// of dashes, and what theory says of dots.
  ///
  /// - Parameters:
  ///   - line: what it tells.
  ///   - number: which of several it is.
  ///   - color: its colour.
  ///   - look: how it is drawn in a file.
  func curve(_ line: FigureStyle.Line, number: Int, color: String, look: String? = nil) -> String {
    guard form == nil else { return "lines \(look ?? line.look()) lc rgb '\(color)'" }
    let sign =
      switch line {
      case .solid: "lines lt \(number % FigureStyle.signCount + 1)"
      case .dashed: "points pt '-'"
      case .dotted: "points pt '.'"
      }
    return "\(sign) lc rgb '\(color)'"
  }

  /// One diagram of several curves.
  mutating func plot(_ curves: [String]) {
    if let stylePath { line("load \(Self.quotedPath(stylePath))") }
    line("plot \(curves.joined(separator: ", \\\n     "))")
  }

  /// A size of font, of a text in the unit of layouts, as it stands behind a comma.
  func font(_ size: Double) -> String { form?.font(size, options) ?? "" }

  // MARK: Titles

  /// The title of a panel; one of somebody's stands above the whole figure, or in its place if there is but one panel.
  mutating func title(_ text: String) {
    let title = options.title.map {
      $0.isEmpty || panelCount > 1 || form == nil ? $0 : GnuplotScript.escaped($0)
    }
    switch title {
    case nil: line("set title \(shown(signed(text)))")
    case "": line("unset title")
    case let title?: line("set title \(shown(panelCount > 1 ? signed(text) : title))")
    }
  }

  /// A title with the signs of a terminal.
  private func signed(_ title: String) -> String {
    guard form == nil else { return title }
    return title.replacing("(dashed)", with: "(-)").replacing("(dotted)", with: "(.)")
  }

  /// Gnuplot's words for the title above all panels, if there is one.
  var titleOfAll: String {
    guard panelCount > 1, let title = options.title, !title.isEmpty else { return "" }
    return " title \(shown(Self.escaped(title)))"
  }

  mutating func label(_ axis: String, _ text: String) {
    // Beside a scale of colours LaTeX's numbers are wider than gnuplot takes them for.
    let place = axis == "cb" && form == .tex ? " offset 2" : ""
    line("set \(axis)label \(shown(text))\(place)")
  }
}
