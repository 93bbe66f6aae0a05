import Foundation
import TestSupport
import Testing

/// Studies of a set that is generated.
@Suite struct YinYangStudyTests {
  private static let study = """
    epochs: 4
    rule: adam
    synapse: {learning_rate: 0.03}
    drive:
      kind: network
      data: {set: yinYang, training: 640, test: 50, validation: 70}
      layers: [12]
      feedback: transport
    integrator: {method: euler, dt: 1}
    record: {final: true}
    """

  @Test func listTellsIt() throws {
    let scratch = try Scratch()
    let result = try synapse("data", "list", "--data-dir", "none", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    #expect(
      result.output.contains(
        #/(?m)^yinYang +5000 \+ 1000 examples, generated \(points of a disc in three classes, as many as are asked for\)$/#
      ), "\(result.output)")
  }

  /// A study as it was resolved says from which seeds its parts were drawn, and gives the same bytes again; other seeds
  /// give others, and the study's own seed has no say in what is learned.
  @Test func partsGoByTheirSeeds() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "study.yaml")
    func learning(_ name: String, _ study: String = "study.yaml", _ settings: String...) throws
      -> String
    {
      let result = try Program.run(
        "synapse", ["run", study, "--output", name] + settings.flatMap { ["--set", $0] },
        in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      return try String(contentsOf: scratch.url("\(name)/learning.csv"), encoding: .utf8)
    }
    let first = try learning("first")
    let resolved = try String(contentsOf: scratch.url("first/study.yaml"), encoding: .utf8)
    for line in ["training: 42", "validation: 41", "test: 40", "set: yinYang", "validation: 70"] {
      #expect(resolved.contains(line), "\(resolved)")
    }
    #expect(try learning("again", "first/study.yaml") == first)
    #expect(
      try learning(
        "said", "study.yaml", "drive.data.seeds={training: 42, validation: 41, test: 40}")
        == first)
    func column(_ name: String, of folder: String) throws -> [Double] {
      try NumberTable(scratch.url("\(folder)/learning.csv")).column(name)
    }
    _ = try learning("test", "study.yaml", "drive.data.seeds.test=3")
    #expect(try column("train_loss", of: "test") == column("train_loss", of: "first"))
    #expect(try column("validation_loss", of: "test") == column("validation_loss", of: "first"))
    #expect(try column("test_loss", of: "test") != column("test_loss", of: "first"))
    // Held out of the training examples, validation would make these fewer: 640 are ten batches of 64.
    #expect(try column("time", of: "first") == [0, 10, 20, 30, 40])
    let plain = try learning(
      "plain", "study.yaml", "drive.data={set: yinYang, training: 640, test: 50}")
    #expect(!plain.contains("validation"))
    #expect(try column("train_loss", of: "plain") == column("train_loss", of: "first"))
    let all = try learning("all", "study.yaml", "drive.data=yinYang", "epochs=1")
    #expect(!all.isEmpty)
    #expect(try column("time", of: "all") == [0, 79])
  }

  /// What a run kept is evaluated on its own examples, and on those of the named set.
  @Test func trainedNetworkIsEvaluated() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "study.yaml")
    let run = try synapse("run", "study.yaml", "--output", "out", in: scratch.folder)
    try #require(run.status == 0, "\(run.error)")
    for (options, count) in [
      ([], 50), (["--split", "validation"], 70),
      (["--data", "yinYang", "--split", "validation"], 1000),
    ] {
      let result = try Program.run(
        "synapse", ["evaluate", "out"] + options + ["--output", "e\(count)"], in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      let text = try String(contentsOf: scratch.url("e\(count)/evaluation.json"), encoding: .utf8)
      #expect(text.contains("\"examples\" : \(count)"), "\(text)")
      let classes = try String(contentsOf: scratch.url("e\(count)/classes.csv"), encoding: .utf8)
      #expect(classes.contains("yin,") && classes.contains("dot,"), "\(classes)")
    }
  }

  /// More examples than there may be memory for are told before any is made.
  @Test func tooManyExamplesAreTold() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "study.yaml")
    let program = Program.folder.appendingPathComponent("synapse").path
    let script = """
      ulimit -v 2000000
      exec '\(program)' validate study.yaml --set drive.data.training=100000000
      """
    let result = try Program.run("/bin/sh", ["-c", script], in: scratch.folder)
    #expect(result.status == 65, "\(result.error)")
    #expect(
      result.error.contains(
        "study.yaml:6: drive.data: yinYang: needs about 2.4 GB of memory, and ulimit -v leaves")
        && result.error.contains("100000000 training examples"), "\(result.error)")
  }
}
