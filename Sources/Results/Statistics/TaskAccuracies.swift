/// The accuracies a(k, j) on each task j after training each task k, and what is said of a sequence of tasks by them.
///
/// Sources: average accuracy and backward transfer D. Lopez-Paz & M. Ranzato, arXiv:1706.08840; forgetting A.
/// Chaudhry et al., arXiv:1801.10112; future accuracy G. Dellaferrera et al., doi:10.1038/s41467-022-29491-2.
package struct TaskAccuracies {
  /// T, how many tasks there are.
  package let count: Int
  /// Row k − 1 has a(k, 1), …, a(k, T); empty for a task whose training did not end.
  package let matrix: [[Double]]

  /// - Parameter matrix: as in ``matrix``, a row for each task.
  package init(_ matrix: [[Double]]) {
    count = matrix.count
    self.matrix = matrix
  }

  /// Takes from a table the rows where training of tasks ended. The last task may be trained on: then its end is
  /// the last row.
  ///
  /// - Precondition: the rows are in order; those where a task ended are of all tasks.
  package init(_ rows: [TaskRow], count: Int, epochsPerTask: Double) {
    var matrix = [[Double]](repeating: [], count: count)
    for row in rows where row.trainedTask > 0 {
      guard row.epoch >= Double(row.trainedTask) * epochsPerTask else { continue }
      if row.task == 1 { matrix[row.trainedTask - 1] = [] }
      matrix[row.trainedTask - 1].append(row.testAccuracy)
    }
    self.init(matrix)
  }

  /// The mean over tasks j ≤ k of a(k, j), for k from 1.
  package func seen(after k: Int) -> Double? { mean(matrix[k - 1].prefix(k).map(\.self)) }

  /// The mean over tasks j > k of a(k, j), for k from 1.
  package func future(after k: Int) -> Double? { mean(matrix[k - 1].dropFirst(k).map(\.self)) }

  /// 1/T Σ a(T, j).
  package var average: Double? { seen(after: count) }

  /// 1/T Σ a(j, j).
  package var learning: Double? {
    mean((0..<count).map { j in matrix[j].isEmpty ? nil : matrix[j][j] })
  }

  /// The mean over tasks j < T of a(T, j) − a(j, j).
  package var backwardTransfer: Double? {
    mean((0..<(count - 1)).map { j in change(of: j, from: matrix[j]) })
  }

  /// The mean over tasks j < T of the largest a(l, j) for l < T, minus a(T, j).
  package var forgetting: Double? {
    mean(
      (0..<(count - 1)).map { j in
        let losses = matrix.dropLast().map { row in change(of: j, from: row).map { -$0 } }
        return losses.contains(nil) ? nil : losses.compactMap(\.self).max()
      })
  }

  /// The mean over tasks k < T of ``future(after:)``.
  package var future: Double? { mean((1..<count).map(future(after:))) }

  /// All that is defined, by name: what a run that did not finish lacks is left out.
  package var results: [String: Double] {
    var results: [String: Double?] = [
      "average_accuracy": average, "learning_accuracy": learning, "forgetting": forgetting,
      "backward_transfer": backwardTransfer, "future_accuracy": future,
    ]
    for k in 1...count { results["future_accuracy_\(k)"] = future(after: k) }
    return results.compactMapValues(\.self)
  }

  /// a(T, j) minus the same task's accuracy in another row.
  private func change(of j: Int, from row: [Double]) -> Double? {
    guard let last = matrix.last, !last.isEmpty, !row.isEmpty else { return nil }
    return last[j] - row[j]
  }

  /// nil if there is nothing, or something is missing.
  private func mean(_ values: [Double?]) -> Double? {
    var sum = 0.0
    for value in values {
      guard let value else { return nil }
      sum += value
    }
    return values.isEmpty ? nil : sum / Double(values.count)
  }
}
