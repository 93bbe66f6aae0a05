import Foundation
import Testing

/// Figures of tasks in sequence, and what can be wrong with their tables.
@Suite(.enabled(if: hasGnuplot)) struct TasksFigureTests {
  private static let header = "epoch,time,trained_task,task,test_loss,test_accuracy\n"
  /// Two tasks of two epochs.
  private static let table =
    header + """
      0,0,0,1,2.3,0.125
      0,0,0,2,2.3,0.0625
      1,3,1,1,1.5,0.5
      2,6,1,1,1.0,0.75
      2,6,1,2,2.5,0.1875
      3,9,2,1,1.2,0.625
      3,9,2,2,1.4,0.5625
      4,12,2,1,1.3,0.375
      4,12,2,2,0.9,0.875

      """

  private func plot(_ tables: [String], _ options: [String] = []) throws -> (
    scratch: Scratch, result: Program.Result
  ) {
    let scratch = try Scratch()
    var paths: [String] = []
    for (number, table) in tables.enumerated() {
      try FileManager.default.createDirectory(
        at: scratch.url("run_\(number)"), withIntermediateDirectories: true)
      try scratch.write(table, to: "run_\(number)/tasks.csv")
      paths.append("run_\(number)/tasks.csv")
    }
    let options = options.isEmpty ? ["--output", "f.svg"] : options
    return (scratch, try Program.run("synapse", ["plot"] + paths + options, in: scratch.folder))
  }

  private func script(_ tables: [String]) throws -> String {
    let (scratch, result) = try plot(tables)
    try #require(result.status == 0, "\(result.error)")
    #expect(try isXML(scratch.url("f.svg")))
    return try String(contentsOf: scratch.url("f.gp"), encoding: .utf8)
  }

  /// A curve for each task from where its training began, a line where tasks meet, the matrix, and two means: all in
  /// per cent, by hand.
  @Test func oneRunHasAColourForEachTask() throws {
    let script = try script([Self.table])
    for block in [
      "$task1_1 << EOD\n0.0 12.5\n1.0 50.0\n2.0 75.0\n3.0 62.5\n4.0 37.5\nEOD",
      "$task2_1 << EOD\n2.0 18.75\n3.0 56.25\n4.0 87.5\nEOD",
      "$matrix << EOD\n1 1 75.0\n2 1 18.75\n1 2 37.5\n2 2 87.5\nEOD",
      "$seen_1 << EOD\n1.0 75.0\n2.0 62.5\nEOD", "$future_1 << EOD\n1.0 18.75\nEOD",
    ] { #expect(script.contains(block), "\(block)") }
    #expect(script.components(separatedBy: "set arrow from first").count == 2)
    #expect(script.contains("set arrow from first 2.0, graph 0 to first 2.0, graph 1 nohead"))
    #expect(script.components(separatedBy: "\nplot ").count == 5)
    #expect(script.contains("title 'task 2'"))
  }

  /// Runs in folders of one name are called by what their paths differ in.
  @Test func namesDiffer() throws {
    let scratch = try Scratch()
    let paths = ["with/runs/0000/tasks.csv", "without/runs/0000/tasks.csv"]
    for path in paths {
      try FileManager.default.createDirectory(
        at: scratch.url(path).deletingLastPathComponent(), withIntermediateDirectories: true)
      try scratch.write(Self.table, to: path)
    }
    let arguments = ["plot"] + paths + ["--output", "f.svg"]
    let result = try Program.run("synapse", arguments, in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    let script = try String(contentsOf: scratch.url("f.gp"), encoding: .utf8)
    #expect(script.contains("title 'with'") && script.contains("title 'without'"))
  }

  /// A colour for each run, named by its folder: task 1 and the mean of the tasks so far; no matrix.
  @Test func severalRunsHaveAColourEach() throws {
    let other = Self.table.replacingOccurrences(of: "0.375", with: "0.5")
    let script = try script([Self.table, other])
    #expect(
      script.contains("$mean_1 << EOD\n0.0 12.5\n1.0 50.0\n2.0 75.0\n3.0 59.375\n4.0 62.5\nEOD"))
    #expect(script.contains("$seen_2 << EOD\n1.0 75.0\n2.0 68.75\nEOD"))
    #expect(
      script.contains("$task1_2") && !script.contains("$task2") && !script.contains("$matrix"))
    #expect(script.contains("title 'run\\_1'"))
    #expect(script.components(separatedBy: "\nplot ").count == 4)
  }

  /// What a run did not get to is not drawn.
  @Test func unfinishedRuns() throws {
    let lines = Self.table.split(separator: "\n").map { $0 + "\n" }
    let start = try script([lines.prefix(4).joined()])
    #expect(start.components(separatedBy: "\nplot ").count == 2 && !start.contains("$matrix"))
    let middle = try script([lines.prefix(8).joined()])
    #expect(middle.contains("$matrix << EOD\n1 1 75.0\n2 1 18.75\nEOD"))
  }

  /// One task alone, and more than there are colours and room for numbers.
  @Test func fewTasksAndMany() throws {
    #expect(
      try script([Self.header + "0,0,0,1,2,0.1\n1,3,1,1,2,0.2\n"]).contains(
        "$matrix << EOD\n1 1 20.0"))
    var table = Self.header
    for epoch in 0...30 {
      for task in 1...30 {
        table += "\(epoch),\(epoch),\(epoch),\(task),1,\(1 / Double(epoch + 1))\n"
      }
    }
    let many = try script([table])
    #expect(many.contains("$task30_1") && !many.contains("$task2_1") && !many.contains("sprintf"))
  }

  @Test func terminalsShowText() throws {
    let (_, result) = try plot([Self.table], ["--terminal"])
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    for text in ["test accuracy on each task", "tested on task", "tasks so far", "tasks to come"] {
      #expect(result.output.contains(text))
    }
  }

  @Test func columnsAreNotChosen() throws {
    let (_, result) = try plot([Self.table], ["--output", "f.svg", "--columns", "task"])
    #expect(result.status == 65)
    #expect(
      result.error.contains("run_0/tasks.csv:1: --columns is for"))
  }

  @Test(arguments: [
    (
      "epoch,time,trained_task,task,loss\n", 1, "found the column \"loss\", expected test_loss"
    ),
    (header, 2, "there are no rows"),
    (header + "0,0,0,1,2\n", 2, "found 5 fields, expected 6"),
    (header + "0,0,0,1,2,0.1\n\n1,1,1,1,2,0.1\n", 3, "found 1 field, expected 6"),
    (header + "x,0,0,1,2,0.1\n", 2, "column epoch: found \"x\", expected a finite number"),
    (header + "0,0,-1,1,2,0.1\n", 2, "found \"-1\", expected a whole number of at least 0"),
    (header + "0,0,0,0,2,0.1\n", 2, "found \"0\", expected a whole number of at least 1"),
    (header + "0,0,0,1,2,1.5\n", 2, "found \"1.5\", expected a number from 0 to 1"),
    (header + "0,0,9223372036854775807,1,2,0.1\n", 2, "column trained_task: found"),
    (header + "0,0,0,2,2,0.1\n", 2, "found task 2, expected after every epoch the tasks 1, 2, …"),
    (header + "0,0,0,1,2,0.1\n0,0,0,1,2,0.1\n", 3, "found task 1, expected after every epoch"),
    (header + "0,0,0,1,2,0.1\n1,1,2,1,2,0.1\n", 3, "found task 1 while task 2 was trained"),
    (
      header + "0,0,0,1,2,0.1\n1,1,1,1,2,0.1\n1,1,1,2,2,0.1\n", 4,
      "expected all that were trained, of 1"
    ),
  ])
  func wrongTablesAreToldWithTheirLine(_ text: String, _ line: Int, _ message: String) throws {
    let (scratch, result) = try plot([text])
    #expect(result.status == 65)
    #expect(result.error.hasPrefix("error: run_0/tasks.csv:\(line): "), "\(result.error)")
    #expect(result.error.contains(message), "\(result.error)")
    #expect(try contents(scratch.folder) == ["run_0"])
  }

  @Test func otherTablesAreRefusedBesideThem() throws {
    let (_, result) = try plot([Self.table, "epoch,time,train_loss\n0,0,1\n"])
    #expect(result.status == 65)
    #expect(
      result.error.contains("run_1/tasks.csv:1: found the column \"train_loss\", expected"),
      "\(result.error)")
  }
}
