/// Panels below each other over one axis of time, that of a trial.
struct StackedPanels {
  private let count: Int
  private let times: ClosedRange<Double>
  /// The room for a legend at the right, in pixels.
  private let legendWidth: Int

  /// - Parameters:
  ///   - count: how many panels.
  ///   - times: of what is drawn in all of them.
  ///   - legendWidth: the room for a legend at the right, in pixels.
  init(_ count: Int, times: ClosedRange<Double>, legendWidth: Int = 0) {
    self.count = count
    self.times =
      times.upperBound > times.lowerBound ? times : times.lowerBound...(times.lowerBound + 1)
    self.legendWidth = legendWidth
  }

  /// The size of the figure in pixels.
  var size: (width: Int, height: Int) { (900 + legendWidth, 95 + 175 * count) }
  /// Where the panels end and the legend begins, and the upper edge of both, as shares of the figure.
  var right: Double { 1 - Double(25 + legendWidth) / Double(size.width) }
  var top: Double { 1 - 40 / Double(size.height) }

  /// Begins the panels.
  func begin(in script: inout GnuplotScript, on medium: Medium) {
    // What happens first would stand on the frame.
    let space = 0.02 * times.upperBound - 0.02 * times.lowerBound
    script.line("set xrange [\(times.lowerBound - space):\(times.upperBound + space)]")
    guard medium == .file else { return }
    script.grid()
    let (width, height) = (Double(size.width), Double(size.height))
    script.line(
      "set multiplot layout \(count),1 margins \(75 / width),\(right),\(55 / height),\(top)"
        + " spacing 0,\(14 / height)")
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
      script.line(index == 0 ? "set title '\(title)'" : "unset title")
      script.line("set ylabel '\(label)'")
    case .terminal: script.line("set title '\(title): \(name)'")
    }
    script.line(
      index == count - 1 || medium == .terminal
        ? "set xlabel 'time in the trial'; set format x '%g'"
        : "unset xlabel; set format x ''")
  }
}
