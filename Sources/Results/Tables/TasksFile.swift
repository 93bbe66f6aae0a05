import DataFiles
import Foundation

/// A `tasks.csv`, or a `tasks-seeds.csv` with means over seeds, read.
package struct TasksFile {
  package let path: String
  package let rows: [TaskRow]
  /// The standard deviation of each row's accuracy over seeds, of means that have one.
  private let deviations: [Double?]
  /// How many tasks there are.
  package let taskCount: Int

  /// Reads a file.
  ///
  /// - Throws: `DataFileError` with the line of the first mistake.
  package init(path: String) throws {
    let table = try Table(path: path, as: TaskRow.schema, TaskRow.schema.overSeeds)
    let (trained, task) = (
      table.header.position(of: "trained_task")!, table.header.position(of: "task")!
    )
    let loss = table.header.position(of: "test_loss")!
    let accuracy = table.header.position(of: "test_accuracy")!
    let deviation = table.header.position(of: TableSchema.deviation(of: "test_accuracy"))
    var rows: [TaskRow] = []
    var deviations: [Double?] = []
    for index in table.rows.indices {
      func number(_ position: Int) throws -> Double {
        guard let number = try table.number(index, position) else {
          throw table.header.columns[position].mistake(
            "", in: path, line: table.line(ofRow: index))
        }
        return number
      }
      let row = try TaskRow(
        epoch: number(0), time: number(1), trainedTask: Int(number(trained)),
        task: Int(number(task)),
        testLoss: number(loss), testAccuracy: number(accuracy))
      deviations.append(try deviation.flatMap { try table.number(index, $0) })
      let next = rows.last.flatMap { $0.epoch == row.epoch ? $0.task + 1 : nil } ?? 1
      guard row.task == next else {
        throw table.mistake(
          "found task \(row.task), expected after every epoch the tasks 1, 2, …", inRow: index)
      }
      rows.append(row)
    }
    guard let first = rows.first else {
      throw table.mistake("there are no rows", inRow: 0)
    }
    taskCount = rows.prefix { $0.epoch == first.epoch }.count
    for (index, row) in rows.enumerated() {
      let isLast = index + 1 == rows.count || rows[index + 1].epoch != row.epoch
      guard row.task <= taskCount, row.trainedTask <= taskCount,
        !isLast || row.trainedTask <= row.task
      else {
        throw table.mistake(
          "found task \(row.task) while task \(row.trainedTask) was trained, expected"
            + " all that were trained, of \(taskCount)", inRow: index)
      }
    }
    self.path = path
    self.rows = rows
    self.deviations = deviations
  }

  // MARK: What is drawn

  /// A point of a curve.
  package typealias Point = (x: Double, y: Double)

  /// The rows of each epoch.
  private var epochs: [ArraySlice<TaskRow>] {
    let starts = rows.indices.filter { rows[$0].task == 1 } + [rows.count]
    return zip(starts, starts.dropFirst()).map { rows[$0..<$1] }
  }

  /// The accuracy on a task, from 1, over epochs in per cent, since its training began.
  package func accuracy(of task: Int) -> [Point] {
    // Of the task before there is one such row, where it ended.
    rows.filter { $0.task == task && $0.trainedTask >= task - 1 }
      .map { ($0.epoch, 100 * $0.testAccuracy) }
  }

  /// The same with its standard deviation to either side, if there is one.
  package func band(of task: Int) -> [(x: Double, low: Double, high: Double)] {
    zip(rows, deviations).compactMap { row, deviation in
      guard let deviation, row.task == task, row.trainedTask >= task - 1 else { return nil }
      return (
        row.epoch, 100 * (row.testAccuracy - deviation), 100 * (row.testAccuracy + deviation)
      )
    }
  }

  /// The mean accuracy on the tasks so far over epochs in per cent.
  package var meanAccuracy: [Point] {
    epochs.map { rows in
      let seen = rows.prefix(max(rows.first!.trainedTask, 1))
      return (rows.first!.epoch, 100 * seen.reduce(0) { $0 + $1.testAccuracy } / Double(seen.count))
    }
  }

  /// The epochs at which a task follows another.
  package var taskEnds: [Double] {
    zip(epochs, epochs.dropFirst()).filter { one, next in
      one.first!.trainedTask > 0 && one.first!.trainedTask < next.first!.trainedTask
    }.map { $0.0.first!.epoch }
  }

  /// The accuracies after each task whose training ended. The first rows of all tasks while task 1 was trained say
  /// for how many epochs tasks are trained.
  package var accuracies: TaskAccuracies {
    let end = epochs.first { $0.first!.trainedTask == 1 && $0.count == taskCount }
    return TaskAccuracies(
      rows, count: taskCount, epochsPerTask: end?.first!.epoch ?? .infinity)
  }

  /// Of each task whose training ended what a mean over tasks was then, in per cent.
  package func afterTasks(_ mean: (Int) -> Double?) -> [Point] {
    (1...taskCount).compactMap { k in mean(k).map { (Double(k), 100 * $0) } }
  }
}
