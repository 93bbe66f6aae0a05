import ArgumentParser
import Foundation
import HostSystem
import ODESolvers
import Parallel
import Results
import Studies
import StudyRuns

/// `synapse resume`.
struct Resume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Carries a run on that was killed or interrupted.",
    discussion: """
      Goes on from the last checkpoint in the folder, or from the beginning if the run did not get to \
      one. The files become those of a run that was never interrupted, byte for byte, but for the \
      seconds in summary.json. Options of the run, such as --verify, are remembered. Ranks may go on with \
      what one process began, one process with what ranks did, and others of another number.

      With --duration or --epochs a run that has finished, or has not, is made longer: its files become those \
      of a run that was as long from the start. What finished runs go on from is kept with record.final: true.

      EXAMPLES:
        synapse resume out/long
        synapse resume out/long --threads 8 --quiet
        synapse resume out/mnist --data-dir data
        synapse resume out/digits --epochs 20
        synapse resume out/population --duration 5000
        mpirun -n 4 synapse resume out/ranks
      """)

  @Argument(
    help: ArgumentHelp("The folder of the run.", valueName: "folder"), completion: .directory)
  var folder: String

  @Option(
    help: ArgumentHelp(
      "Make the run as long, in learning steps, or where the study says how long these are in a unit of time such as 20s.",
      valueName: "steps"), transform: length)
  var duration: LongerRun.Length?

  @Option(
    help: ArgumentHelp("Make the run of a network as long, in epochs.", valueName: "number"),
    transform: optionNumber)
  var epochs: Double?

  /// Learning steps, or a time with its unit.
  private static func length(_ text: String) throws -> LongerRun.Length {
    if let time = LongerRun.Length(time: text) { return time }
    return .duration(try optionNumber(text))
  }

  @OptionGroup var messages: MessageOptions

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var data: DataOptions

  func validate() throws {
    guard duration == nil || epochs == nil else {
      throw ValidationError("--duration stands beside --epochs, expected one of them")
    }
    var steps: Double?
    if case .duration(let value) = duration { steps = value }
    for (name, value) in [("duration", steps), ("epochs", epochs)] {
      if let value, value <= 0 {
        throw ValidationError("--\(name): found \(value), expected a number above 0")
      }
    }
  }

  func run() async throws {
    var ranks = Ranks.alone
    try exiting(with: .alone) { ranks = try Ranks.start() }
    // Held until the end: nobody else makes it longer meanwhile.
    var longer: LongerRun?
    defer { longer?.end() }
    var ending = Ending.nothing
    try exiting(with: ranks) {
      try ranks.settling {
        guard ranks.isFirst, let length = duration ?? epochs.map({ .epochs($0) }) else { return }
        longer = try LongerRun(in: folder, inputs: data.makeInputs())
        try longer?.begin(length)
      }
      ending = try resume(ranks)
    }
    switch ending {
    case .nothing: break
    case .drawing(let summary, let study, let folder):
      // The other ranks have ended.
      try await exiting(sharesWork: true) {
        try await Run.finish(summary, of: study, in: folder, quiet: messages.quiet)
      }
    case .drawingAgain:
      // It may have ended while its figure was drawn, or while its summary was told how long that took.
      AtomicFile.removeLeft(of: "\(folder)/summary.json")
      let tables = ["learning", "tasks"].filter {
        FileManager.default.fileExists(atPath: "\(folder)/\($0).csv")
      }
      await Run.draw(tables, in: folder)
    }
  }

  /// What is left to do when the ranks have ended.
  private enum Ending {
    /// At other ranks than the first.
    case nothing
    /// The figures of a run that went well, and to tell of it.
    case drawing(Summary, of: Study, in: OutputDirectory)
    /// The figures of a run that had finished.
    case drawingAgain
  }

  private func resume(_ ranks: Ranks) throws -> Ending {
    let unfinished = try ranks.settling {
      try UnfinishedRun(in: folder, inputs: data.makeInputs(), ranks: ranks)
    }
    guard let unfinished else {
      guard ranks.isFirst else { return .nothing }
      if !messages.quiet {
        Terminal.show("\(folder): the run has finished; there is nothing left to do")
      }
      return .drawingAgain
    }
    Interruption.listen()
    let bar = ProgressBar(messages, isFirst: ranks.isFirst)
    let (summary, output, error) = try unfinished.resume(
      threads: threads.count(ranks: ranks.count), hooks: Run.hooks(unfinished.study, bar),
      willBegin: { if ranks.isFirst { Run.announce($0, quiet: messages.quiet) } })
    bar.finish()
    if let error {
      if let output {
        Run.tell(summary, of: unfinished.study, folder: output, quiet: messages.quiet)
      }
      throw error
    }
    return output.map { .drawing(summary, of: unfinished.study, in: $0) } ?? .nothing
  }
}
