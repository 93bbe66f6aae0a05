import Foundation
import Testing

/// Tasks in sequence, from the command line.
@Suite struct TasksTests {
  /// Two tasks of two epochs, 3 windows each.
  private static let small = """
    rule: momentum
    synapse: {learning_rate: 0.2}
    drive:
      kind: network
      data: {set: digits, training: 300, test: 100}
      layers: [16]
      batch: 100
      tasks: {count: 2, epochs: 2}
    integrator: {method: euler}
    record: {synapses: 3}

    """

  private func run(_ settings: [String], in scratch: Scratch, to output: String = "out") throws {
    try scratch.write(Self.small, to: "study.yaml")
    let result = try Program.run(
      "synapse",
      ["run", "study.yaml", "--output", output, "--quiet"] + settings.flatMap { ["--set", $0] },
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
  }

  /// Epoch, trained and tested task of every row.
  private func places(_ rows: [[Double]]) -> [[Double]] { rows.map { [$0[0], $0[2], $0[3]] } }

  private func results(_ scratch: Scratch, _ folder: String = "out") throws -> [String: Double] {
    try #require(
      try summary(scratch.url("\(folder)/summary.json"))["results"] as? [String: Double])
  }

  /// The built-in study: a row for every task so far after each epoch, for all where tasks meet; and what is
  /// forgotten, computed once more from the table.
  @Test func digitsAreForgotten() throws {
    let scratch = try Scratch()
    let result = try synapse("run", "permuted-digits", "--output", "out", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    #expect(result.output.contains("forgotten") && result.output.contains("tasks.csv"))
    let rows = try numbers(scratch.url("out/tasks.csv"))
    var expected = (1...5).map { [0, 0, Double($0)] }
    for epoch in 1...50 {
      let trained = (epoch - 1) / 10 + 1
      let last = epoch % 10 == 0 ? 5 : trained
      expected += (1...last).map { [Double(epoch), Double(trained), Double($0)] }
    }
    #expect(places(rows) == expected)
    // An epoch has 23 windows.
    #expect(rows.allSatisfy { $0[1] == 23 * $0[0] })

    // The task in training is what learning.csv is about.
    let learning = try numbers(scratch.url("out/learning.csv"))
    let trained = rows.filter { $0[3] == max($0[2], 1) && ($0[2] > 0 || $0[3] == 1) }
    #expect(learning.map { [$0[0], $0[4], $0[5]] } == trained.map { [$0[0], $0[4], $0[5]] })

    func accuracy(_ k: Int, _ j: Int) -> Double {
      rows.first { $0[0] == Double(10 * k) && $0[3] == Double(j) }![5]
    }
    let results = try results(scratch)
    func expect(_ name: String, _ value: Double) {
      #expect(((results[name] ?? .nan) - value).magnitude < 1e-14, "\(name)")
    }
    expect("average_accuracy", (1...5).reduce(0) { $0 + accuracy(5, $1) } / 5)
    expect("learning_accuracy", (1...5).reduce(0) { $0 + accuracy($1, $1) } / 5)
    expect(
      "backward_transfer", (1...4).reduce(0) { $0 + accuracy(5, $1) - accuracy($1, $1) } / 4)
    expect(
      "forgetting",
      (1...4).reduce(0) { sum, j in
        sum + (1...4).map { accuracy($0, j) }.max()! - accuracy(5, j)
      } / 4)
    let future = (1...4).map { k in
      ((k + 1)...5).reduce(0) { $0 + accuracy(k, $1) } / Double(5 - k)
    }
    for k in 1...4 { expect("future_accuracy_\(k)", future[k - 1]) }
    expect("future_accuracy", future.reduce(0, +) / 4)

    // Seeds 1 to 5 gave 91.6 to 92.8 % learned, 47.9 to 57.8 % forgotten, and of what was never seen 8.3 to 12.2 %.
    #expect(results["learning_accuracy"]! > 0.89)
    #expect(results["forgetting"]! > 0.35)
    #expect((0.05...0.2).contains(results["future_accuracy"]!))
    // The training examples are those of the last task, too.
    #expect(results["train_accuracy"]! > 0.89)
    if hasGnuplot {
      #expect(Set(try contents(scratch.url("out"))).isSuperset(of: ["tasks.svg", "tasks.gp"]))
    }
  }

  /// Until the first task ends, tasks change nothing; without them there is no table of theirs. The second task is
  /// new, and a resolved study repeats it all.
  @Test func theFirstTaskIsTheSet() throws {
    let scratch = try Scratch()
    try run([], in: scratch)
    try scratch.write(
      Self.small.split(separator: "\n").filter { !$0.contains("tasks") }.joined(separator: "\n"),
      to: "plain.yaml")
    let plain = try synapse(
      "run", "plain.yaml", "--output", "plain", "--quiet", "--set", "epochs=4", in: scratch.folder)
    try #require(plain.status == 0, "\(plain.error)")
    #expect(!(try contents(scratch.url("plain")).contains { $0.hasPrefix("tasks") }))
    for file in ["learning.csv", "layers.csv"] {
      let (with, without) = try (
        numbers(scratch.url("out/\(file)")), numbers(scratch.url("plain/\(file)"))
      )
      let layers = file == "layers.csv" ? 2 : 1
      // As texts: NaN is not equal to itself.
      #expect("\(with.prefix(3 * layers))" == "\(without.prefix(3 * layers))")
      #expect(with.count == 5 * layers && "\(with[3 * layers])" != "\(without[3 * layers])")
    }
    let again = try synapse(
      "run", "out/study.yaml", "--output", "again", "--quiet", in: scratch.folder)
    try #require(again.status == 0, "\(again.error)")
    for file in ["tasks.csv", "learning.csv", "layers.csv", "trace.csv"] {
      #expect(
        try Data(contentsOf: scratch.url("out/\(file)"))
          == Data(contentsOf: scratch.url("again/\(file)")), "\(file)")
    }
  }

