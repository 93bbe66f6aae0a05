import ArgumentParser
import Foundation
import HostSystem
import Studies

/// Where the program starts.
///
/// What can go wrong with its surroundings is settled here, once for all commands: closed streams, pipes and disks
/// that take no more, few descriptors, Ctrl-C.
@main
enum Start {
  /// When somebody began to wait for the program: its libraries were loaded after that.
  static let begun = ContinuousClock.now - (processAge() ?? .zero)

  static func main() {
    _ = begun
    StandardStreams.fill()
    // Told by the call that writes, and not by a signal that ends the program.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    // For the ends of the programs that are started to be known.
    signal(SIGCHLD, SIG_DFL)
    Interruption.begin()
    guard StandardStreams.descriptors(atMost: leastDescriptors) == leastDescriptors else {
      Terminal.tell(
        "expected at least \(leastDescriptors) free file descriptors; close files, or raise the limit (ulimit -n)",
        prefix: "error: ")
      exit(73)
    }
    if let wrong = unreadableName() {
      Terminal.tell(
        "\(wrong.description) is not UTF-8: found \"\(String(decoding: wrong.bytes, as: UTF8.self))\"; give it a name that is",
        prefix: "error: ")
      exit(64)
    }
    Task.detached {
      let status = await run()
      UnfinishedFiles.removeAll()
      exit(status)
    }
    while true { pause() }
  }

  /// The first of the arguments and the working folder's name that is no text: as a text it would be another name.
  private static func unreadableName() -> (description: String, bytes: [UInt8])? {
    func check(_ name: UnsafePointer<CChar>, _ description: String) -> (String, [UInt8])? {
      let bytes = UnsafeRawBufferPointer(start: name, count: strlen(name))
      return String(validating: bytes, as: UTF8.self) == nil ? (description, Array(bytes)) : nil
    }
    for number in 1..<max(Int(CommandLine.argc), 1) {
      if let argument = CommandLine.unsafeArgv[number],
        let wrong = check(argument, "argument \(number)")
      {
        return wrong
      }
    }
    guard let folder = getcwd(nil, 0) else { return nil }
    defer { free(folder) }
    return check(folder, "the working folder's name")
  }

  /// So many are enough for whatever is opened without a word of why it was not, as by the queues of tasks.
  private static let leastDescriptors = 8

  /// Runs the command that the arguments ask for.
  ///
  /// - Returns: the exit status.
  private static func run() async -> Int32 {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      var command = try Synapse.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      let status = Synapse.exitCode(for: error)
      let text = Synapse.fullMessage(for: error)
      if status != .success {
        if status == .validationFailure, let advice = NearMiss.advice(for: arguments) {
          // What was meant, and the library's lines about usage.
          let usage = text.range(of: "Usage: ").map { text[$0.lowerBound...] } ?? ""
          Terminal.tell("Error: \(advice)\n\(usage)")
        } else if !text.isEmpty {
          Terminal.tell(text)
        }
        return status.rawValue
      }
      // Help, the version, or a script that completes commands.
      let isScript = arguments.contains { $0.hasPrefix("--generate-completion-script") }
      if !text.isEmpty {
        Terminal.show(isScript ? CompletionScript.mended(text) : text, isOwn: true)
      }
    }
    guard let failure = Terminal.failure else { return 0 }
    Terminal.tell("\(failure)", prefix: "error: ")
    return 73
  }
}
