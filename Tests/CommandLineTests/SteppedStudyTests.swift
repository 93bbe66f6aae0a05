import DataFiles
import Foundation
import TestSupport
import Testing

/// Studies of neurons in discrete time from the shell.
@Suite struct SteppedStudyTests {
  private let maps = """
    study: maps
    epochs: 2
    preset: adam2015
    synapse: {learning_rate: 1.0e-3}
    drive:
      kind: spikingNetwork
      data: {set: digits, training: 300, test: 100}
      simulation: steps
      layers: [{convolution: {channels: 4, kernel: 3}}, {pooling: {average: 2}}, {dense: 20}]
      neuron: {kind: leakyIntegrateAndFire, tau_m: 5, tau_s: 2}
      gradient: neighbourhoodAggregation
      initialisation: [{uniform: [-0.5, 1]}, {uniform: [-0.2, 0.25]}, {uniform: [-0.5, 0.7]}]
      trial: 5
      batch: 30
    record: {spikes: true, final: true}
    """
  private let rows = """
    study: rows
    epochs: 3
    rule: bioAdam
    synapse: {learning_rate: 1.0e-2, gradient_gain: 100, m0: 100, temperature: 1}
    drive:
      kind: spikingNetwork
      data: {set: digits, training: 300, test: 100}
      simulation: steps
      encoding: rows
      layers: [{dense: 20, recurrent: true}, {dense: 15}]
      neuron: {kind: softSpikingNeuralUnit, learn_thresholds: true}
      readout: meanEntropy
      trial: 8
      batch: 30
    """

  private func run(_ study: String, _ arguments: [String] = [], in scratch: Scratch) throws
    -> Program.Result
  {
    try scratch.write(study, to: "s.yaml")
    return try Program.run(
      "synapse", ["run", "s.yaml", "--output", "out", "--quiet"] + arguments, in: scratch.folder)
  }

  private func bytes(_ names: [String], in scratch: Scratch) throws -> [Data] {
    try names.map { try Data(contentsOf: scratch.url("out/\($0)")) }
  }

  /// The same bytes whatever the number of threads.
  @Test func threadsDoNotMatter() throws {
    for (study, names) in [
      (maps, ["trace.csv", "learning.csv", "layers.csv", "spikes.csv"]),
      (rows, ["trace.csv", "learning.csv", "layers.csv"]),
    ] {
      let scratch = try Scratch()
      var all: [[Data]] = []
      for threads in 1...3 {
        let result = try run(study, ["--threads", "\(threads)", "--force"], in: scratch)
        try #require(result.status == 0, "\(result.error)")
        all.append(try bytes(names, in: scratch))
      }
      #expect(all[0] == all[1] && all[0] == all[2])
    }
  }

  /// A run that is interrupted and gone on with has the bytes of one that is not: of rates as well, which are drawn window by window.
  @Test func runsAreGoneOnWith() throws {
    let scratch = try Scratch()
    let long = maps.replacing("epochs: 2", with: "epochs: 40")
      .replacing(
        "simulation: steps", with: "simulation: steps\n  encoding: {kind: rate, highest_rate: 0.9}")
    var result = try run(long, in: scratch)
    try #require(result.status == 0, "\(result.error)")
    let names = ["trace.csv", "learning.csv", "layers.csv", "spikes.csv"]
    let whole = try bytes(names, in: scratch)
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
    #expect(try bytes(names, in: scratch) == whole)
  }

