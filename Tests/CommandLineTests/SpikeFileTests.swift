import DataSets
import Foundation
import TestSupport
import Testing

/// Studies of spiking networks that learn spikes of files.
@Suite struct SpikeFileTests {
  private func run(
    _ study: String, to output: String = "out", _ arguments: [String] = [], in scratch: Scratch
  ) throws -> Program.Result {
    try scratch.write(study, to: "s.yaml")
    let result = try Program.run(
      "synapse", ["run", "s.yaml", "--output", output, "--quiet"] + arguments, in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    return result
  }

  private func bytes(_ names: [String], of output: String, in scratch: Scratch) throws -> [Data] {
    try names.map { try Data(contentsOf: scratch.url("\(output)/\($0)")) }
  }

  // MARK: Against encoded numbers

  /// Writes the spikes that `latency` makes of images, as its documentation says, and their labels.
  private func write(_ set: LabelledSet, as name: String, to scratch: Scratch) throws {
    var spikes = "example,neuron,time\n"
    var labels = "example,label\n"
    for example in 0..<set.exampleCount {
      labels += "\(example),\(set.labels[example])\n"
      for neuron in 0..<set.featureCount {
        let x = set.features[example * set.featureCount + neuron]
        if x > 1 / 255 { spikes += "\(example),\(neuron),\((1 - Double(x)) * 20)\n" }
      }
    }
    try scratch.write(spikes, to: "\(name).csv")
    try scratch.write(labels, to: "\(name)-labels.csv")
  }

  /// What learns the spikes that an encoding makes of digits has the bytes of what learns the digits, with inputs left out, a bias,
  /// and examples chosen and held out.
  @Test(arguments: ["firstSpike, silent_label: ignored", "maximumVoltage"])
  func givenSpikesAreThoseOfNumbers(_ readout: String) throws {
    let scratch = try Scratch()
    let digits = try DataSet.load(named: "digits")
    try write(digits.training, as: "training", to: scratch)
    try write(digits.test, as: "test", to: scratch)
    func study(_ data: String, _ encoding: String) -> String {
      """
      epochs: 2
      preset: adam2015
      synapse: {learning_rate: 3.0e-3}
      drive:
        kind: spikingNetwork
        data: {\(data), training: 500, test: 120, validation: 60}
        encoding: {\(encoding)bias: 3, dropout: 0.1}
        layers: [30]
        readout: {kind: \(readout)}
        batch: 32
      """
    }
    _ = try run(study("set: digits", "kind: latency, "), to: "encoded", in: scratch)
    _ = try run(
      study(
        "spikes: {training_file: training.csv, test_file: test.csv, neurons: 64},"
          + " training_file: training-labels.csv, test_file: test-labels.csv", ""), to: "given",
      in: scratch)
    let names = ["trace.csv", "learning.csv", "layers.csv"]
    #expect(
      try bytes(names, of: "given", in: scratch) == bytes(names, of: "encoded", in: scratch))
    // As far as it is written out, the study is the same one.
    let again = try synapse(
      "run", "given/study.yaml", "--output", "again", "--quiet", in: scratch.folder)
    #expect(again.status == 0, "\(again.error)")
    #expect(try bytes(names, of: "again", in: scratch) == bytes(names, of: "given", in: scratch))
    #expect(try scratch.read("given/study.yaml").contains("kind: given"))
    #expect(!(try scratch.read("given/study.yaml").contains("scaling")))
  }

  // MARK: One table

  private static let seconds = """
    study: seconds
    epochs: 40
    preset: adam2015
    synapse: {learning_rate: 1.0e-2}
    drive:
      kind: spikingNetwork
      data: {spikes: {training_file: data/recorded.csv, time_scale: 1000}, label: word, test_share: 0.25}
      encoding: {duration: 30, bias: 0}
      layers: [20]
      readout: {kind: firstSpike, silent_label: ignored}
      batch: 15
    record: {spikes: true, final: true}
    """

  /// Three words of twelve units in seconds, each unit at a time of its own for each word, and a little earlier or later.
  private func writeWords(_ count: Int = 120, to name: String, in scratch: Scratch) throws {
    var random = SeededRandom(seed: 5)
    let middles = (0..<3).map { _ in (0..<12).map { _ in random.uniform(0.003, 0.027) } }
    let words = ["no", "perhaps", "yes"]
    var rows: [String] = []
    for example in 0..<count {
      for unit in 0..<12 {
        let time = max(0, middles[example % 3][unit] + 0.001 * random.normal())
        rows.append("\(time);\(words[example % 3]);\(unit);\(example)")
      }
    }
    try scratch.write("time;word;unit;sample\n" + rows.joined(separator: "\n"), to: name)
  }

