import DataFiles

/// One row of `learning.csv`: how well a network does after an epoch.
package struct LearningRow: Codable, Sendable {
  package var epoch: Double
  package var time: Double
  package var trainingLoss, trainingAccuracy: Double
  package var testLoss, testAccuracy: Double
  /// Of the examples that are held out, if some are.
  package var validationLoss, validationAccuracy: Double?
  package var steps, gradients, rejected: Int

  package init(
    epoch: Double, time: Double, trainingLoss: Double, trainingAccuracy: Double, testLoss: Double,
    testAccuracy: Double, validationLoss: Double?, validationAccuracy: Double?, steps: Int,
    gradients: Int, rejected: Int
  ) {
    (self.epoch, self.time) = (epoch, time)
    (self.trainingLoss, self.trainingAccuracy) = (trainingLoss, trainingAccuracy)
    (self.testLoss, self.testAccuracy) = (testLoss, testAccuracy)
    (self.validationLoss, self.validationAccuracy) = (validationLoss, validationAccuracy)
    (self.steps, self.gradients, self.rejected) = (steps, gradients, rejected)
  }

  /// The columns of `learning.csv`; those of examples held out are there if some are.
  package static let schema = TableSchema(
    "a learning.csv", file: "learning.csv", isOpen: true,
    [
      .one(Column("epoch", .finite, unit: "epochs", isKey: true)),
      .one(Column("time", .finite, unit: "learning steps", isKey: true)),
      .optional(TableSchema.seconds),
      .one(Column("train_loss")), .one(Column("train_accuracy")), .one(Column("test_loss")),
      .one(Column("test_accuracy")), .optional(Column("validation_loss")),
      .optional(Column("validation_accuracy")), .one(Column("steps")),
      .one(Column("gradient_evaluations")), .one(Column("rejected_steps")),
    ])
}

extension LearningRow: TableRow {
  package func add(to table: inout TableWriter) {
    table.add(short: epoch)
    table.add(shortTime: time)
    for number in [trainingLoss, trainingAccuracy, testLoss, testAccuracy] { table.add(number) }
    for number in [validationLoss, validationAccuracy].compactMap(\.self) { table.add(number) }
    for count in [steps, gradients, rejected] { table.add(count) }
  }
}
