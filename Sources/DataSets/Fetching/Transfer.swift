import Foundation
import HostSystem

/// Fetches one file by the program curl, which every system has or gets easily; the library behind
/// Foundation's own transfers would have to be there for `synapse` to start at all.
struct Transfer {
  /// What is fetched.
  let file: PublishedFile
  /// Where from.
  let url: String
  /// Called with the bytes that have come, at most once for each hundredth of the file.
  let progress: (Int) -> Void
  /// Asked ten times a second.
  let isInterrupted: @Sendable () -> Bool

  /// Fetches the file and compares its size and digest with the published ones.
  ///
  /// - Parameter path: where it is going to be.
  /// - Returns: the file, whole, still under a hidden name.
  /// - Throws: ``FetchError``, `OutputError`; `CancellationError` if it was interrupted.
  func run(to path: String) async throws -> AtomicFile {
    let partial = try AtomicFile(path: path)
    let curl = ExternalProgram(
      "curl",
      [
        "--silent", "--show-error", "--fail", "--location", "--globoff", "--proto", "=http,https",
        "--connect-timeout", "30", "--speed-limit", "1", "--speed-time", "60", "--url", url,
      ])
    let received = Received()
    let ending = try await reportingMissing {
      try await curl.run(isInterrupted: isInterrupted) { bytes in
        received.count += bytes.count
        guard received.count <= file.size else {
          throw FetchError(.wrongContent, "\(url): is longer than the expected \(file.size) bytes")
        }
        try partial.write(bytes)
        received.digest.update(Array(bytes))
        if 100 * (received.count - received.told) >= file.size {
          received.told = received.count
          progress(received.count)
        }
      }
    }
    guard !isInterrupted() else { throw CancellationError() }
    guard ending.isSuccess else {
      throw FetchError(.unavailable, "\(url): \(Self.reason(ending.messages))")
    }
    guard received.count == file.size else {
      throw FetchError(
        .unavailable, "\(url): ended after \(received.count) bytes, expected \(file.size)")
    }
    let digest = received.digest.hexadecimal()
    guard digest == file.digest else {
      throw FetchError(
        .wrongContent, "\(url): found the MD5 digest \(digest), expected \(file.digest)")
    }
    return partial
  }

  /// What has come so far.
  private final class Received {
    var count = 0
    var told = 0
    var digest = MD5()
  }

  /// curl's message without its name and number.
  private static func reason(_ message: String) -> String {
    let line = message.split(separator: "\n").last { $0.hasPrefix("curl: ") } ?? "curl failed"
    return String(line.replacing(/^curl: (\(\d+\) )?/, with: ""))
  }
}

/// Runs a program, and says so if it cannot be started.
func reportingMissing<Result>(_ body: () async throws -> Result) async throws -> Result {
  do { return try await body() } catch let error as ProgramError {
    throw FetchError(.unavailable, "\(error)")
  }
}
