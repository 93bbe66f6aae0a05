import DataFiles
import Foundation
import TestSupport
import Testing

/// `synapse evaluate`: what a network that has learned makes of examples.
@Suite struct EvaluateTests {
  /// A network on the built-in digits that keeps its final state.
  private static func digits(_ drive: String, rule: String = "adam", method: String = "euler")
    -> String
  {
    """
    epochs: 2
    rule: \(rule)
    synapse: {learning_rate: 0.003}
    drive: {kind: network, data: {set: digits, training: 300, validation: 40}, batch: 50, \(drive)}
    integrator: {method: \(method)}
    record: {final: true}
    """
  }

  private func run(_ study: String, _ options: [String] = [], in scratch: Scratch) throws {
    try scratch.write(study, to: "s.yaml")
    let result = try Program.run(
      "synapse", ["run", "s.yaml", "--output", "out", "--quiet"] + options, in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
  }

  private func evaluate(_ options: [String], to output: String, in scratch: Scratch) throws
    -> [String: Any]
  {
    let result = try Program.run(
      "synapse", ["evaluate", "out", "--output", output] + options, in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    return try summary(scratch.url("\(output)/evaluation.json"))
  }

  /// JSONSerialization would round them on Linux.
  private struct Outcome: Decodable { var accuracy, loss: Double }

  /// Accuracy and loss of every part are those of the run's last row, bit for bit, and the tables say the same as they.
  @Test(arguments: [
    "layers: [12]", "layers: [12], loss: squaredError, output_activation: sigmoid, dropout: 0.2",
    "layers: [12, 9], precision: single, feedback: direct",
    "layers: [{convolution: {channels: 4, kernel: 3}, normalisation: batch}, {pooling: {maximum: 2}}, {dense: 6}], activation: relu",
    "layers: [{convolution: {channels: 4, kernel: 3}, normalisation: running}, {dense: 6, normalisation: running}], tau_s: 4",
    "layers: [{dense: 8, normalisation: running}], precision: single, error_modulation: {filter: 5}",
    "layers: [12], tasks: {count: 2, epochs: 1}",
  ])
  func agreesWithTheRun(_ drive: String) throws {
    let scratch = try Scratch()
    let study = Self.digits(drive)
    try run(
      drive.contains("tasks") ? study.replacing("epochs: 2\n", with: "") : study, in: scratch)
    let learning = try NumberTable(scratch.url("out/learning.csv"))
    for (part, column, count) in [
      ("test", "test", 359), ("training", "train", 260), ("validation", "validation", 40),
    ] {
      let told = try evaluate(["--split", part], to: part, in: scratch)
      #expect(told["examples"] as? Int == count)
      let data = try Data(contentsOf: scratch.url("\(part)/evaluation.json"))
      let outcome = try JSONDecoder().decode(Outcome.self, from: data)
      #expect(outcome.accuracy == learning.column("\(column)_accuracy").last)
      #expect(outcome.loss == learning.column("\(column)_loss").last)
      try checkTables(
        part, isSoftmax: !drive.contains("squared"),
        accuracy: learning.column("\(column)_accuracy").last!, in: scratch)
    }
  }

  /// The tables of an evaluation tell the same counts.
  private func checkTables(_ folder: String, isSoftmax: Bool, accuracy: Double, in scratch: Scratch)
    throws
  {
    let predictions = try NumberTable(scratch.url("\(folder)/predictions.csv"))
    let (labels, told) = (predictions.column("class"), predictions.column("predicted"))
    let right = zip(labels, told).count { $0 == $1 }
    #expect((Double(right) / Double(labels.count) - accuracy).magnitude < 1e-12)
    let outputs = predictions.rows.map { Array($0[3...]) }
    #expect(predictions.columns[3] == (isSoftmax ? "p_0" : "y_0"))
    for (row, predicted) in zip(outputs, told) {
      #expect(row.count == 10)
      #expect(row[Int(predicted)] == row.max())
      if isSoftmax { #expect((row.reduce(0, +) - 1).magnitude < 1e-12) }
    }
    let confusion = try NumberTable(scratch.url("\(folder)/confusion.csv"))
    let classes = try NumberTable(scratch.url("\(folder)/classes.csv"))
    for k in 0..<10 {
      for j in 0..<10 {
        let count = zip(labels, told).count { $0 == (Double(k), Double(j)) }
        #expect(confusion.rows[k][1 + j] == Double(count))
      }
      let own = labels.count { $0 == Double(k) }
      let taken = told.count { $0 == Double(k) }
      let both = zip(labels, told).count { $0 == (Double(k), Double(k)) }
      #expect(classes.column("examples")[k] == Double(own))
      #expect(classes.column("predicted")[k] == Double(taken))
      let (precision, recall) = (classes.column("precision")[k], classes.column("recall")[k])
      #expect(taken == 0 ? precision.isNaN : precision == Double(both) / Double(taken))
      #expect(own == 0 ? recall.isNaN : recall == Double(both) / Double(own))
    }
  }

  /// From hidden activities and the weights on disk the outputs follow.
  @Test func activitiesMakeTheOutputs() throws {
    let scratch = try Scratch()
    try run(
      Self.digits(
        "layers: [{convolution: {channels: 3, kernel: 3, stride: 2}, activation: relu}, {dense: 7, activation: tanh}]"
      ), in: scratch)
    _ = try evaluate(["--activities"], to: "told", in: scratch)
    func array(_ path: String) throws -> (shape: [Int], values: [Double]) {
      let file = try NPYFile(path: scratch.path(path))
      var values = [Double](repeating: 0, count: file.shape.reduce(1, *))
      try file.makeReader().read(rows: 0..<file.rowCount, into: &values)
      return (file.shape, values)
    }
    let (maps, hidden) = try (
      array("told/activities/layer-01.npy"), array("told/activities/layer-02.npy")
    )
    #expect(maps.shape == [359, 3, 4, 4] && hidden.shape == [359, 7])
    #expect(try contents(scratch.url("told/activities")) == ["layer-01.npy", "layer-02.npy"])
    let (weights, bias) = try (
      array("out/final/layer-02/w_f.npy").values, array("out/final/layer-02/bias.npy").values
    )
    let (last, lastBias) = try (
      array("out/final/layer-03/w_f.npy").values, array("out/final/layer-03/bias.npy").values
    )
    let predictions = try NumberTable(scratch.url("told/predictions.csv"))
    for n in 0..<359 {
      let input = maps.values[(48 * n)..<(48 * (n + 1))]
      let own = (0..<7).map { u in
        tanh(
          bias[u] + zip(weights[(48 * u)..<(48 * (u + 1))], input).reduce(0) { $0 + $1.0 * $1.1 })
      }
      for u in 0..<7 { #expect((own[u] - hidden.values[7 * n + u]).magnitude < 1e-12) }
      let outputs = (0..<10).map { k in
        exp(lastBias[k] + zip(last[(7 * k)..<(7 * (k + 1))], own).reduce(0) { $0 + $1.0 * $1.1 })
      }
      let sum = outputs.reduce(0, +)
      for k in 0..<10 { #expect((outputs[k] / sum - predictions.rows[n][3 + k]).magnitude < 1e-12) }
    }
    // An evaluation without leaves none of an older one.
    _ = try evaluate(["--force"], to: "told", in: scratch)
    #expect(
      try contents(scratch.url("told")) == [
        "classes.csv", "confusion.csv", "evaluation.json", "predictions.csv",
      ])
  }

  /// Where the examples of a run's own file are gone, that alone is told.
  @Test func missingFilesAreToldAlone() throws {
    let scratch = try Scratch()
    let rows = (0..<60).map { "\($0 % 7),\($0 % 5),\($0 % 2)" }
    try scratch.write((["x,y,label"] + rows).joined(separator: "\n") + "\n", to: "own.csv")
    try scratch.write(
      "epochs: 1\ndrive: {kind: network, data: {training_file: own.csv}, layers: [4]}\nrecord: {final: true}\n",
      to: "s.yaml")
    let run = try synapse("run", "s.yaml", "--output", "out", "--quiet", in: scratch.folder)
    try #require(run.status == 0, "\(run.error)")
    try FileManager.default.removeItem(at: scratch.url("own.csv"))
    let result = try synapse("evaluate", "out", in: scratch.folder)
    #expect(result.status == 65)
    let lines = result.error.split(separator: "\n")
    #expect(
      lines.count == 1 && lines[0].contains("drive.data.training_file: there is no file"),
      "\(lines)")
  }

  /// Three classes of flowers with names, a test file of its own.
  private func writeFlowers(in scratch: Scratch) throws {
    var random = SplitMix64(seed: 3)
    let names = ["setosa", "versicolor", "virginica"]
    for (file, count) in [("training", 90), ("test", 30)] {
      var text = "long,wide,species,deep\n"
      for i in 0..<count {
        let k = i % 3
        let values = (0..<3).map { j in
          Double(k * (j + 1)) + Double.random(in: -1.5...1.5, using: &random)
        }
        text += "\(Float(values[0])),\(Float(values[1])),\(names[k]),\(Float(values[2]))\n"
      }
      try scratch.write(text, to: "\(file).csv")
    }
  }

  private static let flowers = """
    epochs: 6
    rule: adam
    synapse: {learning_rate: 0.02}
    drive:
      kind: network
      data: {training_file: training.csv, test_file: test.csv, label: species, scaling: standardisedPerFeature}
      layers: [6]
      batch: 15
    integrator: {method: euler}
    record: {final: true}
    """

  /// A file is standardised by the run's training examples: what the test file gives, it gives again under another name, and
  /// each of its rows alone.
  @Test func otherFilesAreToldAlike() throws {
    let scratch = try Scratch()
    try writeFlowers(in: scratch)
    try run(Self.flowers, in: scratch)
    let own = try evaluate([], to: "own", in: scratch)
    let text = try scratch.read("test.csv")
    try scratch.write(text, to: "again.csv")
    let again = try evaluate(["--data", "again.csv"], to: "again", in: scratch)
    #expect(again["accuracy"] as? Double == own["accuracy"] as? Double)
    #expect(again["split"] == nil && own["split"] as? String == "test")
    #expect(try scratch.read("again/predictions.csv") == scratch.read("own/predictions.csv"))
    let rows = try scratch.read("own/predictions.csv").split(separator: "\n")
    #expect(
      rows[0]
        == "example,class,predicted,class_name,predicted_name,input_0,input_1,input_2,p_0,p_1,p_2")
    #expect(rows[2].hasPrefix("1,1,"))
    #expect(rows[2].split(separator: ",")[3] == "versicolor")
    let lines = text.split(separator: "\n")
    for n in [4, 17] {
      try scratch.write(
        "\(lines[0].replacing("species", with: "kind"))\n\(lines[1 + n])\n", to: "one.csv")
      _ = try evaluate(["--data", "one.csv", "--label", "kind", "--force"], to: "one", in: scratch)
      let row = try scratch.read("one/predictions.csv").split(separator: "\n")[1]
      #expect(
        row.split(separator: ",").dropFirst() == rows[1 + n].split(separator: ",").dropFirst())
    }
    // The table on stdout has the names.
    let shown = try synapse("evaluate", "out", in: scratch.folder)
    #expect(shown.status == 0 && shown.output.contains("virginica"), "\(shown.output)")
    // Other training examples would be standardised otherwise.
    let training = try scratch.read("training.csv").split(separator: "\n")
    try scratch.write(training.dropLast(5).joined(separator: "\n") + "\n", to: "training.csv")
    let other = try synapse("evaluate", "out", in: scratch.folder)
    #expect(other.status == 65 && other.error.contains("are not those that the network learned"))
  }

  /// A named set of the same shape, prepared as the run's.
  @Test func namedSetsAreTold() throws {
    let scratch = try Scratch()
    try scratch.writeSmallMNIST(to: "data")
    try run(
      """
      epochs: 1
      rule: adam
      drive: {kind: network, data: {set: mnist, training: 30, scaling: standardised}, layers: [5], batch: 10}
      integrator: {method: euler}
      record: {final: true}
      """, ["--data-dir", "data"], in: scratch)
    let own = try evaluate(["--data-dir", "data"], to: "own", in: scratch)
    // A folder of that name is no file.
    try FileManager.default.createDirectory(
      at: scratch.url("mnist"), withIntermediateDirectories: true)
    let named = try evaluate(["--data-dir", "data", "--data", "mnist"], to: "named", in: scratch)
    #expect(own["loss"] as? Double == named["loss"] as? Double)
    #expect(try scratch.read("own/predictions.csv") == scratch.read("named/predictions.csv"))
    let other = try synapse(
      "evaluate", "out", "--data-dir", "data", "--data", "digits", in: scratch.folder)
    #expect(
      other.status == 65
        && other.error.contains(
          "digits: found images of 1×8×8 in 10 classes, expected images of 1×28×28 in 10 classes"),
      "\(other.error)")
  }