  /// JSONSerialization would round them on Linux.
  private struct Outcome: Decodable {
    var accuracy, loss: Double
    var examples: Int
  }

  private func evaluate(_ options: [String], to output: String, in scratch: Scratch) throws
    -> Outcome
  {
    let result = try Program.run(
      "synapse", ["evaluate", "out", "--output", output] + options, in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    return try JSONDecoder().decode(
      Outcome.self, from: Data(contentsOf: scratch.url("\(output)/evaluation.json")))
  }

  /// What the run says last is what the network that it leaves tells of each part, and of the whole file.
  @Test func evaluationsAgreeWithTheRun() throws {
    let scratch = try Scratch()
    try writeWords(to: "data/recorded.csv", in: scratch)
    _ = try run(Self.seconds, ["--verify"], in: scratch)
    let learning = try NumberTable(scratch.url("out/learning.csv"))
    let test = try evaluate([], to: "test", in: scratch)
    #expect(test.accuracy == learning.column("test_accuracy").last && test.examples == 30)
    #expect(test.loss == learning.column("test_loss").last)
    // It learns, which a third would be without.
    #expect(test.accuracy > 0.9)
    let training = try evaluate(["--split", "training"], to: "training", in: scratch)
    #expect(training.accuracy == learning.column("train_accuracy").last)
    let all = try evaluate(["--data", "data/recorded.csv"], to: "all", in: scratch)
    let right = 30 * test.accuracy + 90 * training.accuracy
    #expect(all.examples == 120 && abs(120 * all.accuracy - right) < 1e-9)
    // Row for row the same predictions, under the example's own number.
    func predictions(_ folder: String) throws -> Set<Substring> {
      Set(try scratch.read("\(folder)/predictions.csv").split(separator: "\n"))
    }
    #expect(try predictions("all") == predictions("test").union(predictions("training")))
    // The spikes that are shown are those of the file, in ms: twelve and the bias.
    let spikes = try NumberTable(scratch.url("out/spikes.csv"))
    let shown = spikes.rows.filter { $0[2] == 0 && $0[3] < 12 }.map { Array($0[0...1]) + [$0[3]] }
    let rows = try scratch.read("data/recorded.csv").split(separator: "\n").dropFirst()
      .map { $0.split(separator: ";") }
    let tested = Set(shown.map { $0[1] })
    let expected = rows.map { [Double($0[0])! * 1000, Double($0[3])!, Double($0[2])!] }
      .filter { tested.contains($0[1]) }
    #expect(tested.count == 30 && Set(shown) == Set(expected) && shown.count == expected.count)
  }

  @Test func otherFilesMustFit() throws {
    let scratch = try Scratch()
    try writeWords(to: "data/recorded.csv", in: scratch)
    _ = try run(Self.seconds, ["--set", "epochs=1"], in: scratch)
    for (text, message) in [
      (
        "example,neuron,time,word\n0,12,0,no\n",
        "2: column neuron: found 12, expected a whole number from 0 to 11, as the network was trained with"
      ),
      (
        "example,neuron,time,word\n0,1,0,never\n",
        "2: found the class never, expected one that the network was trained with: no, perhaps, yes"
      ),
      (
        "example,neuron,time,word\n0,1,0.5,no\n",
        "2: column time: found the latest spike at 500, after the end of the trial at 70"
      ),
      ("example,neuron,time,label\n0,1,0,no\n", "1: found no column \"word\""),
    ] {
      try scratch.write(text, to: "o.csv")
      let result = try synapse("evaluate", "out", "--data", "o.csv", in: scratch.folder)
      #expect(result.status == 65 && result.error.contains("o.csv:\(message)"), "\(result.error)")
    }
    let named = try synapse("evaluate", "out", "--data", "digits", in: scratch.folder)
    #expect(
      named.status == 65
        && named.error.contains("found the set digits, expected a table of spikes"),
      "\(named.error)")
  }

