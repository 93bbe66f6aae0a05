import DataFiles
import DataSets
import NeuralNetworks
import Results
import Studies

/// A network as a run left it: with the weights of its final state, and examples prepared as in the run.
public struct TrainedNetwork {
  /// What was run.
  public let study: Study
  package let model: NetworkModel
  private let inputs: StudyInputs
  private let forward: [Double]
  /// Which of its tasks was trained last, from 0.
  private let task: Int

  /// Opens what a run left.
  ///
  /// - Parameters:
  ///   - folder: the run's.
  ///   - inputs: where the examples that its study names are opened.
  ///   - threads: how many may work; results do not depend on it.
  /// - Throws: `StudyError` if the run has no network, did not finish, or kept no final state; what opening its examples throws.
  public init(in folder: String, inputs: StudyInputs = .standard, threads: Int = 1) throws {
    try Self.checkFinished(folder)
    let study = try Study(contentsOf: "\(folder)/study.yaml", inputs: inputs)
    guard let description = study.drive.network else {
      throw StudyError(
        "\(folder): found a run without a network, expected one whose study has drive.kind: network"
      )
    }
    let model = try NetworkModel(
      study, description, inputs: inputs, threads: threads, ranks: .alone)
    let network = model.network
    let files = FinalFiles(folder: folder)
    forward = try files.values(
      FinalStateFiles.component("w_f"), count: network.synapseCount, of: "the weights")
    if let found = model.examples.moments {
      let saved = try ["mean", "sd"].map {
        try files.values(
          "\(FinalStateFiles.standardisation)/\($0).npy", count: found.means.count,
          of: "the standardisation")
      }
      guard saved == [found.means, found.standardDeviations] else {
        throw StudyError(
          "\(folder): the examples of its study are not those that the network learned: found other means and standard deviations"
            + " of the training examples, expected those of the run; put the data back")
      }
    }
    let moments = try network.runningNodes.map { number in
      let layer = FinalStateFiles.layer(network.layerNumber(ofNode: number))
      func values(_ name: String) throws -> [Double] {
        try files.values(
          "\(layer)/\(name)", count: network.nodes[number].layer.output.channels,
          of: "the running statistics")
      }
      return RunningMoments(
        node: number, means: try values(FinalStateFiles.runningMean),
        variances: try values(FinalStateFiles.runningVariance))
    }
    task = model.drive.task(ofWindow: description.lastWindow(before: study.duration))
    self.study = study
    self.model = model
    self.inputs = inputs
    try model.probe.prepare(
      forward.span, training: task, memory: network.memory(of: moments), after: 0)
  }

  /// Sees to it that a folder has a run that has finished.
  private static func checkFinished(_ folder: String) throws {
    let status = try RunStatus(of: folder)
    guard status.state != .finished else { return }
    throw StudyError(
      "\(folder): found a run that \(status.inWords), expected one that has finished"
        + (status.advice.map { ": \($0)" } ?? ""))
  }

  /// The column of the run's own file that has the classes; nil of a set that goes by a name.
  package var label: String? {
    switch model.description.data.source {
    case .named, .yinYang: nil
    case .csv(_, _, _, let label): label
    case .spikes(let files): files.label
    }
  }

  /// Examples of the run's own set.
  ///
  /// - Throws: `StudyError` if it held out none for validation.
  package func examples(_ part: OtherExamples.Part) throws -> ShownExamples {
    guard let examples = model.examples.part(part) else {
      throw StudyError(
        "--split: found validation, expected test or training: the run held out no examples"
          + " (drive.data.validation)")
    }
    return ShownExamples(set: examples, data: place(of: part), part: part, probe: model.probe)
  }

  /// The name of the run's set, or the file that has a part of it.
  private func place(of part: OtherExamples.Part) -> String {
    switch model.description.data.source {
    case .named(let name): name
    case .yinYang: YinYang.name
    case .csv(let training, let test, _, _): part == .test ? test ?? training : training
    case .spikes(let files): (part == .test ? files.test ?? files.training : files.training).spikes
    }
  }

  /// Other examples, prepared as those of the run.
  ///
  /// - Throws: `DataSetError` or `DataFileError` if they do not fit.
  package func examples(_ other: OtherExamples) throws -> ShownExamples {
    let (set, spikes) = try inputs.examples(other, as: model)
    let probe = spikes.map(model.probe(of:)) ?? model.probe
    return switch other {
    case .named(let name, let part):
      ShownExamples(set: set, data: name, part: part, probe: probe)
    case .csv(let path, _): ShownExamples(set: set, data: path, part: nil, probe: probe)
    }
  }

  /// Shows the network examples.
  ///
  /// - Parameters:
  ///   - examples: prepared as those of the run.
  ///   - show: gets what the network makes of them, some at a time.
  /// - Complexity: O(examples × synapses).
  package func evaluate(
    on examples: ShownExamples, showing show: (NetworkResponse) throws -> Void
  ) throws -> NetworkProbe.Evaluation {
    try examples.probe.evaluate(forward.span, on: examples.set, task: task, showing: show)
  }

  /// Loss and accuracy on the test examples of the run: those of the last row of its `learning.csv`.
  public func testEvaluation() throws -> NetworkProbe.Evaluation {
    try evaluate(on: examples(.test)) { _ in }
  }
}

/// Examples that a network is shown, and where they are from.
package struct ShownExamples {
  let set: LabelledSet
  /// The name of the set, or the file.
  let data: String
  /// Which part of the set; nil of a file.
  let part: OtherExamples.Part?
  /// What looks at them.
  let probe: TaskProbe
}

/// The files of a final state.
private struct FinalFiles {
  let folder: String

  /// The numbers of a file.
  func values(_ name: String, count: Int, of what: String) throws -> [Double] {
    let path = "\(folder)/\(name)"
    guard InputFile.size(path) != nil else {
      throw StudyError(
        "\(folder): there is no \(name), expected \(what) of a run with record.final: true")
    }
    let file = try NPYFile(path: path)
    guard file.shape == [count] else {
      throw DataFileError(
        file: path, line: nil,
        "found numbers of the shape \(file.shape.map(String.init).joined(separator: "×")), expected \(count), as the study beside it says"
      )
    }
    var values = [Double](repeating: 0, count: count)
    try file.makeReader().read(rows: 0..<count, into: &values)
    return values
  }
}
