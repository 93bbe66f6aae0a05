import Results
import Testing

/// What is said of a sequence of tasks, computed by hand from small matrices. Sums of three numbers near 1 are off by
/// a few 2⁻⁵³.
@Suite struct TaskAccuraciesTests {
  /// Task 1 gains while task 2 is trained, so that forgetting and backward transfer differ.
  private static let matrix = [[0.9, 0.2, 0.1], [0.95, 0.8, 0.3], [0.5, 0.4, 0.7]]

  private func expect(_ found: [String: Double], _ expected: [String: Double]) {
    #expect(found.keys.sorted() == expected.keys.sorted())
    for (name, value) in expected {
      #expect(((found[name] ?? .nan) - value).magnitude < 1e-15, "\(name): \(found[name] ?? .nan)")
    }
  }

  @Test func threeTasks() {
    expect(
      TaskAccuracies(Self.matrix).results,
      [
        "average_accuracy": 1.6 / 3,  // 0.5 + 0.4 + 0.7
        "learning_accuracy": 0.8,  // 0.9, 0.8, 0.7
        "backward_transfer": -0.4,  // 0.5 − 0.9, 0.4 − 0.8
        "forgetting": 0.425,  // 0.95 − 0.5, 0.8 − 0.4
        "future_accuracy_1": 0.15,  // 0.2, 0.1
        "future_accuracy_2": 0.3,
        "future_accuracy": 0.225,
      ])
  }

  /// A task may be done better before its training than after.
  @Test func forgettingLooksAtEarlierRows() {
    let results = TaskAccuracies([[0.5, 0.9, 0.1], [0.5, 0.6, 0.1], [0.4, 0.3, 0.1]]).results
    // 0.5 − 0.4, 0.9 − 0.3 in place of 0.6 − 0.3.
    #expect((results["forgetting"]! - 0.35).magnitude < 1e-15)
    #expect((results["backward_transfer"]! + 0.2).magnitude < 1e-15)
  }

  @Test func oneTask() {
    expect(TaskAccuracies([[0.75]]).results, ["average_accuracy": 0.75, "learning_accuracy": 0.75])
  }

  /// Two of three tasks are trained: what looks at the end is not defined.
  @Test func unfinished() {
    expect(
      TaskAccuracies(Array(Self.matrix.prefix(2)) + [[]]).results,
      ["future_accuracy_1": 0.15, "future_accuracy_2": 0.3, "future_accuracy": 0.225])
    expect(TaskAccuracies([Self.matrix[0], [], []]).results, ["future_accuracy_1": 0.15])
    expect(TaskAccuracies([[], [], []]).results, [:])
  }

  /// Rows before the first epoch and within tasks do not count; of the last task the last epoch does.
  @Test func rowsWhereTasksEnd() {
    func rows(_ epoch: Double, _ trained: Int, _ accuracies: [Double]) -> [TaskRow] {
      accuracies.enumerated().map {
        TaskRow(
          epoch: epoch, time: 23 * epoch, trainedTask: trained, task: $0.offset + 1, testLoss: 1,
          testAccuracy: $0.element)
      }
    }
    var table =
      rows(0, 0, [0.1, 0.1]) + rows(1, 1, [0.5]) + rows(2, 1, [0.75, 0.25])
      + rows(3, 2, [0.7, 0.6])
    func matrix() -> [[Double]] { TaskAccuracies(table, count: 2, epochsPerTask: 2).matrix }
    #expect(matrix() == [[0.75, 0.25], []])
    table += rows(3.5, 2, [0.5, 0.6])
    #expect(matrix() == [[0.75, 0.25], []])
    table += rows(4, 2, [0.5, 0.8])
    #expect(matrix() == [[0.75, 0.25], [0.5, 0.8]])
    table += rows(5, 2, [0.4, 0.85])
    #expect(matrix() == [[0.75, 0.25], [0.4, 0.85]])
  }
}
