/// Panels side by side in a figure, two in a row, with room for one legend at the right.
struct PanelGrid {
  private let count: Int
  private let legendWidth: Int

  /// - Parameters:
  ///   - count: how many panels.
  ///   - entries: those of the legend that somebody's names are in.
  init(count: Int, entries: [String] = []) {
    self.count = count
    // The line and the space before it take sixty pixels.
    legendWidth = entries.map { 60 + Self.width($0) }.reduce(225, max)
  }

  /// About how many pixels a text takes in the figures' font, rather too many than too few.
  private static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { width, scalar in
      switch scalar {
      case "i", "j", "l", "t", "f", "r", " ", ".", ",", ":", "'", "|", "(", ")": width + 6
      case "m", "w", "M", "W", "@", "%", "_": width + 12
      case "A"..."Z": width + 10
      case _ where scalar.value > 0x2E7F: width + 15
      default: width + 9
      }
    }
  }

  private var rows: Int { (count + 1) / 2 }
  private var columns: Int { count == 1 ? 1 : 2 }
  /// The size of the figure in pixels.
  var width: Int { columns * 470 + legendWidth + 15 }
  var height: Int { rows * 345 + 20 }

  /// Where the panels end and the legend begins.
  private var right: Double { 1 - Double(legendWidth) / Double(width) }
  private var top: Double { 1 - 52 / Double(height) }

  /// Begins the panels.
  func begin(in script: inout GnuplotScript) {
    let (left, bottom) = (75 / Double(width), 60 / Double(height))
    script.line(
      "set multiplot layout \(rows),\(columns) margins \(left),\(right),\(bottom),\(top)"
        + " spacing \(85 / Double(width)),\(112 / Double(height))")
  }

  /// Shows the legend with the first panel, and with no other.
  func legend(ofPanel index: Int, title: String?, in script: inout GnuplotScript) {
    script.line(
      index == 0
        ? "set key at screen \(right + 0.01),\(top) left top Left reverse samplen 2"
          + (title.map { " title \(GnuplotScript.quoted($0)) left" } ?? "")
        : "set key off")
  }
}
