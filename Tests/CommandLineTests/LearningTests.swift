import Foundation
import TestSupport
import Testing

/// Networks that learn, from the command line.
@Suite struct LearningTests {
  /// The built-in study learns the digits, aligns its weights, and leaves tables and a figure.
  @Test func digitsAreLearned() throws {
    let scratch = try Scratch()
    let result = try synapse("run", "digits", "--output", "out", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    #expect(result.output.contains("accuracy"))
    let summary = try summary(scratch.url("out/summary.json"))
    let results = try #require(summary["results"] as? [String: Double])
    // Five seeds gave 95.8 to 96.4 %.
    #expect(results["test_accuracy"]! >= 0.95)
    #expect((summary["violations"] as? [Any])?.isEmpty == true)
    let learning = try NumberTable(scratch.url("out/learning.csv"))
    let accuracies = learning.column("test_accuracy")
    #expect(accuracies.count == 61)
    #expect(accuracies[0] < 0.2)
    #expect(learning.column("gradient_evaluations").last == 1380)
    let layers = try NumberTable(scratch.url("out/layers.csv"))
    for layer in 0..<2 {
      func values(_ column: String) -> [Double] {
        layers.column(column).enumerated().filter { $0.offset % 2 == layer }.map(\.element)
      }
      let (angles, differences) = (values("angle"), values("difference"))
      #expect((85...95).contains(angles[0]) && angles.last! < 30)
      #expect(zip(differences, differences.dropFirst()).allSatisfy { $1 <= $0 })
    }
    if hasGnuplot {
      #expect(try contents(scratch.url("out")).contains("learning.svg"))
    }
  }

  /// The learning curve in summary, table and figure is the least squares' to learning.csv: both derivatives of the
  /// sum of squares vanish, to the rounding of sixty terms.
  @Test func learningCurvesAreFitted() throws {
    let scratch = try Scratch()
    let result = try synapse("run", "digits", "--output", "out", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let results = try #require(
      summary(scratch.url("out/summary.json"))["results"] as? [String: Double])
    let maximum = try #require(results["accuracy_maximum"])
    let slowness = try #require(results["slowness"])
    let (maximumError, slownessError) = try (
      #require(results["accuracy_maximum_se"]), #require(results["slowness_se"])
    )
    let learning = try NumberTable(scratch.url("out/learning.csv"))
    let points = Array(
      zip(learning.column("epoch"), learning.column("test_accuracy")).dropFirst())
    var (byMaximum, bySlowness, squares) = (0.0, 0.0, 0.0)
    for (epoch, accuracy) in points {
      let shape = epoch / (slowness + epoch)
      let residual = accuracy - maximum * shape
      byMaximum += residual * shape
      bySlowness += residual * shape / (slowness + epoch)
      squares += residual * residual
    }
    #expect(byMaximum.magnitude < 1e-13 && bySlowness.magnitude < 1e-13)
    // The maximum, seen sixty times, is better known than a single accuracy; one early epoch or two decide
    // about the slowness.
    let deviation = (squares / Double(points.count - 2)).squareRoot()
    #expect(maximumError > deviation / 60.0.squareRoot() && maximumError < deviation)
    #expect(slownessError > deviation && slownessError < 0.1 * slowness)
    #expect(result.output.contains("learning curve  maximum "))
    #expect(result.output.contains("epochs (fit over 60 epochs)"))
    guard hasGnuplot else { return }
    let script = try String(contentsOf: scratch.url("out/learning.gp"), encoding: .utf8)
    let curve = try #require(script.firstMatch(of: #/NaN : ([-0-9.e]+)\*x/\(([-0-9.e]+)\+x\)/#))
    // Foundation reads numbers of JSON to the last digit but one.
    for (text, expected) in [(curve.1, 100 * maximum), (curve.2, slowness)] {
      #expect((try #require(Double(text)) - expected).magnitude < 1e-14 * expected)
    }
    // Several runs are drawn without.
    let both = try synapse(
      "plot", "out/learning.csv", "out/learning.csv", "--output", "both.svg", in: scratch.folder)
    #expect(both.status == 0, "\(both.error)")
    #expect(!(try String(contentsOf: scratch.url("both.gp"), encoding: .utf8).contains("NaN")))
  }

  /// Two whole epochs, and a half one, are no curve.
  @Test func shortRunsHaveNoCurve() throws {
    let scratch = try Scratch()
    let result = try synapse(
      "run", "digits", "--output", "out", "--set", "epochs=2.5", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let results = try #require(
      summary(scratch.url("out/summary.json"))["results"] as? [String: Double])
    #expect(results["test_accuracy"] != nil && results["slowness"] == nil)
    #expect(!result.output.contains("learning curve"))
  }

  /// Through fixed random weights the network's own weights come to agree with them: errors arrive within less
  /// and less of a right angle.
  @Test(arguments: ["feedbackAlignment", "direct"]) func fixedFeedbackAligns(pathway: String) throws
  {
    let scratch = try Scratch()
    let study = Self.study.replacing("FEEDBACK", with: pathway)
    try scratch.write(study, to: "study.yaml")
    let result = try synapse("run", "study.yaml", "--output", "out", "--quiet", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let layers = try NumberTable(scratch.url("out/layers.csv"))
    let angles = layers.column("error_angle").enumerated().filter { $0.offset % 2 == 0 }.map(
      \.element)
    // From a right angle to 62°, on the way below 60°.
    #expect(angles.first! > 75 && angles.last! < 68 && angles.min()! < 60)
    let learning = try NumberTable(scratch.url("out/learning.csv"))
    #expect(learning.column("test_accuracy").last! > 0.85)
    let trace = try Trace(scratch.url("out/trace.csv"))
    let fixed = try trace.values("w_b", synapse: 0)
    #expect(fixed.allSatisfy { $0 == fixed[0] })
  }

  /// Backpropagation's own errors are at no angle, and all other pathways run.
  @Test(arguments: [
    "transport", "gradientTransport", "indirect", "signSymmetry",
    "{pathway: signSymmetry, signs: batchwiseRandom}",
    "{pathway: signSymmetry, signs: frozenRandom}", "{pathway: kolenPollack, decay: 1e-3}",
    "{pathway: weightMirror, rate: 0.05, decay: 0.05}",
  ])
  func pathwaysLearn(pathway: String) throws {
    let scratch = try Scratch()
    try scratch.write(Self.study.replacing("FEEDBACK", with: pathway), to: "study.yaml")
    let result = try synapse("run", "study.yaml", "--output", "out", "--quiet", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let learning = try NumberTable(scratch.url("out/learning.csv"))
    // By any of them more is learned than guessing.
    #expect(learning.column("test_accuracy").last! > 0.5)
    if pathway == "transport" {
      let layers = try NumberTable(scratch.url("out/layers.csv"))
      #expect(layers.column("error_angle").filter { !$0.isNaN }.allSatisfy { $0 < 1e-5 })
    }
    let again = try synapse(
      "run", "out/study.yaml", "--output", "again", "--quiet", in: scratch.folder)
    try #require(again.status == 0, "\(again.error)")
    for file in ["learning.csv", "layers.csv", "trace.csv"] {
      #expect(
        try Data(contentsOf: scratch.url("out/\(file)"))
          == Data(contentsOf: scratch.url("again/\(file)")), "\(pathway), \(file)")
    }
  }

  /// The same bytes for every number of threads, on a network that is large enough to be split.
  @Test(arguments: ["held", "following"]) func threadsDoNotMatter(presentation: String) throws {
    let scratch = try Scratch()
    for threads in ["1", "2", "3"] {
      let result = try synapse(
        "run", "digits", "--output", threads, "--quiet", "--threads", threads,
        "--set", "drive.layers=[400, 300]", "--set", "epochs=0.06",
        "--set", "drive.presentation=\(presentation)", in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
    }
    for file in ["learning.csv", "layers.csv", "trace.csv"] {
      let one = try Data(contentsOf: scratch.url("1/\(file)"))
      for threads in ["2", "3"] {
        #expect(
          try Data(contentsOf: scratch.url("\(threads)/\(file)")) == one, "\(file), \(threads)")
      }
    }
  }

  /// The study of MNIST, on a few images of noise in its format.
  @Test func mnistIsFound() throws {
    let scratch = try Scratch()
    let missing = try synapse("run", "mnist", "--output", "out", in: scratch.folder)
    #expect(missing.status == 65 && missing.error.contains("synapse data fetch mnist"))
    try scratch.writeSmallMNIST(to: "data")
    let result = try synapse(
      "run", "mnist", "--output", "out", "--quiet", "--data-dir", "data", "--set", "epochs=2",
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    #expect(try NumberTable(scratch.url("out/learning.csv")).column("epoch") == [0, 1, 2])
  }

  private static let study = """
    epochs: 10
    synapse: {gradient_gain: 1000, m0: 100, learning_rate: 5e-3}
    drive: {kind: network, data: digits, layers: [64], feedback: FEEDBACK}

    """
}

extension Scratch {
  /// A folder with the six files of CIFAR-10, of 16 images of noise each.
  func writeSmallCIFAR(to folder: String) throws {
    var generator = SplitMix64(seed: 3072)
    try FileManager.default.createDirectory(
      at: url("\(folder)/cifar10"), withIntermediateDirectories: true)
    for file in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
      let records = (0..<16).flatMap { label in
        [UInt8(label % 10)] + (0..<3072).map { _ in UInt8.random(in: 0...255, using: &generator) }
      }
      try Data(records).write(to: url("\(folder)/cifar10/\(file)"))
    }
  }

  /// A folder with the four files of MNIST, of 130 and 40 images of noise.
  func writeSmallMNIST(to folder: String) throws {
    var generator = SplitMix64(seed: 784)
    for (part, count) in [("train", 130), ("t10k", 40)] {
      func header(_ magic: UInt8, _ sizes: [Int]) -> [UInt8] {
        [0, 0, 8, magic] + sizes.flatMap { [0, 0, UInt8($0 / 256), UInt8($0 % 256)] }
      }
      let images = (0..<(count * 784)).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let labels = (0..<count).map { UInt8($0 % 10) }
      try FileManager.default.createDirectory(
        at: url("\(folder)/mnist"), withIntermediateDirectories: true)
      try Data(header(3, [count, 28, 28]) + images).write(
        to: url("\(folder)/mnist/\(part)-images-idx3-ubyte"))
      try Data(header(1, [count]) + labels).write(
        to: url("\(folder)/mnist/\(part)-labels-idx1-ubyte"))
    }
  }
}
