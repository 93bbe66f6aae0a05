import DataFiles
import DataSets
import HostSystem
import NeuralNetworks
import Results
import Studies

/// What came of showing a network some examples: how well it tells them, class by class.
public struct NetworkEvaluation {
  /// What `evaluation.json` says.
  public struct Outcome: Codable, Sendable {
    /// The run's folder, as it was given.
    public var run: String
    /// The name of its study.
    public var study: String
    /// The set, or the file, that the examples are from.
    public var data: String
    /// Which part of it; nil of a file.
    public var split: String?
    /// How many there are.
    public var examples: Int
    /// The share that is told right.
    public var accuracy: Double
    /// The mean loss.
    public var loss: Double
    /// What was at work.
    public var versions: [String: String]
  }

  /// The numbers in all.
  public let outcome: Outcome
  /// Which classes were taken for which.
  package let counts: ConfusionCounts
  /// What the classes are called; nil if they are plain numbers.
  public let classNames: [String]?

  /// Shows a network examples, and writes what came of it.
  ///
  /// - Parameters:
  ///   - network: what a run left.
  ///   - folder: the run's, as it was given.
  ///   - shown: the examples.
  ///   - output: the folder for tables; nil for none.
  ///   - withActivities: whether what hidden layers give is written there, too.
  /// - Throws: `OutputError`.
  package init(
    of network: TrainedNetwork, in folder: String, on shown: ShownExamples,
    to output: OutputDirectory?,
    withActivities: Bool = false
  ) throws {
    let examples = shown.set
    let names = network.model.examples.classNames
    // What an earlier one left would pass for this one's.
    if let output { ActivityFiles.remove(from: output) }
    var counts = ConfusionCounts(classCount: examples.classCount)
    var predictions = try output.map {
      try PredictionsFile(
        $0, network.model.network, featureCount: examples.featureCount, names: names)
    }
    let activities =
      try output.flatMap {
        withActivities
          ? try ActivityFiles($0, network.model.network, exampleCount: examples.exampleCount) : nil
      }
    let evaluation = try network.evaluate(on: shown) { response in
      let predicted = response.predictions()
      for (example, told) in zip(response.examples, predicted) {
        counts.add(Int(examples.labels[example]), predicted: told)
      }
      try predictions?.add(response, predicted, of: examples)
      try activities?.add(response)
    }
    try predictions?.commit()
    try activities?.commit()
    self.counts = counts
    classNames = names
    outcome = Outcome(
      run: folder, study: network.study.name, data: shown.data, split: shown.part?.rawValue,
      examples: examples.exampleCount, accuracy: evaluation.accuracy, loss: evaluation.loss,
      versions: Versions.all)
    guard let output else { return }
    try output.write(
      EvaluationTables.classes(counts, names: names), to: EvaluationTables.classes.file)
    try output.write(
      EvaluationTables.confusion(counts, names: names), to: EvaluationTables.confusion.file)
    try output.write(outcome.json(), to: Self.outcomeFile)
  }

  /// The file that says what came of it in all.
  package static let outcomeFile = "evaluation.json"
}
