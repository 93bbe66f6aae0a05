import DataFiles
import Foundation
import TestSupport
import Testing

/// Studies of spiking networks from the shell.
@Suite struct SpikingStudyTests {
  private let small = """
    study: small
    epochs: 2
    preset: adam2015
    synapse: {learning_rate: 3.0e-3}
    drive:
      kind: spikingNetwork
      data: {set: yinYang, training: 300, test: 100}
      encoding: {kind: times, duration: 30, bias: 0}
      layers: [30]
      readout: {kind: firstSpike, silent_label: ignored}
      initialisation: [{normal: [1.5, 0.78]}, {normal: [1.5, 0.5]}]
      batch: 30
    record: {spikes: true}
    """

  private func run(_ study: String, _ arguments: [String] = [], in scratch: Scratch) throws
    -> Program.Result
  {
    try scratch.write(study, to: "s.yaml")
    return try Program.run(
      "synapse", ["run", "s.yaml", "--output", "out"] + arguments, in: scratch.folder)
  }

  /// The same bytes whatever the number of threads.
  @Test func threadsDoNotMatter() throws {
    let scratch = try Scratch()
    let names = ["trace.csv", "learning.csv", "layers.csv", "spikes.csv"]
    var all: [[Data]] = []
    for threads in 1...3 {
      let result = try run(
        small, ["--threads", "\(threads)", "--force", "--quiet"], in: scratch)
      try #require(result.status == 0, "\(result.error)")
      all.append(try names.map { try Data(contentsOf: scratch.url("out/\($0)")) })
    }
    #expect(all[0] == all[1] && all[0] == all[2])
  }

