import Foundation
import Testing

/// One case of the campaign: a folder with its files, random numbers, the commands that were tried, and what was wrong.
final class FuzzCase {
  let kind: String
  let index: Int
  var dice: Dice
  private let scratch: Scratch
  /// Where the commands run.
  let folder: URL
  private(set) var commands: [String] = []
  private var complaints: [String] = []
  /// How often which exit status came.
  private(set) var statuses: [Int32: Int] = [:]

  /// The exit statuses that the program documents.
  static let documented: Set<Int32> = [0, 64, 65, 69, 70, 73, 130]

  init(_ kind: String, _ index: Int) throws {
    (self.kind, self.index) = (kind, index)
    dice = Dice(seed: Campaign.seed, kind: kind, index: index)
    scratch = try Scratch()
    folder = scratch.url("work")
    for name in ["work", "tmp"] {
      try FileManager.default.createDirectory(
        at: scratch.url(name), withIntermediateDirectories: true)
    }
  }

  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  /// Writes an input, with the folders above it.
  func write(_ data: Data, to name: String) throws {
    try FileManager.default.createDirectory(
      at: url(name).deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url(name))
  }

  func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  func complain(_ complaint: String) { complaints.append(complaint) }

  /// What temporary files are left when all is done.
  var temporaryFiles: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: scratch.url("tmp").path)) ?? []
  }

  // MARK: Commands

  /// Seconds that a command may take; none of them has much to do, but the machine may be busy, and each trial of a
  /// comparison is given 60.
  private static func patience(_ arguments: [String]) -> Double {
    arguments.contains("compare") ? 400 : 60
  }
  /// Kilobytes of addresses that a command may use.
  private static let memory = 4 << 20

  /// Runs the program with limits of time and memory, and looks at how it ends.
  @discardableResult
  func synapse(_ arguments: [String]) throws -> Program.Result {
    let result = try run([Program.folder.appendingPathComponent("synapse").path] + arguments)
    statuses[result.status, default: 0] += 1
    let command = "synapse \(arguments.joined(separator: " "))"
    if result.wasSignalled {
      complain(
        "\(command): \(result.status == SIGKILL ? "did not end within \(Self.patience(arguments)) s" : "was ended by signal \(result.status)"): \(result.error.suffix(1000))"
      )
    } else if !Self.documented.contains(result.status) {
      complain("\(command): ended with status \(result.status): \(result.error.suffix(1000))")
    } else {
      checkMessages(result, command)
    }
    return result
  }

  /// One error after whatever warnings if it failed, warnings alone if not.
  private func checkMessages(_ result: Program.Result, _ command: String) {
    let lines = result.error.split(separator: "\n")
    let errors = lines.indices.filter { lines[$0].lowercased().hasPrefix("error: ") }
    let warnings = lines.prefix(errors.first ?? lines.count)
    if errors.count != (result.status == 0 ? 0 : 1) {
      complain("\(command): ended with status \(result.status) and says: \(result.error)")
    }
    // Warnings of gnuplot have several lines.
    if result.status == 0, !lines.isEmpty, !warnings.contains(where: { $0.hasPrefix("warning: ") })
    {
      complain("\(command): succeeds and says: \(result.error)")
    }
  }

  /// Runs any program under the limits.
  func run(_ arguments: [String]) throws -> Program.Result {
    commands.append(arguments.map(Self.quoted).joined(separator: " "))
    return try Program.run(
      "/bin/sh",
      ["-c", "ulimit -v \(Self.memory) 2>/dev/null; exec \"$@\"", "sh"] + arguments,
      in: folder,
      environment: ProcessInfo.processInfo.environment.merging([
        "SWIFT_BACKTRACE": "enable=no", "OPENBLAS_NUM_THREADS": "1", "HOME": folder.path,
        "SYNAPSE_DATA": "", "TMPDIR": scratch.url("tmp").path,
      ]) { $1 }, killAfter: Self.patience(arguments))
  }

  private static func quoted(_ word: String) -> String {
    "'\(word.replacingOccurrences(of: "'", with: "'\\''"))'"
  }

  // MARK: The end

  /// Says what was wrong, and keeps the folder.
  ///
  /// - Returns: whether nothing was.
  func conclude() -> Bool {
    if complaints.isEmpty { return true }
    let name = "\(kind)-\(index)"
    let kept = URL(fileURLWithPath: #filePath)
      .appendingPathComponent("../../../../out/fuzz/\(Campaign.seed)/\(name)").standardized
    try? FileManager.default.removeItem(at: kept)
    try? FileManager.default.createDirectory(
      at: kept.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? FileManager.default.copyItem(at: folder, to: kept)
    try? (commands.joined(separator: "\n") + "\n").write(
      to: kept.appendingPathComponent("commands.txt"), atomically: true, encoding: .utf8)
    Issue.record(
      """
      \(complaints.joined(separator: "\n"))
      Its files are in \(kept.path). To repeat it:
      SYNAPSE_FUZZ=\(Campaign.factor) SYNAPSE_FUZZ_SEED=\(Campaign.seed) SYNAPSE_FUZZ_CASE=\(name) \
      swift test -c release --filter Fuzz
      """)
    return false
  }
}
