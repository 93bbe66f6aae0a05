import ArgumentParser
import DataFiles
import DataSets
import Experiments
import Foundation
import HostSystem
import Results
import StudyRuns

/// `synapse evaluate`.
struct Evaluate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows a network that has learned examples, and tells how well it knows them.",
    discussion: """
      Takes the weights that a run with record.final: true left, and examples prepared as in the run: its own test \
      examples, or those of another set of the same shape and classes, standardised by the moments of the \
      run's training examples. Prints accuracy, loss, and of each class precision and recall. With --output it \
      writes predictions.csv, confusion.csv, classes.csv and evaluation.json.

      EXAMPLES:
        synapse run digits --output out/digits --set record.final=true
        synapse evaluate out/digits
        synapse evaluate out/digits --split training --output out/told
        synapse evaluate out/mnist --data emnist-mnist --output out/e --activities
        synapse evaluate out/flowers --data new.csv --label species --output out/new
      """)

  @Argument(
    help: ArgumentHelp("The folder of the run.", valueName: "folder"), completion: .directory)
  var folder: String

  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "Other examples: the name of a set, or a CSV file, all of whose rows are shown (default: the run's own set).",
      valueName: "set|file"),
    completion: .file(extensions: ["csv", "gz"]))
  var dataSource: String?

  @Option(
    help: ArgumentHelp(
      "Which part of a set: test by default.", valueName: "part"))
  var split: OtherExamples.Part?

  @Option(
    help: ArgumentHelp(
      "The column of the CSV file that has the classes (default: that of the run's own file, or label).",
      valueName: "column"))
  var label: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder to write tables to; new, or empty.", valueName: "folder"))
  var output: String?

  @Flag(help: "Write to the folder even if there is something in it, and replace its files.")
  var force = false

  @Flag(
    help:
      "Write what hidden layers give, too: activities/layer-01.npy and so on, a row for each example."
  )
  var activities = false

  @Flag(help: "No table on stdout.")
  var quiet = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var data: DataOptions

  func validate() throws {
    if output == nil {
      for (flag, isGiven) in [("activities", activities), ("force", force), ("quiet", quiet)]
      where isGiven {
        throw ValidationError("--\(flag) goes with --output FOLDER.")
      }
    }
    if let label, !isFile {
      throw ValidationError(
        "--label: found \"\(label)\", expected it with --data FILE: the other sets know their classes."
      )
    }
    if let split, isFile {
      throw ValidationError(
        "--split: found \(split.rawValue), expected none with a file: all of its rows are shown.")
    }
  }

  /// Whether the examples are those of a file. A folder of the same name, such as that of its images, does not hide a set.
  private var isFile: Bool {
    guard let dataSource else { return false }
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: dataSource, isDirectory: &isFolder)
    return exists && !isFolder.boolValue || dataSource.contains("/") || dataSource.hasSuffix(".csv")
  }

  func run() async throws {
    try await exiting {
      let network = try TrainedNetwork(
        in: folder, inputs: data.makeInputs(), threads: threads.count(ranks: 1))
      let part = split ?? .test
      let examples =
        switch dataSource {
        case nil: try network.examples(part)
        case let file? where isFile:
          try network.examples(.csv(file, label: label ?? network.label ?? "label"))
        case let name?: try network.examples(.named(name, part))
        }
      if let output { try ParameterSweep.refuseFolder(output) }
      let directory = try output.map { try OutputDirectory($0, force: force) }
      let evaluation = try NetworkEvaluation(
        of: network, in: folder, on: examples, to: directory, withActivities: activities)
      if !quiet { Terminal.show(text(evaluation)) }
    }
  }

  private func text(_ evaluation: NetworkEvaluation) -> String {
    let outcome = evaluation.outcome
    var rows = [
      ("run", "\(folder), study \(outcome.study)"),
      (
        "examples",
        "\(outcome.examples) of \(outcome.data)" + (outcome.split.map { ", \($0)" } ?? "")
      ),
      ("accuracy", String(format: "%.2f %%", 100 * outcome.accuracy)),
      ("loss", shortDescription(outcome.loss)),
    ]
    if let output {
      let arrays = activities ? ", activities/" : ""
      rows.append(
        ("files", "\(output)/predictions.csv, confusion.csv, classes.csv, evaluation.json\(arrays)")
      )
    }
    return formatted(rows) + "\n\n" + classes(evaluation)
  }

  /// A line for each class.
  private func classes(_ evaluation: NetworkEvaluation) -> String {
    func share(_ value: Double?) -> String {
      value.map { String(format: "%.2f %%", 100 * $0) } ?? "none"
    }
    let lines =
      [["class", "examples", "predicted", "precision", "recall"]]
      + evaluation.counts.rates.map { rates in
        [
          evaluation.classNames?[rates.label] ?? "\(rates.label)", "\(rates.examples)",
          "\(rates.predicted)", share(rates.precision), share(rates.recall),
        ]
      }
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max()! }
    func padded(_ text: String, _ column: Int) -> String {
      let space = String(repeating: " ", count: widths[column] - text.count)
      return column == 0 ? text + space : space + text
    }
    return lines.map { line in
      line.enumerated().map { padded($1, $0) }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}

extension OtherExamples.Part: ExpressibleByArgument {}
