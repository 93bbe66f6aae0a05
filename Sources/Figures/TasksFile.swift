import DataFiles
import Foundation
import Results

/// A `tasks.csv`, or a `tasks-seeds.csv` with means over seeds, read.
struct TasksFile {
  let path: String
  let rows: [TaskRow]
  /// The standard deviation of each row's accuracy over seeds, of means that have one.
  private let deviations: [Double?]
  /// How many tasks there are.
  let taskCount: Int

  /// Reads a file.
  ///
  /// - Throws: `DataFileError` with the line of the first mistake.
  init(path: String) throws {
    let lines = try TableText.lines(path)
    let isMean = lines.first == Self.meanHeader[...]
    guard lines.first == TaskRow.header[...] || isMean else {
      throw DataFileError(
        file: path, line: 1, "expected the columns \(TaskRow.header) of a tasks.csv")
    }
    var rows: [TaskRow] = []
    var deviations: [Double?] = []
    for (index, line) in lines.enumerated().dropFirst() {
      var fields = line.split(separator: ",", omittingEmptySubsequences: false)
      var deviation: Double?
      if isMean, fields.count == 8 {
        deviation = Double(fields.remove(at: 7))
        fields.remove(at: 5)
      }
      let row = try Self.row(fields, of: path, line: index + 1)
      deviations.append(deviation)
      let next = rows.last.flatMap { $0.epoch == row.epoch ? $0.task + 1 : nil } ?? 1
      guard row.task == next else {
        throw DataFileError(
          file: path, line: index + 1,
          "found task \(row.task), expected after every epoch the tasks 1, 2, …"
        )
      }
      rows.append(row)
    }
    guard let first = rows.first else {
      throw DataFileError(
        file: path, line: 2, "there are no rows")
    }
    taskCount = rows.prefix { $0.epoch == first.epoch }.count
    for (index, row) in rows.enumerated() {
      let isLast = index + 1 == rows.count || rows[index + 1].epoch != row.epoch
      guard row.task <= taskCount, row.trainedTask <= taskCount,
        !isLast || row.trainedTask <= row.task
      else {
        throw DataFileError(
          file: path, line: index + 2,
          "found task \(row.task) while task \(row.trainedTask) was trained, expected"
            + " all that were trained, of \(taskCount)")
      }
    }
    self.path = path
    self.rows = rows
    self.deviations = deviations
  }

  private static let meanHeader =
    "epoch,time,trained_task,task,test_loss,test_loss_sd,test_accuracy,test_accuracy_sd"

  private static func row(_ fields: [Substring], of path: String, line: Int) throws -> TaskRow {
    guard fields.count == 6 else {
      throw DataFileError(
        file: path, line: line, "found \(fields.count) fields, expected 6")
    }
    func value<Value>(_ index: Int, _ what: String, _ parse: (String) -> Value?) throws -> Value {
      guard let value = parse(String(fields[index])) else {
        throw DataFileError(
          file: path, line: line, "found \"\(fields[index])\", expected \(what)")
      }
      return value
    }
    return TaskRow(
      epoch: try value(0, "an epoch", finiteNumber), time: try value(1, "a time", finiteNumber),
      trainedTask: try value(2, "a task, or 0") { Int($0).flatMap { $0 >= 0 ? $0 : nil } },
      task: try value(3, "a task") { Int($0).flatMap { $0 >= 1 ? $0 : nil } },
      testLoss: try value(4, "a loss") { Double($0) },
      testAccuracy: try value(5, "an accuracy from 0 to 1") {
        finiteNumber($0).flatMap { (0...1).contains($0) ? $0 : nil }
      })
  }

  /// Whether a file begins as one of these does.
  static func isOne(_ path: String) -> Bool {
    TableText.start(path).hasPrefix("epoch,time,trained_task")
  }

  // MARK: What is drawn

  /// A point of a curve.
  typealias Point = (x: Double, y: Double)

  /// The rows of each epoch.
  private var epochs: [ArraySlice<TaskRow>] {
    let starts = rows.indices.filter { rows[$0].task == 1 } + [rows.count]
    return zip(starts, starts.dropFirst()).map { rows[$0..<$1] }
  }

  /// The accuracy on a task, from 1, over epochs in per cent, since its training began.
  func accuracy(of task: Int) -> [Point] {
    // Of the task before there is one such row, where it ended.
    rows.filter { $0.task == task && $0.trainedTask >= task - 1 }
      .map { ($0.epoch, 100 * $0.testAccuracy) }
  }

  /// The same with its standard deviation to either side, if there is one.
  func band(of task: Int) -> [(x: Double, low: Double, high: Double)] {
    zip(rows, deviations).compactMap { row, deviation in
      guard let deviation, row.task == task, row.trainedTask >= task - 1 else { return nil }
      return (
        row.epoch, 100 * (row.testAccuracy - deviation), 100 * (row.testAccuracy + deviation)
      )
    }
  }

  /// The mean accuracy on the tasks so far over epochs in per cent.
  var meanAccuracy: [Point] {
    epochs.map { rows in
      let seen = rows.prefix(max(rows.first!.trainedTask, 1))
      return (rows.first!.epoch, 100 * seen.reduce(0) { $0 + $1.testAccuracy } / Double(seen.count))
    }
  }

  /// The epochs at which a task follows another.
  var taskEnds: [Double] {
    zip(epochs, epochs.dropFirst()).filter { one, next in
      one.first!.trainedTask > 0 && one.first!.trainedTask < next.first!.trainedTask
    }.map { $0.0.first!.epoch }
  }

  /// The accuracies after each task whose training ended. The first rows of all tasks while task 1 was trained say
  /// for how many epochs tasks are trained.
  var accuracies: TaskAccuracies {
    let end = epochs.first { $0.first!.trainedTask == 1 && $0.count == taskCount }
    return TaskAccuracies(
      rows, count: taskCount, epochsPerTask: end?.first!.epoch ?? .infinity)
  }

  /// Of each task whose training ended what a mean over tasks was then, in per cent.
  func afterTasks(_ mean: (Int) -> Double?) -> [Point] {
    (1...taskCount).compactMap { k in mean(k).map { (Double(k), 100 * $0) } }
  }
}
