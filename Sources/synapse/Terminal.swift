import Foundation

/// What the program tells people on stderr.
enum Terminal {
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

  /// Writes a message to stderr behind a prefix.
  static func tell(_ message: String, prefix: String = "") {
    write(prefix + message + "\n")
  }

  static func write(_ text: String) {
    // Where stderr is closed or full there is nobody to tell.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
