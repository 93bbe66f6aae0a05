import Foundation
import Subprocess

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
  /// - Returns: the file, whole and closed, still under a hidden name.
  /// - Throws: ``FetchError``; `CancellationError` if it was interrupted.
  func run(to path: String) async throws -> PartialFile {
    let partial = try PartialFile(path: path)
    var digest = MD5()
    var count = 0
    let arguments: [String] = [
      "--silent", "--show-error", "--fail", "--location", "--globoff", "--proto", "=http,https",
      "--connect-timeout", "30", "--speed-limit", "1", "--speed-time", "60", "--url", url,
    ]
    let status = try await reportingMissing("curl") {
      try await Subprocess.run(
        .name("curl"), arguments: Arguments(arguments), input: .none, output: .sequence,
        error: .string(limit: 1 << 16)
      ) { execution in
        try await stopping(execution) {
          var told = 0
          for try await part in execution.standardOutput {
            let bytes = part.withUnsafeBytes { Array($0) }
            count += bytes.count
            guard count <= file.size else {
              throw FetchError(
                .wrongContent, "\(url): is longer than the expected \(file.size) bytes")
            }
            try partial.append(bytes)
            digest.update(bytes)
            if 100 * (count - told) >= file.size {
              told = count
              progress(count)
            }
          }
        }
      }
    }
    guard !isInterrupted() else { throw CancellationError() }
    guard status.terminationStatus.isSuccess else {
      throw FetchError(.unavailable, "\(url): \(Self.reason(status.standardError))")
    }
    guard count == file.size else {
      throw FetchError(
        .unavailable, "\(url): ended after \(count) bytes, expected \(file.size)")
    }
    guard digest.hexadecimal() == file.digest else {
      throw FetchError(
        .wrongContent,
        "\(url): found the MD5 digest \(digest.hexadecimal()), expected \(file.digest)")
    }
    try partial.close()
    return partial
  }

  /// Ends curl as soon as the fetch is interrupted, even if nothing comes.
  private func stopping(
    _ execution: Execution<NoInput, SequenceOutput, StringOutput<UTF8>>,
    isolation: isolated (any Actor)? = #isolation, while body: () async throws -> Void
  ) async throws {
    let isInterrupted = isInterrupted
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        while !isInterrupted() { try await Task.sleep(for: .milliseconds(100)) }
        try execution.send(signal: .terminate)
      }
      try await body()
      group.cancelAll()
    }
  }

  /// curl's message without its name and number.
  private static func reason(_ message: String) -> String {
    let line = message.split(separator: "\n").last { $0.hasPrefix("curl: ") } ?? "curl failed"
    return String(line.replacing(/^curl: (\(\d+\) )?/, with: ""))
  }
}

/// Runs a program, and says so if it is missing.
func reportingMissing<Result>(_ program: String, _ body: () async throws -> Result) async throws
  -> Result
{
  do { return try await body() } catch let error as SubprocessError
    where error.code == .executableNotFound
  {
    throw FetchError(
      .unavailable,
      "\(program) is not installed; get it with: apt-get install \(program), or brew install \(program)"
    )
  }
}
