/// Panels side by side in a figure, two in a row, with room for one legend at the right.
struct PanelGrid {
  private let count: Int
  private let legendWidth: Int

  /// - Parameters:
  ///   - count: how many panels.
  ///   - longestEntry: the longest entry of the legend has so many characters.
  init(count: Int, longestEntry: Int = 0) {
    self.count = count
    // A character of the figures' font is about seven pixels wide; the line and the space before it take sixty.
    legendWidth = max(225, 60 + 7 * longestEntry)
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
