import ArgumentParser
import Experiments
import Results

/// Where the output goes.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder to write to; new, or empty.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Flag(help: "Write to the folder even if there is something in it, and replace its files.")
  var force = false

  @OptionGroup var messages: MessageOptions

  func makeDirectory() throws -> OutputDirectory {
    try ParameterSweep.refuseFolder(output)
    return try OutputDirectory(output, force: force)
  }
}
