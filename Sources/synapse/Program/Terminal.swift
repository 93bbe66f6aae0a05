import Foundation
import HostSystem
import Results
import Studies
import Synchronization
import SystemPackage

/// What the program shows on stdout, and what it tells people on stderr.
enum Terminal {
  private static let firstFailure = Mutex<OutputError?>(nil)

  /// Why stdout did not take all that was shown, if so. The program ends with it; what it writes to files it writes
  /// all the same.
  static var failure: OutputError? { firstFailure.withLock { $0 } }

  /// Whether stderr is a terminal.
  static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether colours are welcome on stdout.
  static var isColorful: Bool {
    isatty(STDOUT_FILENO) == 1 && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
  }

  /// The columns of the terminal behind stdout, or 79.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 79 }
    return Int(size.ws_col) - 1
  }

  /// The text of a study on stdin, which can be read once: a sweep asks for it again and again.
  static let input = Result { try readInput() }

  /// Reads all of stdin.
  ///
  /// - Throws: `StudyError` if it cannot be read, is longer than studies may be, or is not UTF-8.
  private static func readInput() throws -> String {
    let most = Study.largestFile
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    do {
      while bytes.count <= most {
        let count = try buffer.withUnsafeMutableBytes {
          try FileDescriptor.standardInput.read(into: $0)
        }
        guard count > 0 else { break }
        bytes += buffer[..<count]
      }
    } catch { throw StudyError("stdin: cannot be read: \(error)") }
    guard bytes.count <= most else {
      throw StudyError("stdin: found more than \(most) bytes, expected a study")
    }
    guard var text = String(validating: bytes, as: UTF8.self) else {
      throw StudyError("stdin: this is not UTF-8 text")
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    return text
  }

  /// Writes lines to stdout.
  ///
  /// - Parameters:
  ///   - text: without the last line's end.
  ///   - isOwn: whether all in it is the program's own, colours too; else nothing in it acts on the terminal,
  ///     whoever's names it has.
  static func show(_ text: String, isOwn: Bool = false) {
    guard failure == nil else { return }
    do {
      let text = (isOwn ? text : harmless(text)) + "\n"
      _ = try FileDescriptor.standardOutput.writeAll(text.utf8)
    } catch {
      firstFailure.withLock { $0 = OutputError("stdout: cannot be written: \(error)") }
    }
  }

  /// Writes a message to stderr behind a prefix.
  static func tell(_ message: String, prefix: String = "") {
    write(prefix + harmless(message) + "\n")
  }

  static func write(_ text: String) {
    // Where stderr is closed or full there is nobody to tell.
    _ = try? FileDescriptor.standardError.writeAll(text.utf8)
  }

  /// The text with no characters that a terminal obeys but line breaks and tabs.
  private static func harmless(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map(\.printable)
        .joined(separator: "\t")
    }.joined(separator: "\n")
  }
}
