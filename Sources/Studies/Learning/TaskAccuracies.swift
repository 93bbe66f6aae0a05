/// a_{k,j}: the accuracy on task j after learning task k, and what is made of it.
struct TaskAccuracies {
  /// Row k − 1 is that after task k, of all tasks; as many rows as tasks were learned to their end.
  let rows: [[Double]]

  /// Takes the rows at the ends of tasks.
  init(_ rows: [TaskRow], epochs: Int, count: Int) {
    let ends = (1...count).map { k in
      rows.filter { $0.trainedTask == k && $0.epoch == Double(k * epochs) }
        .sorted { $0.task < $1.task }.map(\.testAccuracy)
    }
    self.rows = Array(ends.prefix { $0.count == count })
  }

  init(rows: [[Double]]) { self.rows = rows }

  /// By name, those that there are.
  var results: [String: Double] {
    guard let last = rows.last else { return [:] }
    let learned = rows.count
    var results = [
      "learning_accuracy": mean((0..<learned).map { rows[$0][$0] }),
      "average_accuracy": mean(last.prefix(learned)),
    ]
    if learned > 1 {
      let earlier = 0..<(learned - 1)
      results["backward_transfer"] = mean(earlier.map { last[$0] - rows[$0][$0] })
      results["forgetting"] = mean(
        earlier.map { j in earlier.map { rows[$0][j] }.max()! - last[j] })
    }
    let futures = rows.enumerated().compactMap { k, row in
      k + 1 < row.count ? mean(row[(k + 1)...]) : nil
    }
    for (k, future) in futures.enumerated() { results["future_accuracy_\(k + 1)"] = future }
    if !futures.isEmpty { results["future_accuracy"] = mean(futures) }
    return results
  }
}

private func mean(_ values: some Collection<Double>) -> Double {
  values.reduce(0, +) / Double(values.count)
}
