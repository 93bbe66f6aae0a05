/// Panels side by side in a figure, two in a row, with room for one legend at the right.
struct PanelGrid {
  private let count: Int
  let legendWidth: Int
  /// The room for axes above panels, in pixels.
  private let axisHeight: Int

  /// - Parameters:
  ///   - count: how many panels.
  ///   - entries: those of the legend that somebody's names are in.
  ///   - hasAxesAbove: whether panels have axes above them, too.
  init(count: Int, entries: [String] = [], hasAxesAbove: Bool = false) {
    self.count = count
    axisHeight = hasAxesAbove ? 40 : 0
    legendWidth = Self.legendWidth(for: entries)
  }

  private var rows: Int { (count + 1) / 2 }
  private var columns: Int { count == 1 ? 1 : 2 }
  /// The size of the figure in pixels.
  var width: Int { columns * 470 + legendWidth + 15 }
  var height: Int { rows * (345 + axisHeight) + 20 }

  /// Where the panels end and the legend begins.
  var right: Double { 1 - Double(legendWidth) / Double(width) }
  var top: Double { 1 - Double(52 + axisHeight) / Double(height) }

  /// Begins the panels.
  func begin(in script: inout GnuplotScript) {
    let (left, bottom) = (75 / Double(width), 60 / Double(height))
    script.line(
      "set multiplot layout \(rows),\(columns) margins \(left),\(right),\(bottom),\(top)"
        + " spacing \(85 / Double(width)),\(Double(112 + axisHeight) / Double(height))")
  }
}
