import DataFiles

/// One row of `tasks.csv`: how well a network does on a task after an epoch.
package struct TaskRow: Codable, Sendable, Equatable {
  package var epoch: Double
  package var time: Double
  /// The task that was trained in the epoch, from 1; 0 before the first epoch.
  package var trainedTask: Int
  /// The task that was tested, from 1.
  package var task: Int
  package var testLoss, testAccuracy: Double

  /// The columns of `tasks.csv`.
  package static let schema = TableSchema(
    "a tasks.csv", file: "tasks.csv",
    [
      .one(Column("epoch", .finite, unit: "epochs", isKey: true)),
      .one(Column("time", .finite, unit: "learning steps", isKey: true)),
      .optional(TableSchema.seconds),
      .one(Column("trained_task", .count(from: 0), isKey: true)),
      .one(Column("task", .count(from: 1), isKey: true)), .one(Column("test_loss")),
      .one(Column("test_accuracy", .share)),
    ])

  package init(
    epoch: Double, time: Double, trainedTask: Int, task: Int, testLoss: Double,
    testAccuracy: Double
  ) {
    self.epoch = epoch
    self.time = time
    self.trainedTask = trainedTask
    self.task = task
    self.testLoss = testLoss
    self.testAccuracy = testAccuracy
  }
}

extension TaskRow: TableRow {
  package func add(to table: inout TableWriter) {
    table.add(short: epoch)
    table.add(shortTime: time)
    for task in [trainedTask, task] { table.add(task) }
    for number in [testLoss, testAccuracy] { table.add(number) }
  }
}
