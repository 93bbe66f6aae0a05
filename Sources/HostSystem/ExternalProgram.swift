import Foundation
import Synchronization
import SystemPackage

/// A program that is started: by its own file and with its arguments one by one, never through a shell.
///
/// Nothing of what this program has open is passed on, apart from what is said here.
package struct ExternalProgram {
  /// Where a program reads from.
  package enum Input {
    case nothing
    case text(String)
    case file(FileDescriptor)
  }

  /// How a program ended.
  package struct Ending {
    /// By itself, or by a signal.
    package enum Status: Equatable {
      case exited(Int32)
      case signalled(Int32)
    }

    package let status: Status
    /// What it said on stderr, up to 64 kB, unless that went to a file.
    package let messages: String

    package var isSuccess: Bool { status == .exited(0) }
  }

  /// A name that is looked for in the folders of PATH, or a path.
  let name: String
  let arguments: [String]
  /// The variables it sees; nil for those of this program.
  let environment: [String: String]?
  let input: Input
  /// Where its stderr goes; nil for ``Ending/messages``.
  let messages: FileDescriptor?

  package init(
    _ name: String, _ arguments: [String], environment: [String: String]? = nil,
    input: Input = .nothing, messages: FileDescriptor? = nil
  ) {
    self.name = name
    self.arguments = arguments
    self.environment = environment
    self.input = input
    self.messages = messages
  }

  /// Starts the program and waits for its end. It is ended early when the task is cancelled, when this program is
  /// interrupted, or when `receive` throws.
  ///
  /// - Parameters:
  ///   - isInterrupted: asked ten times a second.
  ///   - receive: gets what the program writes to stdout, in parts, on another thread.
  /// - Returns: how it ended.
  /// - Throws: ``ProgramError`` if it cannot be started; what `receive` throws.
  package func run(
    isInterrupted: @escaping () -> Bool = { false },
    receive: @escaping (UnsafeRawBufferPointer) throws -> Void = { _ in }
  ) async throws -> Ending {
    let isCancelled = Flag()
    return try await withTaskCancellationHandler {
      try await onOwnThread {
        var program = try RunningProgram.start(self)
        return try program.finish(
          isStopped: { isCancelled.value.load(ordering: .relaxed) || isInterrupted() },
          receive: receive)
      }
    } onCancel: {
      isCancelled.value.store(true, ordering: .relaxed)
    }
  }
}

/// Why a program could not be started.
package enum ProgramError: Error, CustomStringConvertible {
  /// It is in no folder of PATH.
  case missing(String)
  case notStarted(String, Errno)

  package var description: String {
    switch self {
    case .missing(let name):
      let package = name == "gnuplot" ? "gnuplot-nox" : name
      return
        "\(name) is not installed; get it with: apt-get install \(package), or brew install \(name)"
    case .notStarted(let name, let error): return "\(name) cannot be started: \(error)"
    }
  }
}

private final class Flag: Sendable {
  let value = Atomic(false)
}
