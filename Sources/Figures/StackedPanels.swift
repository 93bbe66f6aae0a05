/// Panels below each other over one axis of time, that of a trial.
struct StackedPanels {
  private let count: Int
  private let times: ClosedRange<Double>
  /// The room for a legend at the right, in pixels.
  private let legendWidth: Double
  private let layout: FigureLayout

  /// - Parameters:
  ///   - count: how many panels.
  ///   - times: of what is drawn in all of them.
  ///   - layout: of the figure.
  ///   - legendWidth: the room for a legend at the right, in pixels.
  init(_ count: Int, times: ClosedRange<Double>, layout: FigureLayout, legendWidth: Double = 0) {
    self.count = count
    self.layout = layout
    self.times =
      times.upperBound > times.lowerBound ? times : times.lowerBound...(times.lowerBound + 1)
    self.legendWidth = layout.key == .none ? 0 : legendWidth
  }

  /// The size of the figure in pixels.
  var size: (width: Double, height: Double) {
    (layout.width(columns: 2), layout.height ?? Double(95 + 130 * count))
  }
  /// Where the panels end and the legend begins, and the upper edge of both, as shares of the figure.
  var right: Double { 1 - (25 + legendWidth) / size.width }
  var top: Double { 1 - 40 / size.height }

  /// Begins the panels.
  func begin(in script: inout GnuplotScript, on medium: Medium) {
    // What happens first would stand on the frame.
    let space = 0.02 * times.upperBound - 0.02 * times.lowerBound
    script.axis(
      "x", Axis(data: (times.lowerBound - space)...(times.upperBound + space), room: 0), on: medium)
    guard medium == .file else { return }
    script.grid()
    let (width, height) = size
    script.line(
      "set multiplot layout \(count),1 margins \(75 / width),\(right),\(55 / height),\(top)"
        + " spacing 0,\(14 / height)\(script.titleOfAll)")
  }

  /// Gives a panel its title, the axis of values, and if it is the last one that of time.
  ///
  /// - Parameters:
  ///   - title: of the whole figure.
  ///   - name: of the panel.
  ///   - label: of its values.
  func axes(
    ofPanel index: Int, title: String, name: String, label: String,
    in script: inout GnuplotScript, on medium: Medium
  ) {
    switch medium {
    case .file:
      if index == 0 { script.title(title) } else { script.line("unset title") }
      script.label("y", label)
    case .terminal: script.title("\(title): \(name)")
    }
    if index == count - 1 || medium == .terminal {
      script.label("x", "time in the trial")
      script.line("set format x '%g'")
    } else {
      script.line("unset xlabel; set format x ''")
    }
  }
}