  /// Spikes are at the ends of steps, and as many as layers.csv counts; an evaluation has the accuracy of the last row.
  @Test func spikesAreKeptAndNetworksEvaluated() throws {
    let scratch = try Scratch()
    let result = try run(maps, in: scratch)
    try #require(result.status == 0, "\(result.error)")
    let spikes = try NumberTable(scratch.url("out/spikes.csv"))
    #expect(spikes.column("time").allSatisfy { (1...5).contains($0) && $0 == $0.rounded() })
    let layers = try NumberTable(scratch.url("out/layers.csv"))
    let neurons = [4 * 64, 20, 10]
    for layer in 1...3 {
      let row = layers.column("layer").lastIndex(of: Double(layer))!
      let mean =
        Double(spikes.column("layer").count { $0 == Double(layer) }) / 100
        / Double(neurons[layer - 1])
      #expect(mean > 0 && abs(layers.column("spikes")[row] - mean) < 1e-12)
    }
    let evaluation = try synapse("evaluate", "out", in: scratch.folder)
    #expect(evaluation.status == 0, "\(evaluation.error)")
    let learning = try NumberTable(scratch.url("out/learning.csv"))
    let accuracy = learning.column("test_accuracy").last!
    #expect(
      evaluation.output.contains(String(format: "accuracy  %.2f %%", accuracy * 100)),
      "\(evaluation.output)")
  }

  /// Recurrent weights, too, come nearer to their partners under predisposition, and no pair of weights moves apart.
  @Test func predispositionDrawsWeightsTogether() throws {
    let scratch = try Scratch()
    let result = try run(rows, ["--set", "drive.feedback=predisposition"], in: scratch)
    try #require(result.status == 0, "\(result.error)")
    let layers = try NumberTable(scratch.url("out/layers.csv"))
    for layer in 1...3 {
      let rows = layers.column("layer").indices.filter {
        layers.column("layer")[$0] == Double(layer)
      }
      let differences = rows.map { layers.column("difference")[$0] }
      #expect(differences.last! < differences.first!, "layer \(layer)")
      for (earlier, later) in zip(differences, differences.dropFirst()) {
        // Biases of thresholds have no partner, and are not in it.
        #expect(later <= earlier * (1 + 1e-12), "layer \(layer)")
      }
    }
  }

  @Test(arguments: [
    "transport", "gradientTransport", "feedbackAlignment", "direct", "signSymmetry", "kolenPollack",
  ])
  func pathways(_ pathway: String) throws {
    let scratch = try Scratch()
    for study in [maps, rows.replacing(", temperature: 1", with: "")] {
      let result = try run(study, ["--force", "--set", "drive.feedback=\(pathway)"], in: scratch)
      #expect(result.status == 0, "\(result.error)")
      let errors = try NumberTable(scratch.url("out/layers.csv")).column("error_angle")
      #expect(errors.contains { $0 > 1 } == (pathway != "transport"))
    }
  }

  /// What cannot be, is told with its line and what was expected.
  @Test(arguments: [
    ("neuron: {tau_m: 0.5}", "drive.neuron.tau_m: found 0.5, expected at least a step"),
    ("neuron: {decay: 0.5}", "leakyIntegrateAndFire has no such constant"),
    ("neuron: {kind: spikingNeuralUnit, tau_m: 5}", "spikingNeuralUnit has no such constant"),
    ("neuron: {reset: 0}", "expected one of hard, soft"),
    ("neuron: {delay: 1}", "only simulation: events has it"),
    ("trial: 2.5", "whole steps of drive.step"),
    ("encoding: rows", "expected a step for each row: set drive.trial to 8"),
    ("encoding: {kind: repeated, duration: 5}", "nothing of the input is a spike"),
    ("encoding: {kind: rate, highest_rate: 2}", "expected at most 1.0"),
    ("encoding: {kind: times, duration: 20}\n  trial: 20", "expected at least 21.0"),
    ("encoding: {kind: latency, duration: 20}\n  trial: 19", "before all inputs have fired"),
    ("encoding: {kind: rate, bias: 1.0e+30}", "makes more than 1000000 steps"),
    ("encoding: {kind: rate, duration: 500}", "expected at most the longer trial, 20.0"),
    ("encoding: {kind: latency, bias: 25}\n  test_trial: 10", "drive.test_trial: found 10.0"),
    ("encoding: latency\n  step: 1.0e-300", "makes more than 1000000 steps"),
    ("neuron: {tau_m: 1.0e+17}", "expected at most a million steps"),
    ("layers: resnet20", "found a residual block"),
    ("encoding: given", "the examples are no spikes"),
    ("gradient: {kind: surrogate, filters_errors: true}", "only neighbourhoodAggregation does"),
    ("gradient: eventProp", "expected one of backpropagation, surrogate, neighbourhoodAggregation"),
    (
      "readout: firstSpike",
      "expected one of targetTrace, meanSquare, meanEntropy, integratedVoltage"
    ),
    (
      "layers: [{dense: 8, normalisation: batch}]",
      "what follows each layer with weights are its neurons"
    ),
    (
      "layers: [{dense: 8, activation: tanh}]",
      "what follows each layer with weights are its neurons"
    ),
    ("spike_counts: {target: 1, strength: 1}", "only simulation: events has it"),
    ("presentation: following", "expected held"),
    (
      "encoding: rows\n  trial: 8\n  layers: [{convolution: {channels: 2, kernel: 3}}]",
      "drive.layers[0]: found a convolution or pooling, but with encoding: rows"
    ),
    (
      "encoding: rows\n  trial: 8\n  layers: [10, {pooling: {average: 2}}]",
      "drive.layers[1]: found a convolution or pooling"
    ),
    ("feedback: indirect", "a spike passes no error on"),
  ])
  func mistakesAreTold(_ keys: String, _ message: String) throws {
    try expectMistake(keys, message)
  }

  /// Keys of a drive, the last of which is a mistake that has its line.
  private func expectMistake(_ keys: String, _ message: String) throws {
    let scratch = try Scratch()
    let study =
      "epochs: 1\ndrive:\n  kind: spikingNetwork\n  data: digits\n  simulation: steps\n  \(keys)\n"
    try scratch.write(study, to: "s.yaml")
    let result = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(result.status == 65)
    let line = 6 + keys.count { $0 == "\n" }
    #expect(
      result.error.contains("s.yaml:\(line)") && result.error.contains(message),
      "\(result.error)")
  }

  /// Numbers beyond those that an encoding has spikes for are no spikes, whatever brought them.
  @Test(arguments: [
    ("{kind: rate, highest_rate: 1}", "standardised", "found -"),
    ("latency", "standardised", "found -"),
    ("rate", "unit", "found 1.5 among the numbers of the test examples"),
  ])
  func numbersWithoutSpikesAreTold(_ encoding: String, _ scaling: String, _ message: String) throws
  {
    let scratch = try Scratch()
    try scratch.write("a,label\n0.5,0\n1,1\n0,1\n", to: "training.csv")
    try scratch.write("a,label\n1.5,0\n1,1\n", to: "test.csv")
    let data =
      scaling == "unit"
      ? "{training_file: training.csv, test_file: test.csv}" : "{set: digits, scaling: \(scaling)}"
    for simulation in ["steps", "events"] {
      try scratch.write(
        "epochs: 1\ndrive:\n  kind: spikingNetwork\n  data: \(data)\n  simulation: \(simulation)\n  encoding: \(encoding)\n",
        to: "s.yaml")
      let result = try synapse("validate", "s.yaml", in: scratch.folder)
      #expect(
        result.status == 65 && result.error.contains(message)
          && result.error.contains(
            "expected numbers from 0 to 1, which drive.encoding makes spikes of"),
        "\(simulation): \(result.error)")
    }
  }

  /// The table of layers says which neurons they are, and which read themselves.
  @Test func layersOfNeuronsAreShown() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      epochs: 1
      drive:
        kind: spikingNetwork
        data: digits
        simulation: steps
        layers: [{dense: 7, recurrent: true}, 5]
        readout: integratedVoltage
        neuron: {kind: spikingNeuralUnit}
      """, to: "s.yaml")
    let result = try synapse("validate", "s.yaml", in: scratch.folder)
    let words = result.output.split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
    #expect(
      words.contains(["#", "1", "1×8×8", "and", "itself", "7", "spikingNeuralUnit", "497", "0"]),
      "\(result.output) \(result.error)")
    #expect(words.contains(["#", "2", "7", "5", "spikingNeuralUnit", "35", "0"]))
    #expect(words.contains(["#", "3", "5", "10", "integrators", "50", "0"]))
  }

  /// What one kind of gradient has no use for, and what of it goes with which neurons.
  @Test(arguments: [
    ("neuron: {kind: softSpikingNeuralUnit}\n  gradient: surrogate", "has a derivative of its own"),
    ("neuron: {reset: soft}\n  gradient: neighbourhoodAggregation", "with reset: hard"),
    (
      "layers: [{dense: 5, recurrent: true}]\n  gradient: neighbourhoodAggregation",
      "layers that do not read themselves"
    ),
    (
      "layers: [{dense: 5, recurrent: true}]\n  dropout: 0.1\n  error_modulation: grapes",
      "expected no drive.dropout"
    ),
    (
      "readout: integratedVoltage\n  gradient: neighbourhoodAggregation", "outputs that do not fire"
    ),
    ("neuron: {kind: softSpikingNeuralUnit}\n  dropout: 1", "a share of at least 0 and below 1"),
  ])
  func gradientsGoWithNeurons(_ keys: String, _ message: String) throws {
    try expectMistake(keys, message)
  }

  /// A loss that is a sum over steps is held against what chance makes of it, and silent outputs are no fault of a key of events.
  @Test func noDivergenceIsToldOfNetworksThatLearn() throws {
    let scratch = try Scratch()
    let study = """
      epochs: 3
      preset: adam2015
      drive:
        kind: spikingNetwork
        data: {set: digits, training: 300, test: 100}
        simulation: steps
        layers: [30]
        neuron: {kind: softSpikingNeuralUnit}
        trial: 60
        batch: 30
      """
    var result = try run(study, in: scratch)
    #expect(result.status == 0 && !result.error.contains("diverged"), "\(result.error)")
    result = try run(
      maps, ["--force", "--set", "drive.initialisation=[0.01, 0.01, 0.01]"], in: scratch)
    #expect(result.error.contains("what reads it learns nothing"), "\(result.error)")
    #expect(!result.error.contains("silent_label"))
  }

  /// Layers that read their own outputs live in time.
  @Test func onlyNeuronsInTimeAreRecurrent() throws {
    let scratch = try Scratch()
    try scratch.write(
      "epochs: 1\ndrive:\n  kind: network\n  data: digits\n  layers: [{dense: 8, recurrent: true}]\n",
      to: "s.yaml")
    let result = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(result.status == 65 && result.error.contains("s.yaml:5"))
    #expect(result.error.contains("which only drive.kind: spikingNetwork has"), "\(result.error)")
  }
}
