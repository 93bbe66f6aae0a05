extension PanelGrid {
  /// The room for a legend, in pixels.
  static func legendWidth(for entries: [String]) -> Int {
    // The line and the space before it take sixty pixels.
    entries.map { 60 + width($0) }.reduce(225, max)
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

  /// Shows the legend with the first panel, and with no other.
  func legend(ofPanel index: Int, title: String?, in script: inout GnuplotScript) {
    script.line(
      index == 0
        ? "set key at screen \(right + 0.01),\(top) left top Left reverse samplen 2"
          + (title.map { " title \(GnuplotScript.quoted($0)) left" } ?? "")
        : "set key off")
  }
}
