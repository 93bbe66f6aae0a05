import NeuralNetworks
import Results
import Studies

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
  ) throws -> [TaskRow] {
    guard let tasks = description.tasks else { return [] }
    let (epochs, rest) = windows.quotientAndRemainder(dividingBy: description.windowsPerEpoch)
    // A window that the run's end cuts short does not end an epoch.
    let isWhereTasksMeet =
      row.epoch == row.epoch.rounded() && rest == 0 && epochs % tasks.epochs == 0
    return try (0...(isWhereTasksMeet ? tasks.count - 1 : trained)).map { task in
      let found = task == trained ? test : try probe.evaluate(forward, on: .test, task: task)
      return TaskRow(
        epoch: row.epoch, time: row.time, trainedTask: windows == 0 ? 0 : trained + 1,
        task: task + 1, testLoss: found.loss, testAccuracy: found.accuracy)
    }
  }
}
