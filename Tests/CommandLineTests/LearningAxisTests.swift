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
    let range = try #require(script.firstMatch(of: /set yrange \[([0-9.]+):\*\]/))
    let floor = try #require(Double(range.1))
    // Of an axis of hundredths of a percent a tenth is a line's width.
    #expect(accuracy == 0 ? floor == 0 : floor < 100 * accuracy - 0.05, "\(floor)")
    #expect(!script.contains("a e/(s + e)"), "\(script)")
  }
}
