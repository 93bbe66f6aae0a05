import Foundation
import Testing

/// A study of a network with one mistake: exit 65, one message with its place, and no folder.
@Suite struct WrongNetworkStudyTests {
  struct Mistake: CustomTestStringConvertible, Sendable {
    /// What follows `kind: network`, which stands on line 3; further sections are not indented.
    var text: String
    var line: Int
    /// What the message must name.
    var words: [String]

    init(_ text: String, _ line: Int, _ words: String...) {
      (self.text, self.line, self.words) = (text, line, words)
    }

    var testDescription: String { words.joined(separator: " … ") }
  }

  /// With good data on line 4.
  private static func digits(_ text: String, _ line: Int, _ words: String...) -> Mistake {
    var mistake = Mistake("  data: digits\n\(text)", line)
    mistake.words = words
    return mistake
  }

  static let data: [Mistake] = [
    Mistake("  layers: [3]", 3, "the key \"drive.data\" is missing", "digits, mnist"),
    Mistake("  data: {training: 10}", 4, "drive.data: found neither set nor training_file"),
    Mistake(
      "  data: {set: digits, training_file: study.yaml}", 4, "expected either a set or files"),
    Mistake(
      "  data: {training_file: no.csv}", 4, "drive.data.training_file: there is no file no.csv"),
    Mistake(
      "  data: {training_file: study.yaml, test_file: no.csv}", 4,
      "drive.data.test_file: there is no file no.csv"),
    Mistake(
      "  data: {training_file: study.yaml, test_file: study.yaml, test_share: 0.2}", 4,
      "found test_file and test_share, expected one of them"),
    Mistake("  data: {training_file: study.yaml, test_share: 1}", 4, "drive.data.test_share"),
    Mistake(
      "  data: {set: digits, scaling: none}", 4, "drive.data.scaling: found \"none\"", "unit"),
    Mistake("  data: {set: digits, training: 0}", 4, "a whole number of at least 1"),
    Mistake("  data: {set: digits, trainig: 5}", 4, "did you mean \"training\"?"),
    Mistake("  data: [digits]", 4, "drive.data: found a list of 1"),
  ]

  static let shape: [Mistake] = [
    digits("  layers: [64, 0]", 5, "drive.layers: found \"0\", expected a number above 0"),
    digits("  layers: 64", 5, "drive.layers: found \"64\", expected a list of numbers"),
    digits("  layers: [2000000]", 5, "expected the sizes of the hidden layers"),
    digits("  layers: [1000000, 1000000]", 5, "drive.layers: 1", "this machine's memory"),
    digits("  activation: Tanh", 5, "drive.activation: found \"Tanh\"", "did you mean \"tanh\"?"),
    digits("  loss: crossEntropy", 5, "drive.loss: found \"crossEntropy\"", "squaredError"),
    digits("  initialisation: glorot", 5, "drive.initialisation: found \"glorot\""),
    digits("  backward_weights: same", 5, "drive.backward_weights: found \"same\"", "equal"),
    digits("  dropout: -0.1", 5, "drive.dropout: found \"-0.1\", expected a number of at least 0"),
    digits("  learning_rate: 1", 5, "unknown key \"drive.learning_rate\""),
  ]

  static let feedback: [Mistake] = [
    digits("  feedback: [transport]", 5, "drive.feedback: found a list of 1"),
    digits("  feedback: {pathway: FA}", 5, "drive.feedback.pathway: found \"FA\""),
    digits("  feedback: {pathway: transport, decay: 1}", 5, "\"drive.feedback.decay\""),
    digits(
      "  feedback: {pathway: signSymmetry, signs: frozenRandom, scale: 1}", 5,
      "\"drive.feedback.scale\""),
    digits(
      "  feedback: {pathway: signSymmetry, scale: 0}", 5, "drive.feedback.scale: found \"0\""),
    digits("  feedback: {pathway: kolenPollack, decay: -1}", 5, "drive.feedback.decay"),
    digits("  feedback: {pathway: weightMirror, rate: -1}", 5, "drive.feedback.rate"),
    digits(
      "  feedback: {pathway: weightMirror, batch: 1000000000000}", 5,
      "drive.feedback.batch: found 1000000000000, expected at most 100000"),
    digits(
      "  feedback: gradientTransport\nsynapse: {temperature: 1}", 5,
      "expected no synapse.temperature"),
    digits(
      "  feedback: kolenPollack\nsynapse: {temperature: 1}", 5, "expected no synapse.temperature"),
  ]

