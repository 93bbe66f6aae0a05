import DataFiles
import Foundation
import Results

/// The figure of tasks in sequence: how the accuracy on each task rises and falls, and what is left of all after each.
///
/// One run is drawn with a colour for each task, several with a colour for each run.
struct TasksFigure: GridFigure {
  private let files: [TasksFile]
  let panels: [Panel]

  let layout: FigureLayout
  private let names: [String]

  enum Panel: String { case epochs, matrix, seen, future }

  /// - Parameter request: files `tasks.csv`.
  /// - Throws: `DataFileError` if a file is wrong.
  init(_ request: FigureRequest) throws {
    let files = try request.files.map { try TasksFile(path: $0) }
    self.files = files
    layout = request.layout
    names = try request.names()
    let hasEnds = files.contains { $0.accuracies.matrix.contains { !$0.isEmpty } }
    let hasFuture = files.contains { !$0.futureAccuracy.isEmpty }
    let panels: [Panel] =
      [.epochs] + (hasEnds && files.count == 1 ? [.matrix] : []) + (hasEnds ? [.seen] : [])
      + (hasFuture ? [.future] : [])
    self.panels = try request.chosen(panels, name: \.rawValue)
  }

  static let kind = FigureKind(
    TaskRow.schema, TaskRow.schema.overSeeds, drawsSeveral: true, choices: [.panels, .labels]
  ) { try TasksFigure($0) }

