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

  /// A script for a figure file, whose ending decides its form.
  ///
  /// - Throws: ``FigureError`` if the ending is none of svg, png, pdf.
  package init(figure: String, width: Int, height: Int) throws {
    let terminal =
      switch FilePath(figure).ending {
      case "svg":
        "svg size \(width),\(height) font 'Helvetica,13' background '\(FigureStyle.white)' enhanced"
      case "png": "pngcairo size \(width),\(height) font 'sans,11' enhanced"
      case "pdf":
        "pdfcairo size \(Double(width) / 120)in,\(Double(height) / 120)in font 'sans,9' enhanced"
      default: throw FigureError("\(figure): expected a name that ends in .svg, .png or .pdf")
      }
    let script = "\(FilePath(figure).stem ?? "").gp"
    text = """
      # A gnuplot script: change it as you like, and draw again with
      #   gnuplot \(Self.plainPath(script).printable)
      if (!exists("output")) output = \(Self.quotedPath(FilePath(figure).name))
      set encoding utf8
      set terminal \(terminal)
      set output output

      """
  }

  /// A script that draws with characters.
  init(terminalWidth width: Int, height: Int, color: Bool) {
    text = """
      set encoding utf8
      set terminal dumb size \(width),\(height) \(color ? "ansi256" : "mono") noenhanced

      """
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
  package static func tick(_ text: String, at place: some Numeric) -> String {
    "\(quoted(text.replacing("%", with: "%%"))) \(place)"
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

  /// One diagram of several curves.
  mutating func plot(_ curves: [String]) { line("plot \(curves.joined(separator: ", \\\n     "))") }
}
