import Foundation
import TestSupport
import Testing

/// Studies of convolutional networks.
struct ConvolutionStudyTests {
  /// Fifteen epochs, with backward kernels that start independent: the study's own claim is 97 %.
  @Test func residualDigitsLearn() throws {
    let scratch = try Scratch()
    let result = try synapse(
      "run", "residual-digits", "--output", "out", "--quiet", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let summary = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: scratch.url("out/summary.json")))
        as? [String: Any])
    let results = try #require(summary["results"] as? [String: Any])
    #expect(try #require(results["test_accuracy"] as? Double) >= 0.97)
    for file in ["learning.svg", "layers.csv", "trace.csv"] {
      #expect(FileManager.default.fileExists(atPath: scratch.url("out/\(file)").path))
    }
  }

  /// The same bytes for every number of threads, in both precisions and every way in which errors travel, of images that
  /// change and with constants that do.
  @Test(arguments: ["predisposition", "direct", "indirect", "weightMirror", "signSymmetry"])
  func threadsDoNotMatter(feedback: String) throws {
    let scratch = try Scratch()
    for precision in ["single", "double"] {
      var tables: [[Data]] = []
      for threads in ["1", "2", "3"] {
        let output = "\(precision)-\(threads)"
        let result = try synapse(
          "run", "residual-digits", "--output", output, "--quiet", "--threads", threads,
          "--set", "epochs=2", "--set", "drive.feedback=\(feedback)", "--set",
          "drive.data={set: digits, training: 150, test: 50, augmentation: {crop: 1, flip: true, cutout: 2}}",
          "--set", "synapse.schedule={learning_rate: {exponential: 0.8}}",
          "--set", "synapse.weight_decay={decoupled: 0.01}",
          "--set", "synapse.temperature_scale=initialStandardDeviation", "--set",
          "drive.precision=\(precision)", in: scratch.folder)
        try #require(result.status == 0, "\(result.error)")
        tables.append(
          try ["learning.csv", "layers.csv", "trace.csv"].map {
            try Data(contentsOf: scratch.url("\(output)/\($0)"))
          })
      }
      #expect(tables[0][0].count > 200 && tables.allSatisfy { $0 == tables[0] }, "\(precision)")
    }
  }

  /// Rows of a file as images.
  @Test func shapesOfOwnData() throws {
    let scratch = try Scratch()
    let rows = (0..<40).map {
      "\($0 % 2),\((0..<12).map { "\(sin(Double($0)))" }.joined(separator: ","))"
    }
    try scratch.write(
      "label,\((0..<12).map { "p\($0)" }.joined(separator: ","))\n"
        + rows.joined(separator: "\n") + "\n", to: "own.csv")
    let layers = "layers: [{convolution: {channels: 3, kernel: 2, padding: 0}}]"
    try scratch.write(
      """
      epochs: 1
      synapse: {temperature: 1}
      drive:
        kind: network
        data: {training_file: own.csv, shape: [2, 2, 3]}
        \(layers)
      """, to: "s.yaml")
    let result = try synapse("run", "s.yaml", "--output", "out", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    // Kernels 3 × 2 × 2 × 2 and biases; two positions of three maps, two classes.
    #expect(result.output.contains("\(24 + 3 + 12 + 2) synapses"))
    for (shape, message) in [
      ("[2, 2, 2]", "found 12 features, expected 8 for images of 2×2×2"),
      ("[1, 1, 12]", "drive.layers[0]: found a kernel of 2×2 on 1 map of 1×12"),
    ] {
      let wrong = try synapse(
        "validate", "s.yaml", "--set", "drive.data.shape=\(shape)", in: scratch.folder)
      #expect(wrong.status == 65 && wrong.error.contains(message), "\(wrong.error)")
    }
  }
}