  static let time: [Mistake] = [
    digits(
      "  presentation: hold", 5, "drive.presentation: found \"hold\"", "did you mean \"held\"?"),
    digits("  batch: 0", 5, "drive.batch: found \"0\", expected a whole number of at least 1"),
    digits("  window: 0", 5, "drive.window: found \"0\", expected a number above 0"),
    digits("  window: 1e-9", 5, "drive.window: 1e-09 makes 1e+10 windows"),
    digits("record: {times: [0, 0.5]}", 5, "the time 0.5 lies within a window of 1.0"),
    digits("record: {log: [1, 10, 4]}", 5, "lies within a window of 1.0"),
    digits("  window: 2\nrecord: {every: 5}", 6, "the time 5.0 lies within a window of 2.0"),
  ]

  static let together: [Mistake] = [
    digits("synapses: 3", 5, "synapses is for 3 synapses, drive for 4810"),
    digits("synapse: {initial: {w_b: 1}}", 5, "synapse.initial.w_b", "drive.backward_weights"),
    digits(
      "synapse: {temperature: 1, temperature_scale: initialStandardDeviation}", 5,
      "synapse.temperature_scale", "expected absolute"),
    digits(
      "  presentation: fullBatch\nintegrator: {method: exact}", 6,
      "exact needs a drive that is held"),
    digits(
      "  presentation: following\nintegrator: {method: collocation}", 6,
      "collocation needs gradients that do not follow the weights; use windowMap"),
    digits(
      "  presentation: following\nrule: adam\nintegrator: {method: windowMap}", 7,
      "windowMap solves the rule bioAdam, not adam"),
    digits(
      "  feedback: kolenPollack\n  presentation: following\nintegrator: {method: windowMap}", 7,
      "windowMap has no closed form for weights that decay"),
    digits(
      "  precision: double\nintegrator: {method: euler, precision: single}", 5,
      "drive.precision: found double where integrator.precision is single"),
  ]

  @Test(arguments: data + shape + feedback + time + together)
  func isToldWithItsPlace(_ mistake: Mistake) throws {
    let scratch = try Scratch()
    try scratch.write(
      "duration: 10\ndrive:\n  kind: network\n\(mistake.text)\n", to: "study.yaml")
    let result = try synapse("run", "study.yaml", "--output", "out", in: scratch.folder)
    #expect(result.status == 65)
    #expect(result.output.isEmpty)
    let lines = result.error.split(separator: "\n")
    #expect(lines.count == 1, "\(result.error)")
    #expect(result.error.hasPrefix("error: study.yaml:\(mistake.line): "), "\(result.error)")
    for word in mistake.words { #expect(result.error.contains(word), "\(result.error)") }
    #expect(try contents(scratch.folder) == ["study.yaml"])
  }

  /// Only a network has epochs.
  @Test func epochsWantANetwork() throws {
    let scratch = try Scratch()
    try scratch.write("epochs: 3\ndrive: {kind: constant, gradient: 1}\n", to: "study.yaml")
    let result = try synapse("validate", "study.yaml", in: scratch.folder)
    #expect(result.status == 65)
    #expect(
      result.error.hasPrefix("error: study.yaml:1: epochs: only a network"), "\(result.error)")
  }

  /// A batch of any size is at most the whole set.
  @Test func largeBatchesAreTheSet() throws {
    let scratch = try Scratch()
    try scratch.write(
      "epochs: 2\ndrive: {kind: network, data: digits, layers: [4], batch: \(Int.max)}\n",
      to: "study.yaml")
    let result = try synapse("run", "study.yaml", "--output", "out", "--quiet", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
  }

  /// A mistaken pathway is one mistake.
  @Test func wrongPathwaysAreOneMistake() throws {
    let scratch = try Scratch()
    try scratch.write(
      "duration: 1\ndrive: {kind: network, data: digits, feedback: predispositon}\n",
      to: "study.yaml")
    let result = try synapse("validate", "study.yaml", in: scratch.folder)
    #expect(result.status == 65)
    #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
    #expect(result.error.contains("did you mean \"predisposition\"?"))
  }
}
