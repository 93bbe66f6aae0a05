import DataSets
import Foundation
import TestSupport
import Testing

/// `drive.data.fold`: fixed splits of a set that has no test part of its own.
@Suite struct FoldStudyTests {
  private static func study(_ data: String) -> String {
    """
    epochs: 1
    synapse: {gradient_gain: 1000, m0: 100, learning_rate: 5e-3}
    drive: {kind: network, data: {\(data)}, layers: []}
    record: {final: true}
    """
  }

  private func run(_ study: String, in scratch: Scratch, to output: String = "out") throws {
    try scratch.write(study, to: "s.yaml")
    let result = try synapse(
      "run", "s.yaml", "--output", output, "--quiet", "--force", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
  }

  /// The numbers of the examples that a run's network was asked about.
  private func tested(_ options: String..., in scratch: Scratch) throws -> [Int32] {
    let result = try Program.run(
      "synapse", ["evaluate", "out", "--output", "told", "--force"] + options, in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let lines = try scratch.read("told/predictions.csv").split(separator: "\n")
    let place = try #require(lines[0].split(separator: ",").firstIndex(of: "example"))
    return try lines.dropFirst().map {
      try #require(Int32($0.split(separator: ",", omittingEmptySubsequences: false)[place]))
    }
  }

  @Test func theFoldIsTestedWith() throws {
    let scratch = try Scratch()
    var found: Set<Int32> = []
    for fold in [0, 3] {
      try run(Self.study("set: digits, validation: 100, fold: \(fold)"), in: scratch)
      let expected = try DataSet.digits().fold(fold).test.numbers
      // By the name, too, not those of the usual split, of which some were learned.
      #expect(try tested(in: scratch).sorted() == expected.sorted())
      #expect(try tested("--data", "digits", in: scratch).sorted() == expected.sorted())
      found.formUnion(expected)
      let resolved = try scratch.read("out/study.yaml")
      #expect(resolved.contains("fold: \(fold)\n"))
      // What was resolved says the same.
      let trace = try scratch.read("out/trace.csv")
      try run(resolved, in: scratch, to: "again")
      #expect(try scratch.read("again/trace.csv") == trace)
      #expect(try scratch.read("again/study.yaml") == resolved)
    }
    #expect(found.count == 719 || found.count == 720)
  }

  /// A table without a test file has folds, and no share then.
  @Test func tablesHaveFolds() throws {
    let scratch = try Scratch()
    let rows = (0..<50).map { "\($0 % 2),\(Double($0) / 50),\($0 % 2)\n" }.joined()
    try scratch.write("a,b,label\n" + rows, to: "t.csv")
    try run(Self.study("training_file: t.csv, fold: 1"), in: scratch)
    let resolved = try scratch.read("out/study.yaml")
    #expect(resolved.contains("fold: 1\n") && !resolved.contains("test_share"))
    let ten = try tested(in: scratch)
    #expect(ten.count == 10 && ten.count { $0 % 2 == 0 } == 5)
    try scratch.write("a,b,label\n0,1,0\n1,0,1\n1,1,1\n0,0,0\n", to: "t.csv")
    let few = try synapse("run", "s.yaml", "--output", "few", in: scratch.folder)
    #expect(few.status == 65)
    #expect(few.error.contains("found 4 examples, expected at least 5, one for each fold"))
  }

  /// Sets whose test part is somebody's, whether they are here or not.
  @Test(arguments: [
    ("set: mnist", "mnist has a test set of its own"),
    ("set: cifar10", "cifar10 has a test set of its own"),
    ("training_file: t.csv, test_file: t.csv", "drive.data.test_file has the examples for testing"),
    (
      "spikes: {training_file: t.csv, test_file: t.csv}",
      "drive.data.spikes.test_file has the examples for testing"
    ),
  ])
  func setsWithTestsOfTheirOwnAreRefused(_ data: String, _ reason: String) throws {
    let scratch = try Scratch()
    try scratch.write("example,unit,time,label\n0,0,1,0\n1,1,1,1\n", to: "t.csv")
    let kind = data.hasPrefix("spikes") ? "spikingNetwork" : "network"
    try scratch.write(
      Self.study("\(data), fold: 1").replacing("kind: network", with: "kind: \(kind)"),
      to: "s.yaml")
    let result = try synapse("run", "s.yaml", "--output", "out", in: scratch.folder)
    #expect(result.status == 65)
    #expect(
      result.error.contains("s.yaml:3: drive.data.fold: has no effect, since \(reason)"),
      "\(result.error)")
  }

  /// A sweep over folds is one as over any key; the best is that over all of them.
  @Test func sweepsRunOverFolds() throws {
    let sweep = try SweepScratch(Self.study("set: digits, validation: 100"))
    let options = [
      "--vary", "synapse.learning_rate=1e-5,5e-3", "--vary", "drive.data.fold=0,1,2",
      "--best-by", "results_validation_accuracy",
    ]
    let result = try sweep.run(options)
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.contains("best   synapse.learning_rate=5e-3: highest"))
    let table = try sweep.table()
    let place = try #require(table[0].firstIndex(of: "results_validation_accuracy"))
    let mean = try (4...6).map { try #require(Double(table[$0][place])) }.reduce(0, +) / 3
    let best = try sweep.scratch.read("o/best.csv").split(separator: "\n")
    #expect(best.count == 2 && best[1].hasPrefix("5e-3,3,"))
    let column = try #require(
      best[0].split(separator: ",").firstIndex(of: "results_validation_accuracy"))
    let cell = best[1].split(separator: ",", omittingEmptySubsequences: false)[column]
    #expect((try #require(Double(cell)) - mean).magnitude < 1e-12)
    for (index, fold) in ["0", "1", "2"].enumerated() {
      #expect(
        try sweep.scratch.read("o/runs/000\(index)/study.yaml").contains("fold: \(fold)\n"))
    }
  }
}
