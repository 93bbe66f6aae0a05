import DataFiles
import Foundation
import TestSupport
import Testing

/// What `record.final` keeps.
@Suite struct FinalStateTests {
  private func array(_ path: String) throws -> (shape: [Int], values: [Double]) {
    let file = try NPYFile(path: path)
    var values = [Double](repeating: 0, count: file.rowCount * file.rowLength)
    try file.makeReader().read(rows: 0..<file.rowCount, into: &values)
    return (file.shape, values)
  }

  private func run(_ study: String, _ options: [String] = [], in scratch: Scratch) throws {
    try scratch.write(study, to: "s.yaml")
    let result = try Program.run(
      "synapse", ["run", "s.yaml", "--output", "out", "--quiet", "--force"] + options,
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
  }

  private static let signals = """
    duration: 20
    synapses: 7
    drive: {kind: heldNoise, sd: 0.5}
    synapse: {temperature: 0.5}
    integrator: {method: METHOD}
    record: {synapses: all, every: 10, final: true}
    """

  /// The last row of the trace has the same numbers, whatever the method; a run without removes them.
  @Test(arguments: [
    "exact", "exact, precision: single", "euler, precision: single", "cvodeAdams", "dormandPrince",
  ])
  func stateIsThatOfTheTrace(_ method: String) throws {
    let scratch = try Scratch()
    let study = Self.signals.replacingOccurrences(of: "METHOD", with: method)
    try run(study, in: scratch)
    let trace = try Trace(scratch.url("out/trace.csv"))
    #expect(
      try contents(scratch.url("out/final")) == [
        "c.npy", "checkpoint", "m.npy", "rho.npy", "w_b.npy", "w_f.npy",
      ])
    for name in ["rho", "w_f", "w_b", "m"] {
      let (shape, values) = try array(scratch.url("out/final/\(name).npy").path)
      #expect(shape == [7])
      for synapse in 0..<7 {
        #expect(try trace.values(name, synapse: synapse).last == values[synapse])
      }
    }
    try run(study, ["--set", "record.final=false"], in: scratch)
    #expect(!FileManager.default.fileExists(atPath: scratch.url("out/final").path))
  }

  /// Layers are parts of all synapses, in their order and shape.
  @Test func layersHaveTheirShape() throws {
    let scratch = try Scratch()
    try run(
      """
      epochs: 1
      rule: bioAdam
      drive:
        kind: network
        data: {set: digits, training: 100, test: 100}
        layers: [{convolution: {channels: 4, kernel: 3}, normalisation: batch}, {pooling: {maximum: 2}}, {dense: 6}]
        activation: relu
        batch: 50
      integrator: {method: euler, dt: 1}
      record: {final: true}
      """, in: scratch)
    let (_, forward) = try array(scratch.url("out/final/w_f.npy").path)
    let (_, backward) = try array(scratch.url("out/final/w_b.npy").path)
    let parts: [(String, [Int])] = [
      ("layer-01/w_f", [4, 1, 3, 3]), ("layer-01/gamma", [4]), ("layer-01/beta", [4]),
      ("layer-02/w_f", [6, 64]), ("layer-02/bias", [6]), ("layer-03/w_f", [10, 6]),
      ("layer-03/bias", [10]),
    ]
    var place = 0
    for (name, expected) in parts {
      let (shape, values) = try array(scratch.url("out/final/\(name).npy").path)
      #expect(shape == expected, "\(name)")
      #expect(values == Array(forward[place..<(place + values.count)]), "\(name)")
      if name.hasSuffix("w_f") {
        let partner = try array(
          scratch.url("out/final/\(name.replacingOccurrences(of: "w_f", with: "w_b")).npy").path)
        #expect(partner.values == Array(backward[place..<(place + values.count)]), "\(name)")
      }
      place += values.count
    }
    #expect(place == forward.count)
  }