  /// Spikes are in their layers, times within the trial, and the counts those of layers.csv.
  @Test func spikesAreKept() throws {
    let scratch = try Scratch()
    let result = try run(small, ["--quiet"], in: scratch)
    try #require(result.status == 0, "\(result.error)")
    let rows = try String(contentsOf: scratch.url("out/spikes.csv"), encoding: .utf8)
      .split(separator: "\n")
    #expect(rows[0] == "time,example,layer,neuron")
    let spikes = rows.dropFirst().map { $0.split(separator: ",").map { Double($0)! } }
    #expect(spikes.allSatisfy { (0...70).contains($0[0]) && (0..<100).contains($0[1]) })
    let sizes = [5, 30, 3]
    #expect(spikes.allSatisfy { Int($0[3]) < sizes[Int($0[2])] })
    #expect(spikes.count { $0[2] == 0 } == 500)
    let layers = try String(contentsOf: scratch.url("out/layers.csv"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(layers[0].suffix(3) == ["spikes", "silent", "first_spike"])
    for layer in 1...2 {
      let row = try #require(layers.last { $0[2] == "\(layer)" })
      let mean = Double(spikes.count { $0[2] == Double(layer) }) / 100 / Double(sizes[layer])
      #expect(abs(Double(row[row.count - 3])! - mean) < 1e-12)
    }
  }

  /// The gradient of the last window agrees with central differences.
  @Test(arguments: ["firstSpike", "maximumVoltage", "integratedVoltage"])
  func gradientsAreVerified(_ readout: String) throws {
    let scratch = try Scratch()
    let result = try run(
      small, ["--verify", "--quiet", "--set", "drive.readout=\(readout)"], in: scratch)
    try #require(result.status == 0, "\(result.error)")
    let summary = try JSONSerialization.jsonObject(
      with: Data(contentsOf: scratch.url("out/summary.json")))
    let gradient = try #require((summary as? [String: Any])?["gradient"] as? [String: Any])
    let compared = try #require(gradient["synapses"] as? Int)
    let skipped = try #require(gradient["skipped"] as? Int)
    #expect(compared + skipped == 20)
    #expect(compared > 10)
    // A step of 1e-5 leaves 1e-10 of the loss in the differences, and the largest number of the gradient is some 1e-2.
    let deviation = try #require(gradient["largest_deviation"] as? Double)
    #expect(deviation < 1e-6)
  }

  /// A run that is interrupted and gone on with has the bytes of one that is not.
  @Test func runsAreGoneOnWith() throws {
    let scratch = try Scratch()
    let long = small.replacing("epochs: 2", with: "epochs: 60")
    var result = try run(long, ["--quiet"], in: scratch)
    try #require(result.status == 0, "\(result.error)")
    let names = ["trace.csv", "learning.csv", "layers.csv", "spikes.csv"]
    let whole = try names.map { try Data(contentsOf: scratch.url("out/\($0)")) }
    try FileManager.default.removeItem(at: scratch.url("out"))
    result = try Program.run(
      "synapse",
      ["run", "s.yaml", "--output", "out", "--quiet", "--checkpoint-every", "0.001"],
      in: scratch.folder
    ) { FileManager.default.fileExists(atPath: scratch.url("out/learning.csv").path) }
    if result.status == 130 {
      result = try synapse("resume", "out", "--quiet", in: scratch.folder)
    }
    #expect(result.status == 0, "\(result.error)")
    #expect(try names.map { try Data(contentsOf: scratch.url("out/\($0)")) } == whole)
  }

  /// Without spikes nothing is learned, and that is said, with what to change.
  @Test func silenceIsTold() throws {
    let scratch = try Scratch()
    var result = try run(
      small,
      ["--set", "drive.initialisation=[{normal: [0.01, 0.001]}, {normal: [0.1, 0.1]}]"],
      in: scratch)
    #expect(result.status == 0)
    #expect(result.error.contains("layer 1 fires in no test example"))
    #expect(result.error.contains("drive.initialisation"))
    result = try run(
      small, ["--force", "--set", "drive.initialisation=[{normal: [1.5, 0.78]}, -1]"], in: scratch)
    #expect(result.error.contains("the output layer fires in no test example"))
  }

  /// Of readouts, which do not fire, no silence is told.
  @Test func readoutsAreNotSilent() throws {
    let scratch = try Scratch()
    let result = try run(small, ["--set", "drive.readout=maximumVoltage"], in: scratch)
    try #require(result.status == 0, "\(result.error)")
    #expect(!result.error.contains("fires in no test example"), "\(result.error)")
    let table = try NumberTable(scratch.url("out/layers.csv"))
    for (layer, silent) in zip(table.column("layer"), table.column("silent")) {
      #expect(silent.isNaN == (layer == 2), "layer \(layer): \(silent)")
    }
    for row in table.rows { #expect(row.count == table.columns.count) }
  }

  /// Too many spikes end a run, with the neuron and what to change.
  @Test func tooManySpikesAreTold() throws {
    let scratch = try Scratch()
    let result = try run(
      small, ["--set", "drive.initialisation=[1000, 1]", "--set", "drive.most_spikes=50"],
      in: scratch)
    #expect(result.status == 70, "\(result.status)")
    #expect(result.error.contains("neuron 1 of layer 1 fired more than 50 times in example"))
    #expect(result.error.contains("refractory"))
  }

  /// What cannot be, is told with its line and what was expected.
  @Test(arguments: [
    ("neuron: {reset: 1}", "drive.neuron.reset: found 1.0, expected less than the threshold 1.0"),
    ("neuron: {tau_m: -1}", "drive.neuron.tau_m: found \"-1\", expected a number above 0"),
    ("neuron: {tau_m: 1.0e+9}", "at most a million times apart"),
    ("neuron: {tau: 5}", "unknown key \"drive.neuron.tau\""),
    ("encoding: {kind: latencies}", "did you mean \"latency\""),
    ("encoding: {bias: -1}", "drive.encoding.bias: found \"-1\", expected a number of at least 0"),
    ("encoding: {highest_rate: 1}", "only kind: rate has rates"),
    ("presentation: following", "the gradient of a spiking network jumps"),
    ("feedback: indirect", "a spike passes no error on"),
    ("feedback: weightMirror", "no response to noise"),
    ("precision: single", "spikes are found in 64 bits"),
    ("layers: [{units: 0}]", "expected a whole number of neurons from 1"),
    ("layers: [{recurrent: true}]", "the key \"drive.layers[0].units\" is missing"),
    ("initialisation: [1]", "found 1 distributions, expected 2"),
    ("readout: {kind: maximumVoltage, alpha: 1}", "only firstSpike has a loss of times"),
    ("spike_counts: {target: 1}", "the key \"drive.spike_counts.strength\" is missing"),
    ("trial: 0", "drive.trial: found \"0\", expected a number above 0"),
    ("activation: tanh", "has no effect, since neurons fire"),
  ])
  func mistakesAreTold(_ key: String, _ message: String) throws {
    let scratch = try Scratch()
    let study = "epochs: 1\ndrive:\n  kind: spikingNetwork\n  data: digits\n  \(key)\n"
    try scratch.write(study, to: "s.yaml")
    let result = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(result.status == 65)
    #expect(result.error.contains("s.yaml:5") && result.error.contains(message), "\(result.error)")
  }

  /// Every pathway runs, and says what it can of weights that agree; predisposition draws them together.
  @Test(arguments: [
    "transport", "predisposition", "gradientTransport", "feedbackAlignment", "direct",
    "signSymmetry",
    "kolenPollack",
  ])
  func pathways(_ pathway: String) throws {
    let scratch = try Scratch()
    let temperature = pathway == "predisposition" ? "temperature: 1, " : ""
    let study = small.replacing("preset: adam2015\n", with: "")
      .replacing("synapse: {", with: "synapse: {\(temperature)gradient_gain: 100, m0: 100, ")
      .replacing("layers: [30]", with: "layers: [20, {units: 15, recurrent: true}]")
      .replacing("{normal: [1.5, 0.5]}]", with: "{normal: [0.4, 0.3]}, {normal: [1.5, 0.5]}]")
    let result = try run(
      study, ["--quiet", "--set", "drive.feedback=\(pathway)", "--set", "epochs=5"], in: scratch)
    try #require(result.status == 0, "\(result.error)")
    let table = try String(contentsOf: scratch.url("out/layers.csv"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let angle = table[0].firstIndex(of: "angle")!
    let error = table[0].firstIndex(of: "error_angle")!
    let (first, last) = (table[3], table[table.count - 1])
    #expect(last[angle].isEmpty == (pathway == "transport"))
    if ["predisposition", "kolenPollack"].contains(pathway) {
      #expect(Double(last[angle])! < Double(first[angle])!)
    }
    if pathway == "transport" { #expect(abs(Double(table[2][error])!) < 1e-4) }
  }
}