  /// A run that is killed and gone on with has the bytes of one that is not.
  @Test func killedRunsGoOn() throws {
    let scratch = try Scratch()
    try writeWords(to: "data/recorded.csv", in: scratch)
    let names = ["trace.csv", "learning.csv", "layers.csv", "spikes.csv", "final/w_f.npy"]
    _ = try run(Self.seconds, ["--set", "epochs=400"], in: scratch)
    let whole = try bytes(names, of: "out", in: scratch)
    try FileManager.default.removeItem(at: scratch.url("out"))
    let killed = try Program.run(
      "synapse",
      [
        "run", "s.yaml", "--output", "out", "--quiet", "--set", "epochs=400", "--checkpoint-every",
        "0",
      ], in: scratch.folder, signal: SIGKILL
    ) {
      let checkpoint = try? Data(contentsOf: scratch.url("out/checkpoint"))
      return checkpoint?.range(of: Data("\"progress\":".utf8)) != nil
    }
    #expect(killed.status != 0, "the run had ended before it was killed: make it longer")
    let resumed = try synapse("resume", "out", "--quiet", in: scratch.folder)
    #expect(resumed.status == 0, "\(resumed.error)")
    #expect(try bytes(names, of: "out", in: scratch) == whole)
  }

  /// Seeds, and what a sweep varies, even how the files are read.
  @Test func sweepsRun() throws {
    let scratch = try Scratch()
    try writeWords(60, to: "data/recorded.csv", in: scratch)
    _ = try run(Self.seconds, ["--set", "epochs=2"], in: scratch)
    for (options, count): ([String], Int) in [
      (["--set", "seeds=2"], 2),
      (["--vary", "drive.data.spikes.time_scale=500,1000"], 2),
      (["--vary", "drive.data.training=20,45"], 2),
    ] {
      let result = try Program.run(
        "synapse",
        ["sweep", "s.yaml", "--output", "sweep", "--force", "--quiet", "--set", "epochs=2"]
          + options, in: scratch.folder)
      #expect(result.status == 0, "\(result.error)")
      let table = try scratch.read("sweep/sweep.csv").split(separator: "\n")
      #expect(table.count == 1 + count)
      // The last of them is the run itself, but for the seed.
      let runs = try contents(scratch.url("sweep/runs"))
      #expect(runs.count == count)
      let alike = try runs.filter {
        try bytes(["learning.csv"], of: "sweep/runs/\($0)", in: scratch)
          == bytes(["learning.csv"], of: "out", in: scratch)
      }
      #expect(alike.count == 1)
      try FileManager.default.removeItem(at: scratch.url("sweep"))
    }
    let validated = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(validated.status == 0 && validated.output.contains("classes: 0 no, 1 perhaps, 2 yes"))
    #expect(validated.output.contains("time_scale: 1000"), "\(validated.output)")
  }

  // MARK: Mistakes

  /// What is wrong in the study is told with its line.
  @Test(arguments: [
    ("scaling: unit", "drive.data.scaling: has no effect, since spikes have no features"),
    ("shape: [1, 1, 2]", "drive.data.shape: has no effect, since spikes make no images"),
    ("augmentation: {crop: 1}", "drive.data.augmentation: has no effect, since spikes have no"),
    ("set: digits", "drive.data.set: has no effect, since drive.data.spikes are the examples"),
    (
      "test_file: l.csv", "drive.data.test_file: has no effect, since there is no drive.data.spikes"
    ),
    ("training_file: none.csv", "drive.data.training_file: there is no file none.csv"),
    ("seeds: {test: 1}", "drive.data.seeds: has no effect"),
    ("tes_share: 0.1", "unknown key \"drive.data.tes_share\"; did you mean \"test_share\"?"),
  ])
  func wrongDataAreTold(_ key: String, _ message: String) throws {
    try expect("{training_file: one.csv}, \(key)", "", message)
  }