  /// Whole numbers of eight bytes, as numpy has them.
  private func numbers(_ url: URL) throws -> [Int] {
    let bytes = Array(try Data(contentsOf: url))
    let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    #expect(String(decoding: bytes[10..<start], as: UTF8.self).contains("'<i8'"))
    return stride(from: start, to: bytes.count, by: 8).map { place in
      (0..<8).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
  }

  /// A table's rows by the numbers of the split: all of them, each once, and those of training have the mean 0 and the
  /// deviation 1 by the numbers of the standardisation.
  @Test(arguments: ["standardisedPerFeature", "standardised", "standardisedPerChannel", "unit"])
  func splitAndStandardisationAreKept(_ scaling: String) throws {
    let scratch = try Scratch()
    var random = SplitMix64(seed: 7)
    let rows: [[Float]] = (0..<60).map { i in
      (0..<4).map { j in
        let spread = Float(2 * random.unit())
        return j == 3 ? 2.5 : Float(j + i % 3) + spread
      }
    }
    let lines = rows.enumerated().map { i, row in
      row.map { "\($0)" }.joined(separator: ",") + ",\(i % 3)"
    }
    try scratch.write("a,b,c,d,label\n" + lines.joined(separator: "\n") + "\n", to: "t.csv")
    let study = """
      epochs: 1
      rule: adam
      drive:
        kind: network
        data: {training_file: t.csv, training: 40, test: 10, validation: 8, shape: [2, 1, 2], scaling: \(scaling)}
        layers: [3]
        batch: 8
      integrator: {method: euler}
      record: {final: true}
      """
    try run(study, in: scratch)
    let parts = try ["training", "validation", "test"].map {
      try numbers(scratch.url("out/final/split/\($0).npy"))
    }
    #expect(parts.map(\.count) == [32, 8, 10])
    #expect(Set(parts.joined()).count == 50 && parts.joined().allSatisfy { (0..<60).contains($0) })
    // The test examples are the first of those that predictions are about.
    let told = try synapse("evaluate", "out", "--output", "told", in: scratch.folder)
    #expect(told.status == 0, "\(told.error)")
    let predictions = try NumberTable(scratch.url("told/predictions.csv"))
    #expect(predictions.column("example") == parts[2].map(Double.init))
    #expect(predictions.column("class") == parts[2].map { Double($0 % 3) })
    guard scaling != "unit" else {
      #expect(!FileManager.default.fileExists(atPath: scratch.path("out/final/standardisation")))
      return
    }
    let mean = try array(scratch.path("out/final/standardisation/mean.npy")).values
    let deviation = try array(scratch.path("out/final/standardisation/sd.npy")).values
    let columns: [[Int]] =
      switch scaling {
      case "standardised": [[0, 1, 2, 3]]
      case "standardisedPerFeature": [[0], [1], [2], [3]]
      default: [[0, 1], [2, 3]]
      }
    #expect(mean.count == columns.count && deviation.count == columns.count)
    for (k, features) in columns.enumerated() {
      let values: [Double] = parts[0].flatMap { row in features.map { Double(rows[row][$0]) } }
      let expected = values.reduce(0, +) / Double(values.count)
      let squares = values.map { ($0 - expected) * ($0 - expected) }.reduce(0, +)
      // Sums of some dozens of numbers of the size of 1.
      #expect((mean[k] - expected).magnitude < 1e-13)
      #expect((deviation[k] - (squares / Double(values.count)).squareRoot()).magnitude < 1e-13)
    }
    if scaling == "standardisedPerFeature" { #expect(deviation[3] == 0) }
    // A run without removes what the one before left.
    try run(study, ["--set", "record.final=false"], in: scratch)
    #expect(!FileManager.default.fileExists(atPath: scratch.path("out/final")))
  }

  /// Running statistics are those that follow the examples: with a short time constant, of a layer that rests, the mean and variance
  /// of what it gives for the last batch.
  @Test func runningStatisticsAreKept() throws {
    let scratch = try Scratch()
    try run(
      """
      duration: 3
      rule: gradientFlow
      synapse: {learning_rate: 0}
      drive: {kind: network, data: {set: digits, training: 8}, batch: 8, layers: [{dense: 3, normalisation: running}], tau_s: 0.01}
      integrator: {method: euler, dt: 1}
      record: {final: true}
      """, in: scratch)
    let told = try synapse(
      "evaluate", "out", "--split", "training", "--output", "told", "--activities",
      in: scratch.folder)
    try #require(told.status == 0, "\(told.error)")
    let mean = try array(scratch.path("out/final/layer-01/running_mean.npy"))
    let variance = try array(scratch.path("out/final/layer-01/running_variance.npy"))
    #expect(mean.shape == [3] && variance.shape == [3])
    // tanh of what is normalised by them: of the eight examples the mean is 0, and the variance ν/(ν + 1e-5).
    let activities = try array(scratch.path("told/activities/layer-01.npy")).values
    for unit in 0..<3 {
      let values = stride(from: unit, to: activities.count, by: 3).map { atanh(activities[$0]) }
      #expect(values.count == 8)
      // What the statistics still remember is e^-100 of the start.
      #expect((values.reduce(0, +) / 8).magnitude < 1e-12)
      let square = values.reduce(0) { $0 + $1 * $1 } / 8
      let expected = variance.values[unit] / (variance.values[unit] + 1e-5)
      #expect((square - expected).magnitude < 1e-12)
    }
  }
}
