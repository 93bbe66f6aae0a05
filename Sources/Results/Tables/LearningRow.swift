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

  /// The columns' names.
  ///
  /// - Parameter validates: whether examples are held out.
  package static func header(validates: Bool) -> String {
    "epoch,time,train_loss,train_accuracy,test_loss,test_accuracy,"
      + (validates ? "validation_loss,validation_accuracy," : "")
      + "steps,gradient_evaluations,rejected_steps"
  }

  package var text: String {
    let validation = [validationLoss, validationAccuracy].compactMap { $0 }.map { "\($0)," }
    return
      "\(epoch.shortText),\(time.shortText),\(trainingLoss),\(trainingAccuracy),\(testLoss),\(testAccuracy),"
      + "\(validation.joined())\(steps),\(gradients),\(rejected)"
  }
}