  @Test(arguments: [
    ("{training_file: none.csv}", "drive.data.spikes.training_file: there is no file none.csv"),
    ("{test_file: one.csv}", "the key \"drive.data.spikes.training_file\" is missing"),
    (
      "{training_file: one.csv, neurons: 0}",
      "drive.data.spikes.neurons: found \"0\", expected a whole number of at least 1"
    ),
    (
      "{training_file: one.csv, neurons: 1e9}",
      "drive.data.spikes.neurons: found 1000000000, expected at most 16777216"
    ),
    (
      "{training_file: one.csv, time_scale: 0}",
      "drive.data.spikes.time_scale: found \"0\", expected a number above 0"
    ),
    ("{training_file: one.csv, scale: 2}", "unknown key \"drive.data.spikes.scale\""),
    (
      "{training_file: one.csv, test_file: one.csv}, test_share: 0.5",
      "drive.data: found spikes.test_file and test_share, expected one of them"
    ),
    ("one.csv", "drive.data.spikes: found \"one.csv\", expected a mapping of keys"),
  ])
  func wrongSpikeKeysAreTold(_ spikes: String, _ message: String) throws {
    try expect(spikes, "", message)
  }

  @Test(arguments: [
    (
      "encoding: latency",
      "drive.encoding: found latency, but drive.data.spikes are spikes already; expected given"
    ),
    (
      "encoding: {kind: rate}",
      "drive.encoding.kind: found rate, but drive.data.spikes are spikes already"
    ),
    ("encoding: {highest_rate: 1}", "drive.encoding.highest_rate: has no effect"),
    (
      "encoding: {duration: 5}\n  trial: 80",
      "drive.encoding.duration: has no effect, since drive.trial says how long"
    ),
    ("tasks: {count: 2, epochs: 1}", "drive.tasks: has no effect, since spikes have no features"),
  ])
  func wrongDriveIsTold(_ key: String, _ message: String) throws {
    try expect("{training_file: one.csv}", key, message)
  }

  private func expect(_ spikes: String, _ key: String, _ message: String) throws {
    let scratch = try Scratch()
    try scratch.write("example,unit,time,label\n0,1,1,0\n1,0,2,1\n2,1,2,1\n", to: "one.csv")
    try scratch.write("example,label\n0,1\n", to: "l.csv")
    let study =
      "epochs: 1\ndrive:\n  kind: spikingNetwork\n  data: {spikes: \(spikes)}\n  \(key)\n"
    try scratch.write(study, to: "s.yaml")
    let result = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(result.status == 65)
    #expect(
      result.error.contains("s.yaml:\(key.isEmpty ? 4 : 5)") && result.error.contains(message),
      "\(result.error)")
    #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
  }

  @Test func spikesNeedNeurons() throws {
    let scratch = try Scratch()
    try scratch.write("example,unit,time,label\n0,1,1,0\n1,0,2,1\n", to: "one.csv")
    for (drive, message) in [
      (
        "kind: network, data: {spikes: {training_file: one.csv}, training_file: one.csv}",
        "drive.data.spikes: has no effect, since only drive.kind: spikingNetwork learns them"
      ),
      (
        "kind: spikingNetwork, data: digits, encoding: {kind: given}",
        "drive.encoding.kind: found given, but the examples are no spikes (drive.data.spikes); expected one of latency, times, rate"
      ),
    ] {
      try scratch.write("epochs: 1\ndrive: {\(drive)}\n", to: "s.yaml")
      let result = try synapse("validate", "s.yaml", in: scratch.folder)
      #expect(
        result.status == 65 && result.error.contains("s.yaml:2: \(message)"), "\(result.error)")
    }
  }

  /// What is wrong in a file is told with the file's line, before a run begins.
  @Test func lateSpikesAreTold() throws {
    let scratch = try Scratch()
    try scratch.write(
      "example,unit,time,label\n0,1,0.001,0\n1,0,0.08,1\n2,0,0.061,1\n3,1,0.01,0\n", to: "one.csv")
    let study = """
      epochs: 1
      drive: {kind: spikingNetwork, data: {spikes: {training_file: one.csv, time_scale: 1000}}, layers: [3]}
      """
    try scratch.write(study, to: "s.yaml")
    for command in [["validate", "s.yaml"], ["run", "s.yaml", "--output", "out"]] {
      let result = try Program.run("synapse", command, in: scratch.folder)
      #expect(result.status == 65)
      #expect(
        result.error.contains(
          "one.csv:3: column time: found the latest spike at 80, after the end of the trial at 60: set drive.trial to at least 80"
        ), "\(result.error)")
    }
    // At the end of the trial it still counts.
    let right = try synapse("validate", "s.yaml", "--set", "drive.trial=80", in: scratch.folder)
    #expect(right.status == 0, "\(right.error)")
  }
}
