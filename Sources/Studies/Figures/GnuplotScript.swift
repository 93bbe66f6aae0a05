import Foundation

/// A gnuplot script with the settings that all figures share.
struct GnuplotScript {
  private(set) var text: String

  /// A script for a figure file, whose ending decides its form.
  ///
  /// - Throws: ``FigureError`` if the ending is none of svg, png, pdf.
  init(figure: String, width: Int, height: Int) throws {
    let terminal =
      switch URL(fileURLWithPath: figure).pathExtension.lowercased() {
      case "svg":
        "svg size \(width),\(height) font 'Helvetica,13' background '#ffffff' enhanced"
      case "png": "pngcairo size \(width),\(height) font 'sans,11' enhanced"
      case "pdf":
        "pdfcairo size \(Double(width) / 120)in,\(Double(height) / 120)in font 'sans,9' enhanced"
      default: throw FigureError("\(figure): expected a name that ends in .svg, .png or .pdf")
      }
    let name = URL(fileURLWithPath: figure).lastPathComponent
    text = """
      # A gnuplot script: change it as you like, and draw again with
      #   gnuplot \(URL(fileURLWithPath: figure).deletingPathExtension().lastPathComponent).gp
      if (!exists("output")) output = \(Self.quoted(name))
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

  /// A text in single quotes, in which gnuplot leaves everything as it is but for the quote; in double
  /// quotes it would run what stands in backticks.
  static func quoted(_ text: String) -> String {
    "'\(text.replacingOccurrences(of: "'", with: "''"))'"
  }

  /// A text in which no character is markup of gnuplot's enhanced text.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if "_^{}@&~\\".contains(character) { escaped += "\\" }
      escaped.append(character)
    }
    return escaped
  }

  mutating func line(_ line: String) {
    text += line + "\n"
  }

  /// Colours that stay apart also for colour-blind eyes (M. Okabe & K. Ito, 2008).
  static func color(_ index: Int) -> String {
    let colors = [
      "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#999999",
    ]
    return colors[index % colors.count]
  }
}
