/// Panels side by side in a figure, two in a row where there is room, with one legend below all of them.
struct PanelGrid {
  /// What stands in the legend.
  struct Legend {
    var title: String?
    var entries: [String] = []
  }

  private let count: Int
  let layout: FigureLayout
  let legend: Legend
  /// The room for axes above panels, and for what stands below them besides their labels.
  private let axisHeight, tickHeight: Double
  var hasAxesAbove: Bool { axisHeight > 0 }
  private let isSquare: Bool
  /// The room for the numbers of axes beside panels.
  private let left: Double

  /// - Parameters:
  ///   - count: how many panels.
  ///   - layout: of the figure.
  ///   - legend: what stands in it.
  ///   - hasAxesAbove: whether panels have axes above them, too.
  ///   - isSquare: whether panels are as high as wide, and have a scale of colours beside them.
  ///   - tickHeight: how much more room the numbers or words of the axes below panels need.
  ///   - tickWidth: how much more those of the axes beside them need.
  init(
    count: Int, layout: FigureLayout, legend: Legend = Legend(), hasAxesAbove: Bool = false,
    tickHeight: Double = 0, tickWidth: Double = 0, isSquare: Bool = false
  ) {
    left = 78 + tickWidth
    self.isSquare = isSquare
    (self.count, self.layout, self.tickHeight) = (count, layout, tickHeight)
    self.legend = layout.key == .none || legend.entries.isEmpty ? Legend() : legend
    axisHeight = hasAxesAbove ? 36 : 0
  }

  // MARK: Lengths

  private static let edge = 26.0
  static let (line, title) = (19.5, 30.0)
  /// A panel that is lower shows nothing.
  private static let leastPanel = 80.0
  /// The narrowest figure that has two panels in a row.
  private static let leastForTwo = 560.0

  private var columns: Int {
    count == 1 || layout.width(columns: 2) < Self.leastForTwo ? 1 : 2
  }
  private var rows: Int { (count + columns - 1) / columns }
  /// The size of the figure.
  var width: Double { layout.width(columns: count == 1 ? 1 : 2) }
  var height: Double {
    if let height = layout.height { return height }
    return above + Double(rows) * panelHeight + Double(rows - 1) * between + below
  }

  private var panelWidth: Double {
    let rest = width - left - right - Double(columns - 1) * (left + Self.edge)
    return max(rest / Double(columns), 40)
  }
  private var panelHeight: Double {
    guard let height = layout.height else { return (isSquare ? 1 : 0.68) * panelWidth }
    return max((height - above - below - Double(rows - 1) * between) / Double(rows), 20)
  }
  var above: Double { Self.title + axisHeight + (layout.hasTitle ? 24 : 0) + 4 }
  private var labels: Double { 54 + tickHeight }
  private var between: Double { labels + Self.title + axisHeight }
  private var below: Double { labels + legendHeight }
  private var right: Double {
    Self.edge + (isSquare ? 60 : 0) + (layout.key == .right ? legendWidth : 0)
  }

  /// About how much room a text takes, rather too much than too little.
  static func width(_ text: String) -> Double {
    text.unicodeScalars.reduce(0) { width, scalar in
      switch scalar {
      case "i", "j", "l", "t", "f", "r", " ", ".", ",", ":", "'", "|", "(", ")": width + 5
      case "\\", "{", "}": width
      case "m", "w", "M", "W", "@", "%": width + 12
      case "A"..."Z": width + 10
      case _ where scalar.value > 0x2E7F: width + 15
      default: width + 8
      }
    }
  }

  // MARK: Scripts

  /// Begins the panels.
  func begin(in script: inout GnuplotScript) {
    // Nearer to the panel than gnuplot puts them, alike in all forms.
    script.line("set title offset 0,-0.5; set xlabel offset 0,0.3")
    let least = above + below + Double(rows - 1) * between + Double(rows) * Self.leastPanel
    if height < least, layout.height != nil {
      let centimetres = (least / layout.point / 72 * 2.54 * 10).rounded(.up) / 10
      script.note(
        "--height: has no room for \(count) panel\(count == 1 ? "" : "s"), expected \(centimetres)cm or more"
      )
    }
    let (start, bottom) = (left / width, below / height)
    let (right, top) = (1 - self.right / width, 1 - above / height)
    script.line(
      "set multiplot layout \(rows),\(columns) margins \(start),\(right),\(bottom),\(top)"
        + " spacing \((left + Self.edge) / width),\(between / height)\(script.titleOfAll)")
  }
}
