import ArgumentParser
import Foundation
import HostSystem
import Studies

extension Synapse {
  /// Runs the command that the arguments ask for.
  ///
  /// What can go wrong with the program's surroundings is settled here, once for all commands: closed streams,
  /// pipes and disks that take no more, Ctrl-C.
  static func main() async {
    StandardStreams.fill()
    // Told by the call that writes, and not by a signal that ends the program.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    // For the ends of the programs that are started to be known.
    signal(SIGCHLD, SIG_DFL)
    Interruption.begin()
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      let status = exitCode(for: error)
      let text = fullMessage(for: error)
      if status != .success {
        if !text.isEmpty { Terminal.tell(text) }
        Foundation.exit(status.rawValue)
      }
      // Help, the version, or a script that completes commands.
      if !text.isEmpty { Terminal.show(text, isOwn: true) }
    }
    if let failure = Terminal.failure {
      Terminal.tell("\(failure)", prefix: "error: ")
      Foundation.exit(73)
    }
    Foundation.exit(0)
  }
}
