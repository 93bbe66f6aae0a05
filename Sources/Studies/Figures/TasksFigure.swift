import Foundation

/// The figure of tasks that were learned one after the other, from the files `tasks.csv` of one run or several.
///
/// Of one run every task has a colour; several runs have a colour each.
struct TasksFigure {
  private let runs: [(name: String, file: LearningFile)]
  private let folder: String

  /// - Parameters:
  ///   - paths: files `tasks.csv`, of one run each.
  ///   - folder: where the script will stand.
  /// - Throws: ``StudyError`` if a file is wrong.
  init(_ paths: [String], folder: String) throws {
    self.folder = folder
    runs = try paths.map { path in
      let file = try LearningFile(path: path)
      for column in ["trained_task", "task", "test_accuracy"] { try file.check(column) }
      let name = URL(fileURLWithPath: path).deletingLastPathComponent().lastPathComponent
      return (name, file)
    }
  }

  /// Whether a file begins as one of these does.
  static func isOne(_ start: String) -> Bool { start.hasPrefix("epoch,time,trained_task,") }

  private var taskCount: Int {
    Int(runs.compactMap { $0.file.ranges["task"]?.upperBound }.max() ?? 1)
  }

  // MARK: Scripts

  /// The script of a figure file.
  func script(figure: String) throws -> String {
    let grid = PanelGrid(count: runs.count == 1 ? 4 : 3)
    var script = try GnuplotScript(figure: figure, width: grid.width, height: grid.height)
    nameData(in: &script)
    script.line("set grid lc rgb '#dddddd'")
    grid.begin(in: &script)
    grid.legend(ofPanel: 0, title: nil, in: &script)
    appendCourse(to: &script)
    grid.legend(ofPanel: 1, title: nil, in: &script)
    if runs.count == 1 { appendMatrix(to: &script) }
    appendAfterTasks(to: &script)
    script.line("unset multiplot")
    return script.text
  }

  /// The script that draws into a terminal, one panel below the other.
  func terminalScript(width: Int, color: Bool) -> String {
    var script = GnuplotScript(terminalWidth: width, height: 20, color: color)
    nameData(in: &script)
    script.line("set key off")
    appendCourse(to: &script)
    appendAfterTasks(to: &script)
    return script.text
  }

  private func nameData(in script: inout GnuplotScript) {
    script.line("set datafile separator comma")
    script.line("set datafile columnheaders")
    // So that lines go on over rows that are about other tasks.
    script.line("set datafile missing NaN")
    for (number, run) in runs.enumerated() {
      let path = GnuplotScript.quoted(relativePath(from: folder, to: run.file.path))
      script.line("tasks\(number + 1) = \(path)")
      script.line("# How many epochs a task lasts.")
      script.line(
        "stats tasks\(number + 1) using (column('trained_task') == 1 ? column('epoch') : NaN)"
          + " name 'first\(number + 1)' nooutput")
    }
    script.line("percent = '100*column(\"test_accuracy\")'")
    script.line("isEnd(epoch, task, length) = abs(epoch - task*length) < 1e-6")
  }

  /// Accuracy over epochs: of one run on every task learned so far, of several on the first.
  private func appendCourse(to script: inout GnuplotScript) {
    let title =
      runs.count == 1 ? "accuracy on each task learned so far" : "accuracy on the first task"
    script.line("set title \(GnuplotScript.quoted(title)); set xlabel 'epoch'; set ylabel '%'")
    script.line("set xtics autofreq; set autoscale x; set yrange [0:100]")
    script.line("do for [k=1:\(taskCount - 1)] {")
    script.line(
      "  set arrow k from k*first1_max, graph 0 to k*first1_max, graph 1 nohead lc rgb '#999999' dt 3"
    )
    script.line("}")
    func curve(_ run: Int, task: Int, color: String, title: String) -> String {
      "tasks\(run + 1) using (column('task') == \(task) && column('trained_task') >= \(task) ?"
        + " column('epoch') : NaN):(@percent) smooth unique with lines lw 2 lc rgb '\(color)'"
        + " title \(GnuplotScript.quoted(title))"
    }
    let curves =
      runs.count == 1
      ? (1...taskCount).map {
        curve(0, task: $0, color: GnuplotScript.color($0 - 1), title: "task \($0)")
      }
      : runs.indices.map {
        curve(
          $0, task: 1, color: GnuplotScript.color($0), title: GnuplotScript.escaped(runs[$0].name))
      }
    script.line("plot \(curves.joined(separator: ", \\\n     "))")
    script.line("unset arrow")
  }

  /// a_{k,j} as a heat map.
  private func appendMatrix(to script: inout GnuplotScript) {
    script.line("set title 'accuracy after each task, %'; set grid noxtics noytics")
    script.line("set xlabel 'task looked at'; set ylabel 'task learned last'")
    script.line("set xrange [0.5:\(taskCount).5]; set yrange [\(taskCount).5:0.5]")
    script.line("set xtics 1; set ytics 1; unset colorbox; set cbrange [0:100]")
    script.line(
      "set palette defined (0 '#f7fbff', 1 '#c6dbef', 2 '#6baed6', 3 '#2171b5', 4 '#08306b')")
    let cells =
      "(isEnd(column('epoch'), column('trained_task'), first1_max) ? column('task') : NaN)"
      + ":(column('trained_task'))"
    let size = taskCount <= 8 ? 12 : 8
    let label = "(sprintf('%.0f', @percent))"
    script.line(
      "plot tasks1 using \(cells):(0.5):(0.5):(@percent) with boxxyerror lc palette fs solid noborder notitle"
        + (taskCount <= 16
          ? ", \\\n     tasks1 using \(cells):\(label):(@percent > 60 ? 0xffffff : 0) with labels"
            + " font ',\(size)' tc rgb variable notitle" : ""))
    script.line("set xtics autofreq; set ytics autofreq; set grid xtics ytics lc rgb '#dddddd'")
  }

  /// The averages over the tasks so far and over those to come, after each.
  private func appendAfterTasks(to script: inout GnuplotScript) {
    script.line("set xrange [0.8:\(taskCount).2]; set yrange [0:100]; set xtics 1")
    script.line("set xlabel 'task learned last'; set ylabel '%'")
    for (title, condition) in [
      ("average accuracy on tasks learned so far", "<="),
      ("average accuracy on tasks to come", ">"),
    ] {
      script.line("set title \(GnuplotScript.quoted(title))")
      let curves = runs.indices.map { run in
        let data = "tasks\(run + 1) using (isEnd(column('epoch'), column('trained_task'),"
        let color = runs.count == 1 ? "#000000" : GnuplotScript.color(run)
        return data
          + " first\(run + 1)_max) && column('trained_task') > 0"
          + " && column('task') \(condition) column('trained_task') ? column('trained_task') : NaN)"
          + ":(@percent) smooth unique with linespoints lw 2 pt 7 ps 0.6 lc rgb '\(color)' notitle"
      }
      script.line("plot \(curves.joined(separator: ", \\\n     "))")
    }
  }
}
