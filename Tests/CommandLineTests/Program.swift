import Foundation
import TestSupport

/// The programs under test, which stand beside the test bundle.
enum Program {
  static let folder: URL = {
    #if os(macOS)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }!
      return bundle.bundleURL.deletingLastPathComponent()
    #else
      return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    #endif
  }()

  struct Result {
    /// The exit status, or the signal that ended the program.
    var status: Int32
    /// Whether it was a signal.
    var wasSignalled = false
    var output: String
    var error: String
  }

  /// Runs a program to its end; what it prints goes through files, which never fill up as pipes do.
  ///
  /// - Parameters:
  ///   - signal: what the program gets, Ctrl-C's signal by default.
  ///   - isReady: asked until it says yes; then the program gets the signal.
  ///   - seconds: after so many the program is killed.
  static func run(
    _ name: String, _ arguments: [String], in workingFolder: URL? = nil,
    environment: [String: String]? = nil, signal: Int32 = SIGINT,
    interruptWhen isReady: (() -> Bool)? = nil, killAfter seconds: Double? = nil
  ) throws -> Result {
    let scratch = try Scratch()
    let (output, error) = (scratch.url("stdout"), scratch.url("stderr"))
    for url in [output, error] {
      _ = FileManager.default.createFile(atPath: url.path, contents: nil)
    }
    let process = Process()
    process.executableURL =
      name.hasPrefix("/") ? URL(fileURLWithPath: name) : folder.appendingPathComponent(name)
    if let environment { process.environment = environment }
    process.arguments = arguments
    process.currentDirectoryURL = workingFolder
    process.standardInput = FileHandle.nullDevice
    // Closed here, and no later: thousands of programs are run, and with more than some 1300 descriptors open
    // Foundation reads beyond the folder that lists them when it starts a program.
    let files = try [output, error].map { try FileHandle(forWritingTo: $0) }
    defer { files.forEach { try? $0.close() } }
    process.standardOutput = files[0]
    process.standardError = files[1]
    try Self.unblocking(signal) { try process.run() }
    if let isReady {
      while process.isRunning, !isReady() { usleep(10_000) }
      if process.isRunning { kill(process.processIdentifier, signal) }
    }
    // A timer lets go of the process when it is cancelled; a work item would hold it until its time.
    let alarm = DispatchSource.makeTimerSource()
    alarm.setEventHandler { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    if let seconds { alarm.schedule(deadline: .now() + seconds) }
    alarm.activate()
    process.waitUntilExit()
    alarm.cancel()
    return Result(
      status: process.terminationStatus,
      wasSignalled: process.terminationReason == .uncaughtSignal,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: error), as: UTF8.self))
  }
}

extension Program {
  /// The threads of tests have signals blocked, and what they start would inherit that.
  private static func unblocking(_ signal: Int32, _ body: () throws -> Void) rethrows {
    var (signals, before) = (sigset_t(), sigset_t())
    sigemptyset(&signals)
    sigaddset(&signals, signal)
    pthread_sigmask(SIG_UNBLOCK, &signals, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }
}

typealias Scratch = TestSupport.Scratch