  @Test func mistakesAreTold() throws {
    let scratch = try Scratch()
    try writeFlowers(in: scratch)
    func expect(_ arguments: [String], _ status: Int32, _ message: String) throws {
      let result = try Program.run("synapse", ["evaluate"] + arguments, in: scratch.folder)
      #expect(
        result.status == status && result.error.contains(message), "\(arguments): \(result.error)")
    }
    try run(Self.flowers, ["--set", "record.final=false"], in: scratch)
    try expect(
      ["out"], 65,
      "there is no final/w_f.npy, expected the weights of a run with record.final: true")
    try expect(["nowhere"], 65, "nowhere: found neither a checkpoint nor a summary")
    try scratch.write(smallStudy, to: "small.yaml")
    _ = try trace(of: "small.yaml", in: scratch, to: "small")
    try expect(["small"], 65, "small: found a run without a network")
    let failed = try synapse(
      "run", "small.yaml", "--output", "failed", "--quiet", "--set",
      "integrator={method: rk4, dt: 0.1, max_steps: 3}", in: scratch.folder)
    #expect(failed.status == 70)
    try expect(["failed"], 65, "found a run that failed at t = 0.3, expected one that has finished")
    try FileManager.default.removeItem(at: scratch.url("out"))
    try run(Self.flowers, in: scratch)
    try expect(["out", "--split", "validation"], 65, "drive.data.validation")
    try expect(["out", "--split", "tset"], 64, "--split")
    try expect(["out", "--data", "test.csv", "--split", "test"], 64, "all of its rows are shown")
    try expect(["out", "--label", "kind"], 64, "--label")
    try expect(["out", "--activities"], 64, "--activities goes with --output")
    try expect(["out", "--data", "no.csv"], 65, "no.csv: cannot be opened")
    try expect(["out", "--data", "mnits"], 65, "did you mean mnist?")
    try expect(["out", "--data", "digits"], 65, "expected 3 features in 3 classes")
    for (text, message) in [
      ("long,wide,species\n1,2,setosa\n", "found 2 features, expected 3"),
      (
        "long,deep,wide,species\n1,2,3,setosa\n",
        "found the feature \"deep\" where the network was trained with \"wide\""
      ),
      (
        "long,wide,deep,species\n1,2,3,setosa\n1,2,3,rose\n",
        "o.csv:3: found the class rose, expected one that the network was trained with: setosa, versicolor, virginica"
      ),
      ("long,wide,deep,kind\n1,2,3,setosa\n", "set --label to the one of them"),
    ] {
      try scratch.write(text, to: "o.csv")
      try expect(["out", "--data", "o.csv", "--output", "told"], 65, message)
    }
    #expect(try !contents(scratch.folder).contains("told"))
    try expect(["out", "--output", "out"], 73, "out: exists already")
    // Weights of another size, as of a study that was changed.
    let study = try scratch.read("out/study.yaml")
    try scratch.write(
      study.replacing("layers: [6]", with: "layers: [7]").replacing(
        "synapses: 45", with: "synapses: 52"),
      to: "out/study.yaml")
    try expect(["out"], 65, "found numbers of the shape 45, expected 52")
  }
}
