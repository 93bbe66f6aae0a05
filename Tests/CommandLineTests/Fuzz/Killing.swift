import Foundation
import Testing

/// A command that is killed at its system calls, by `kill-at-call`.
struct Killing {
  private let kind: String
  private let command: [String]
  private let isAlone: Bool
  private let status: Int32
  private let prepare: (FuzzCase) throws -> Void

  /// - Parameters:
  ///   - kind: a name for its cases.
  ///   - command: what is killed.
  ///   - isAlone: whether the programs that it has started live on.
  ///   - status: how it ends if it is left alone.
  ///   - prepare: makes what the command needs.
  init(
    _ kind: String, _ command: [String], isAlone: Bool = false, status: Int32 = 0,
    prepare: @escaping (FuzzCase) throws -> Void
  ) {
    (self.kind, self.command, self.isAlone, self.status) = (kind, command, isAlone, status)
    self.prepare = prepare
  }

  static let isPossible: Bool = {
    let result = try? Program.run("kill-at-call", ["0", "/bin/true"])
    return result?.status == 0
  }()

  /// Runs the command until a call.
  ///
  /// - Parameters:
  ///   - call: which; 0 for none.
  ///   - changesOnly: whether only calls that may change something are counted.
  /// - Returns: how many were counted.
  @discardableResult
  func kill(_ given: FuzzCase, at call: Int, changesOnly: Bool) throws -> Int {
    let result = try given.run(
      [Program.folder.appendingPathComponent("kill-at-call").path]
        + (changesOnly ? ["--changes"] : []) + (isAlone ? ["--alone"] : []) + ["\(call)"]
        + [Program.folder.appendingPathComponent("synapse").path] + command)
    // Its threads are not always equally fast: the last calls may not come.
    let expected = call == 0 ? [status] : [137, status]
    let count = result.output.split(separator: "\n").last.flatMap { Int($0) }
    guard expected.contains(result.status), let count else {
      throw Unexpected(text: "status \(result.status), \(result.error)")
    }
    return count
  }

  struct Unexpected: Error { var text: String }

  /// The files before the command, and after it if it is left alone.
  func before() throws -> [String: Data] {
    let given = try FuzzCase(kind, 0)
    try prepare(given)
    return try Self.files(given.url("out"))
  }

  func after() throws -> [String: Data] {
    let given = try FuzzCase(kind, 0)
    try prepare(given)
    try kill(given, at: 0, changesOnly: true)
    return try Self.files(given.url("out"))
  }

  /// Kills it at calls, goes on, and compares the files: in the short form at some of the calls that change something,
  /// spread over them from an offset that the seed gives; in the long form at all calls.
  func atEveryCall(
    count: Int, expected: [String: Data]? = nil, goOn: (FuzzCase) throws -> Void
  ) throws {
    let expected = try expected ?? after()
    let changesOnly = !Campaign.isLong
    let whole = try FuzzCase(kind, 0)
    try prepare(whole)
    let calls = try kill(whole, at: 0, changesOnly: changesOnly)
    let stride = Campaign.isLong ? 1 : max(calls / count, 1)
    let offset = 1 + Int(Campaign.seed % UInt64(stride))
    try Campaign.run(kind, indices: Swift.stride(from: offset, through: calls, by: stride)) {
      given in
      try prepare(given)
      try kill(given, at: given.index, changesOnly: changesOnly)
      try goOn(given)
      let files = try Self.files(given.url("out"))
      let names = Set(files.keys).union(expected.keys).filter { files[$0] != expected[$0] }.sorted()
      if !names.isEmpty {
        let texts = names.map {
          files[$0] == nil
            ? "\($0) is missing" : expected[$0] == nil ? "\($0) is left" : "\($0) differs"
        }
        given.complain("after a kill at call \(given.index): \(texts.joined(separator: ", "))")
      }
    }
  }

  /// All files in a folder and below, but for what tells how long something took.
  static func files(_ folder: URL) throws -> [String: Data] {
    var files = try allFiles(folder)
    for (name, data) in files { files[name] = withoutTimes(data, name) }
    return files
  }

  /// All files in a folder and below, hidden ones too, as they are.
  static func allFiles(_ folder: URL) throws -> [String: Data] {
    guard let names = FileManager.default.enumerator(atPath: folder.path) else { return [:] }
    var files: [String: Data] = [:]
    for case let name as String in names {
      let url = folder.appendingPathComponent(name)
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder),
        !isFolder.boolValue
      {
        files[name] = try Data(contentsOf: url)
      }
    }
    return files
  }

  private static func withoutTimes(_ data: Data, _ name: String) -> Data {
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    switch URL(fileURLWithPath: name).lastPathComponent {
    case "summary.json":
      // What a comparison advises goes by how long trials took; that of a run does not.
      if let object = try? JSONSerialization.jsonObject(with: data),
        var summary = object as? [String: Any],
        summary["reference"] != nil, summary.removeValue(forKey: "advice") != nil,
        let rest = try? JSONSerialization.data(withJSONObject: summary, options: .sortedKeys)
      {
        return rest
      }
      return Data(lines.filter { !$0.contains("\"wall_seconds\"") }.joined(separator: "\n").utf8)
    case "sweep-times.csv": return Data("\(lines.count) lines".utf8)
    case "compare.csv":
      // Seconds are its sixth column.
      let rows = lines.map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).enumerated()
          .filter { $0.offset != 5 }.map { String($0.element) }.joined(separator: ",")
      }
      return Data(rows.joined(separator: "\n").utf8)
    // Axes go by seconds that were measured.
    case "work-precision.svg", "work-precision.gp", "page.html": return Data()
    default: return data
    }
  }
}

extension FuzzCase {
  /// Runs what must succeed.
  func succeed(_ arguments: [String]) throws {
    let result = try synapse(arguments)
    if result.status != 0 {
      complain("synapse \(arguments.joined(separator: " ")): \(result.status), \(result.error)")
    }
  }
}