  /// A run that ends within a task has what is defined by then; one that goes on stays with the last task.
  @Test func otherDurations() throws {
    let scratch = try Scratch()
    // Half an epoch is one window and a half.
    try run(["epochs=1.5"], in: scratch, to: "short")
    #expect(
      places(try numbers(scratch.url("short/tasks.csv"))) == [
        [0, 0, 1], [0, 0, 2], [1, 1, 1], [1.5, 1, 1],
      ])
    #expect(try results(scratch, "short")["learning_accuracy"] == nil)
    try run(["epochs=3"], in: scratch, to: "middle")
    let middle = try results(scratch, "middle")
    #expect(middle["future_accuracy_1"] == middle["future_accuracy"])
    #expect(middle["future_accuracy"] != nil && middle["average_accuracy"] == nil)
    try run(["duration=18"], in: scratch, to: "long")
    let rows = try numbers(scratch.url("long/tasks.csv"))
    #expect(
      places(rows).suffix(6) == [
        [4, 2, 1], [4, 2, 2], [5, 2, 1], [5, 2, 2], [6, 2, 1], [6, 2, 2],
      ])
    let average = try #require(try results(scratch, "long")["average_accuracy"])
    #expect((average - (rows[rows.count - 1][5] + rows[rows.count - 2][5]) / 2).magnitude < 1e-15)
  }

  /// With all examples at once a window is an epoch.
  @Test func fullBatches() throws {
    let scratch = try Scratch()
    try scratch.write(
      Self.small.replacingOccurrences(of: "batch: 100", with: "presentation: fullBatch"),
      to: "study.yaml")
    let result = try synapse("run", "study.yaml", "--output", "out", "--quiet", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let rows = try numbers(scratch.url("out/tasks.csv"))
    #expect(rows.last?.prefix(4) == [4, 4, 2, 2])
  }

  /// The same bytes for every number of threads, on a network that is large enough to be split.
  @Test func threadsDoNotMatter() throws {
    let scratch = try Scratch()
    var tables: [Data] = []
    for threads in ["1", "2", "3"] {
      let result = try synapse(
        "run", "permuted-digits", "--output", threads, "--quiet", "--threads", threads,
        "--set", "drive.layers=[400, 300]", "--set", "drive.tasks.count=2",
        "--set", "drive.tasks.epochs=1", "--set", "drive.data={set: digits, training: 200}",
        in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      tables.append(try Data(contentsOf: scratch.url("\(threads)/tasks.csv")))
    }
    #expect(tables[0].count > 300 && tables.allSatisfy { $0 == tables[0] })
  }

  /// Over seeds each row is the mean, and the figure has a band for each task.
  @Test func seedsAreBroughtTogether() throws {
    let scratch = try Scratch()
    let result = try synapse(
      "run", "permuted-digits", "--output", "out", "--quiet", "--set", "seeds=2",
      "--set", "drive.tasks={count: 2, epochs: 1}", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let runs = try ["0000", "0001"].map { try numbers(scratch.url("out/runs/\($0)/tasks.csv")) }
    let means = try numbers(scratch.url("out/tasks-seeds.csv"))
    #expect(means.count == runs[0].count)
    for (mean, pair) in zip(means, zip(runs[0], runs[1])) {
      #expect(Array(mean[..<4]) == Array(pair.0[..<4]))
      // Of two numbers: half their sum, and their difference over √2.
      #expect((mean[6] - (pair.0[5] + pair.1[5]) / 2).magnitude < 1e-15)
      #expect((mean[7] - (pair.0[5] - pair.1[5]).magnitude / 2.0.squareRoot()).magnitude < 1e-15)
    }
    let script = try String(contentsOf: scratch.url("out/tasks.gp"), encoding: .utf8)
    for band in ["$band1_1 with filledcurves", "$band2_1 with filledcurves"] {
      #expect(script.contains(band))
    }
    let summary = try summary(scratch.url("out/summary.json"))
    let results = try #require(summary["results"] as? [String: Any])
    #expect(results["results_average_accuracy"] != nil)
    #expect(results["results_best_test_accuracy"] == nil)
  }

  /// A run that ends before its last task says so, and does so before it is run.
  @Test func missingTasksAreTold() throws {
    let scratch = try Scratch()
    for command in [["run", "--output", "out", "--quiet"], ["validate"]] {
      let result = try Program.run(
        "synapse",
        [command[0], "permuted-digits"] + command.dropFirst()
          + ["--set", "epochs=3", "--set", "drive.tasks.epochs=2"], in: scratch.folder)
      #expect(result.status == 0)
      #expect(
        result.error.contains("warning: the run lasts 3 epochs, and its 5 tasks of 2 take 10"))
    }
  }

  /// The study of MNIST, on a few images of noise in its format.
  @Test func mnistIsPermuted() throws {
    let scratch = try Scratch()
    try scratch.writeSmallMNIST(to: "data")
    let result = try synapse(
      "run", "permuted-mnist", "--output", "out", "--quiet", "--data-dir", "data",
      "--set", "drive.tasks.epochs=1", "--set", "seeds=1", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    // Of each task one row after its epoch and the earlier ones, and all five where tasks meet.
    #expect(try numbers(scratch.url("out/tasks.csv")).count == 30)
  }

  /// The rows of a table; what is empty is not a number.
  private func numbers(_ url: URL) throws -> [[Double]] {
    try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
    }
  }
}