  // MARK: Scripts

  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    nameData(in: &script)
    switch medium {
    case .file:
      script.grid()
      grid.begin(in: &script)
    case .terminal: script.line("set key off")
    }
  }

  func append(panel index: Int, to script: inout GnuplotScript, on medium: Medium) {
    if medium == .file { grid.legend(ofPanel: index, in: &script) }
    let legend = index == 0 && medium == .file ? legendCurves(script) : []
    switch (panels[index], medium) {
    case (.epochs, _): appendEpochs(with: legend, on: medium, to: &script)
    case (.matrix, .file): appendMatrix(to: &script)
    case (.matrix, .terminal): appendNumbers(to: &script)
    case (.seen, _), (.future, _): appendMeans(panels[index], with: legend, on: medium, to: &script)
    }
  }

  // MARK: Data

  private var isSingle: Bool { files.count == 1 }

  /// The tasks, from 1, that are drawn with a colour: at most eight, spread over all.
  private var drawnTasks: [Int] {
    evenlySpaced(8, among: files[0].taskCount).map { $0 + 1 }
  }

  private func nameData(in script: inout GnuplotScript) {
    func block(_ name: String, _ points: [TasksFile.Point]) {
      script.line("$\(name) << EOD")
      for point in points { script.line("\(point.x) \(point.y)") }
      script.line("EOD")
    }
    for (number, file) in files.enumerated() {
      for task in isSingle ? drawnTasks : [1] {
        block("task\(task)_\(number + 1)", file.accuracy(of: task))
        let band = file.band(of: task)
        if band.isEmpty { continue }
        script.line("$band\(task)_\(number + 1) << EOD")
        for point in band { script.line("\(point.x) \(point.low) \(point.high)") }
        script.line("EOD")
      }
      if !isSingle { block("mean_\(number + 1)", file.meanAccuracy) }
      block("seen_\(number + 1)", file.seenAccuracy)
      block("future_\(number + 1)", file.futureAccuracy)
    }
    guard panels.contains(.matrix) else { return }
    script.line("$matrix << EOD")
    for (k, row) in files[0].accuracies.matrix.enumerated() {
      for (j, accuracy) in row.enumerated() { script.line("\(j + 1) \(k + 1) \(100 * accuracy)") }
    }
    script.line("EOD")
  }

  // MARK: Panels

  private func appendEpochs(
    with legend: [String], on medium: Medium, to script: inout GnuplotScript
  ) {
    script.title(
      isSingle ? "test accuracy on each task" : "task 1, mean of the tasks so far (dashed)")
    script.label("x", "epoch")
    script.label("y", "%")
    let epochs = files.flatMap(\.rows).map { $0.epoch...$0.epoch }
    script.axis("x", Axis(data: union(of: epochs), room: 0), on: medium)
    script.axis("y", Axis(data: 0...100, room: 0), on: medium)
    for epoch in Set(files.flatMap(\.taskEnds)).sorted() {
      script.line(
        "set arrow from first \(epoch), graph 0 to first \(epoch), graph 1 nohead lw 0.7 lc rgb '\(FigureStyle.division)'"
      )
    }
    func line(_ name: String, _ color: Int, dash: Int = 1) -> String {
      "$\(name) with lines lw \(FigureStyle.curveWidth) dt \(dash) lc rgb '\(FigureStyle.curve(color))' notitle"
    }
    func band(_ task: Int, file: Int, _ color: Int) -> [String] {
      files[file].band(of: task).isEmpty
        ? []
        : [
          "$band\(task)_\(file + 1) with filledcurves fc rgb '\(FigureStyle.curve(color))'"
            + " fs transparent solid 0.2 noborder notitle"
        ]
    }
    let bands =
      isSingle
      ? drawnTasks.enumerated().flatMap { band($1, file: 0, $0) }
      : files.indices.flatMap { band(1, file: $0, $0) }
    let curves =
      isSingle
      ? drawnTasks.enumerated().map { line("task\($1)_1", $0) }
      : files.indices.flatMap {
        [line("mean_\($0 + 1)", $0, dash: 2), line("task1_\($0 + 1)", $0)]
      }
    script.plot((medium == .file ? bands : []) + curves + legend)
    script.line("unset arrow")
  }

  /// Tasks or runs by colour.
  var legend: PanelGrid.Legend {
    PanelGrid.Legend(
      entries: isSingle ? drawnTasks.map { "task \($0)" } : names.map(GnuplotScript.escaped))
  }

  private func legendCurves(_ script: GnuplotScript) -> [String] {
    legend.entries.enumerated().map { index, name in
      "keyentry with lines lw \(FigureStyle.curveWidth) lc rgb '\(FigureStyle.curve(index))' title"
        + " \(script.shown(name))"
    }
  }

  private func appendMeans(
    _ panel: Panel, with legend: [String], on medium: Medium, to script: inout GnuplotScript
  ) {
    let count = files.map(\.taskCount).max()!
    script.title("mean accuracy on the tasks \(panel == .seen ? "so far" : "to come")")
    script.label("x", "tasks trained")
    script.label("y", "%")
    let values = files.flatMap { panel == .seen ? $0.seenAccuracy : $0.futureAccuracy }.map(\.y)
    script.axis(
      "y", Axis(data: union(of: values.map { $0...$0 }), bounds: 0...100, room: 0.06), on: medium)
    script.axis("x", Axis(data: 0.8...(Double(count) + 0.2), room: 0), on: medium)
    script.line("set xtics \((count + 11) / 12)")
    let name = panel == .seen ? "seen" : "future"
    script.plot(
      files.indices.map {
        "$\(name)_\($0 + 1) with linespoints lw \(FigureStyle.curveWidth) pt 7 ps 0.7 lc rgb"
          + " '\(isSingle ? FigureStyle.black : FigureStyle.curve($0))' notitle"
      } + (isSingle ? [] : legend))
    script.line("set xtics autofreq")
  }

  /// A heat map with the accuracies written into its cells, if there is room.
  private func appendMatrix(to script: inout GnuplotScript) {
    appendMatrixAxes(to: &script)
    script.line(
      "set palette defined \(FigureStyle.map)")
    let count = files[0].taskCount
    let hasRoom = count <= 16
    script.line("set cbrange [0:100]")
    script.line(
      hasRoom
        ? "unset colorbox"
        : "set colorbox; set cblabel '%'")
    let size = count <= 6 ? 12.0 : count <= 10 ? 9 : 7
    let font = script.font
    func labels(_ condition: String, _ color: String) -> String {
      "$matrix using 1:2:(\(condition) ? sprintf('%.\(count <= 8 ? 1 : 0)f', $3) : '') with labels"
        + " font ',\(font(size))' tc rgb '\(color)'"
    }
    script.plot(
      ["$matrix using 1:2:(0.5):(0.5):3 with boxxyerror lc palette fs solid noborder"]
        + (hasRoom
          ? [labels("$3 > 62", FigureStyle.white), labels("$3 <= 62", FigureStyle.black)] : []))
    script.line(
      "set xtics autofreq; set ytics autofreq; set tics scale 1")
    script.grid()
  }

  /// The same as numbers alone.
  private func appendNumbers(to script: inout GnuplotScript) {
    appendMatrixAxes(to: &script)
    script.plot(["$matrix using 1:2:(sprintf('%.0f', $3)) with labels"])
    script.line("set xtics autofreq; set ytics autofreq; set tics scale 1")
  }

  private func appendMatrixAxes(to script: inout GnuplotScript) {
    let count = files[0].taskCount
    script.title("test accuracy after training a task")
    script.label("x", "tested on task")
    script.label("y", "trained up to task")
    script.line("set xrange [0.5:\(count).5]; set yrange [\(count).5:0.5]; unset grid")
    script.line("set xtics \((count + 15) / 16); set ytics \((count + 15) / 16); set tics scale 0")
  }
}

extension TasksFile {
  /// The mean accuracy on the tasks so far after each task.
  fileprivate var seenAccuracy: [Point] {
    let accuracies = accuracies
    return afterTasks(accuracies.seen)
  }

  /// The mean accuracy on the tasks to come after each task.
  fileprivate var futureAccuracy: [Point] {
    let accuracies = accuracies
    return afterTasks(accuracies.future)
  }
}
