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

  package static let header = "epoch,time,trained_task,task,test_loss,test_accuracy"

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

  package var text: String {
    "\(epoch.shortText),\(time.shortText),\(trainedTask),\(task),\(testLoss),\(testAccuracy)"
  }
}
