/// One row of `tasks.csv`: how well a task is done after an epoch.
struct TaskRow: Codable, Sendable {
  var epoch: Double
  var time: Double
  /// The task that was learned last, and the one that is looked at; from 1. Before learning 0 is the former.
  var trainedTask, task: Int
  var testLoss, testAccuracy: Double

  static let header = "epoch,time,trained_task,task,test_loss,test_accuracy"

  var text: String {
    "\(epoch.shortText),\(time.shortText),\(trainedTask),\(task),\(testLoss),\(testAccuracy)"
  }
}
