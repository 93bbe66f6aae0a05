import DataFiles
import NeuralNetworks

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

extension NetworkModel {
  /// How the network does on the task that is trained and on all earlier ones, and where tasks meet on those that
  /// were never trained, too; nothing if there are no tasks.
  ///
  /// - Parameters:
  ///   - forward: the forward weights.
  ///   - trained: the task that is trained, from 0.
  ///   - test: what came of its test examples.
  ///   - windows: how many windows ended.
  ///   - row: the row of `learning.csv` that goes with them.
  /// - Complexity: O(tasks × test examples × synapses).
  func taskRows(
    _ forward: Span<Double>, training trained: Int, _ test: NetworkProbe.Evaluation, windows: Int,
    at row: LearningRow
  ) -> [TaskRow] {
    guard let tasks = description.tasks else { return [] }
    let (epochs, rest) = windows.quotientAndRemainder(dividingBy: description.windowsPerEpoch)
    // A window that the run's end cuts short does not end an epoch.
    let isWhereTasksMeet =
      row.epoch == row.epoch.rounded() && rest == 0 && epochs % tasks.epochs == 0
    return (0...(isWhereTasksMeet ? tasks.count - 1 : trained)).map { task in
      let found = task == trained ? test : evaluate(forward, on: .test, task: task)
      return TaskRow(
        epoch: row.epoch, time: row.time, trainedTask: windows == 0 ? 0 : trained + 1,
        task: task + 1, testLoss: found.loss, testAccuracy: found.accuracy)
    }
  }
}
