import DataFiles
import Foundation
import Testing

/// The axes of figures over epochs: time in the unit that suits, and accuracies that stay what they are.
@Suite(.enabled(if: hasGnuplot, "gnuplot is not here")) struct LearningAxisTests {
  private func script(_ files: String..., in scratch: Scratch) throws -> String {
    let result = try Program.run(
      "synapse", ["plot"] + files + ["--output", "f.svg"], in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    return try scratch.read("f.gp")
  }

  /// 1438 examples in windows of 250 are 6 windows an epoch, of 2 s each: 12 s, and the run's 5 epochs are a minute.
  @Test func epochsAreToldInTimeToo() throws {
    let scratch = try Scratch()
    let study = """
      epochs: 5
      drive: {kind: network, data: digits, layers: [4], batch: 250}

      """
    try scratch.write("learning_step: 2 s\n" + study, to: "time.yaml")
    try scratch.write("learning_step: 1 s\n" + study, to: "fast.yaml")
    try scratch.write(study, to: "steps.yaml")
    for name in ["time", "fast", "steps"] {
      let result = try synapse(
        "run", "\(name).yaml", "--output", name, "--quiet", in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
    }
    // The run's own figure has it.
    #expect(try scratch.read("time/learning.svg").contains("time (min)"))
    for table in ["learning", "layers"] {
      let own = try script("time/\(table).csv", in: scratch)
      #expect(own.contains("set link x2 via 0.2*x inverse x/0.2"), "\(own)")
      #expect(own.contains("set x2tics 0.2\n") && own.contains("set x2label 'time (min)'"))
      #expect(own.contains("set xlabel 'epoch'"))
      #expect(try scratch.read("f.svg").contains("time (min)"))
      #expect(try !script("steps/\(table).csv", in: scratch).contains("x2"))
      // One axis cannot tell of two.
      #expect(try !script("time/\(table).csv", "fast/\(table).csv", in: scratch).contains("x2"))
      #expect(try !script("time/\(table).csv", "steps/\(table).csv", in: scratch).contains("x2"))
      #expect(
        try script("time/\(table).csv", "time/\(table).csv", in: scratch).contains("set link x2"))
    }
  }

  /// A network that is always right: the axis has room below the line, and no curve is fitted to what does not rise.
  @Test(arguments: [1, 0.1, 0]) func constantAccuraciesAreInTheFrame(_ accuracy: Double) throws {
    let scratch = try Scratch()
    let rows = (0...5).map { "\($0),\(10 * $0),2.3,\(accuracy),2.3,\(accuracy),\(10 * $0),0,0" }
    try scratch.write(
      "epoch,time,train_loss,train_accuracy,test_loss,test_accuracy,steps,gradient_evaluations,rejected_steps\n"
        + rows.joined(separator: "\n") + "\n", to: "learning.csv")
    let script = try script("learning.csv", in: scratch)
    let range = try #require(script.firstMatch(of: /set yrange \[([0-9.]+):([0-9.]+)\]/))
    let (floor, top) = (try #require(Double(range.1)), try #require(Double(range.2)))
    // Of an axis of hundredths of a percent a tenth is a line's width.
    #expect(accuracy == 0 ? floor == 0 : floor < 100 * accuracy - 0.05, "\(floor)")
    #expect(top > floor && top <= 100 && top >= 100 * accuracy, "\(top)")
    #expect(!script.contains("a e/(s + e)"), "\(script)")
  }

  /// No axis of accuracies goes beyond 100 %, that of their bands over seeds neither.
  @Test func accuraciesEndAtOne() throws {
    let scratch = try Scratch()
    let columns = ["train_loss", "train_accuracy", "test_loss", "test_accuracy"]
    let header = columns.map { "\($0),\($0)_sd" }.joined(separator: ",")
    let rows = (0...9).map {
      "\($0),\(10 * $0),1,0.1,\(0.9 + 0.01 * Double($0)),0.05,1,0.1,0.98,0.05"
    }
    try scratch.write(
      "epoch,time,\(header),steps,steps_sd,gradient_evaluations,gradient_evaluations_sd,rejected_steps,rejected_steps_sd\n"
        + rows.map { "\($0),1,0,1,0,0,0\n" }.joined(), to: "learning-seeds.csv")
    let script = try script("learning-seeds.csv", in: scratch)
    let range = try #require(script.firstMatch(of: /set yrange \[([0-9.]+):([0-9.]+)\]/))
    #expect(Double(range.2) == 100, "\(script)")
  }

  /// What cannot be a standard deviation has no band, and does no harm.
  @Test func negativeDeviationsHaveNoBand() throws {
    let scratch = try Scratch()
    let columns = ["train_loss", "train_accuracy", "test_loss", "test_accuracy"]
    let header = columns.map { "\($0),\($0)_sd" }.joined(separator: ",")
    let rows = (0...9).map { "\($0),\(10 * $0),1,0.1,0.5,-0.25,1,0.1,0.75,0.01,1,0,1,0,0,0\n" }
    try scratch.write(
      "epoch,time,\(header),steps,steps_sd,gradient_evaluations,gradient_evaluations_sd,rejected_steps,rejected_steps_sd\n"
        + rows.joined(), to: "learning-seeds.csv")
    #expect(try script("learning-seeds.csv", in: scratch).contains("multiplot"))
  }

  /// A curve is drawn through accuracies that rise as it does, and not beside those that do something else.
  @Test func curvesAreDrawnWhereTheyFit() throws {
    let scratch = try Scratch()
    func script(_ accuracy: (Double) -> Double) throws -> String {
      let rows = (0...30).map { epoch in
        "\(epoch),\(10 * epoch),2.3,0.9,2.3,\(accuracy(Double(epoch))),\(10 * epoch),0,0\n"
      }
      try scratch.write(
        "epoch,time,train_loss,train_accuracy,test_loss,test_accuracy,steps,gradient_evaluations,rejected_steps\n"
          + rows.joined(), to: "learning.csv")
      return try self.script("learning.csv", in: scratch)
    }
    #expect(try script { 0.9 * $0 / (2 + $0) }.contains("a e/(s + e)"))
    #expect(try !script { 0.9 + 0.05 * sin(2.3 * $0) }.contains("a e/(s + e)"))
  }

  /// Dashes are training examples in every panel: layers of several runs are told apart by marks.
  @Test func dashesMeanOneThing() throws {
    let scratch = try Scratch()
    for seed in 1...2 {
      let result = try synapse(
        "run", "digits", "--output", "\(seed)", "--quiet", "--set", "epochs=12", "--set",
        "seed=\(seed)", in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
    }
    let script = try script("1/learning.csv", "2/learning.csv", in: scratch)
    let dashed = script.split(separator: "\n").filter { $0.contains(" dt ") }
    #expect(dashed.count == 4 && dashed.allSatisfy { $0.contains("column('train_") }, "\(dashed)")
    for layer in 0...1 {
      let marks = script.split(separator: "\n").filter { $0.contains("every 2::\(layer) ") }
        .map { $0.firstMatch(of: /with linespoints pt ([0-9]+)/)?.1 }
      #expect(marks.count > 2 && Set(marks).count == 1 && marks[0] != nil, "\(script)")
    }
    try expectNumbers(try self.script("1/learning.csv", in: scratch))
  }
}
