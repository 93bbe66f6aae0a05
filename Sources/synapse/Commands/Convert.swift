import ArgumentParser
import Foundation
import Results
import StudyRuns

/// `synapse convert`.
struct Convert: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the trace of a run in another format.",
    discussion: """
      A run records into trace.csv, a table in text, or with record.format: npy into trace/, an array of \
      numpy's for each column. Whichever is there is written as the other one beside it, without a bit \
      lost. Figures are drawn of trace.csv; arrays take a third of the space and are opened at once.

      EXAMPLES:
        synapse convert out/large --to csv
        synapse convert out/equilibrium --to npy
      """)

  @Argument(
    help: ArgumentHelp("The folder of the run.", valueName: "folder"), completion: .directory)
  var folder: String

  @Option(name: .customLong("to"), help: "The format to write.")
  var format: TraceFormat

  @OptionGroup var messages: MessageOptions

  func run() async throws {
    try await exiting {
      Interruption.listen()
      let output = try OutputDirectory(folder, force: true)
      let count = try TraceConversion(output).convert(to: format) {
        if Interruption.isRequested { throw Interrupted() }
      }
      let name = format == .csv ? Trace.schema.file : Trace.folder
      if !messages.quiet { Terminal.show("\(output.path(name)): \(count) times") }
    }
  }
}

extension TraceFormat: ExpressibleByArgument {}
