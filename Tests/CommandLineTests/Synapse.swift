import Foundation
import Testing

/// Runs the command `synapse`.
func synapse(_ arguments: String..., in folder: URL? = nil) throws -> Program.Result {
  try Program.run("synapse", arguments, in: folder)
}

/// Runs a study that must finish, and reads its trace.
func trace(
  of study: String, settings: [String] = [], options: [String] = [], in scratch: Scratch,
  to output: String = "out"
) throws -> Trace {
  let options = options + settings.flatMap { ["--set", $0] }
  let result = try Program.run(
    "synapse", ["run", study, "--output", output, "--quiet"] + options, in: scratch.folder)
  try #require(result.status == 0, "\(result.error)")
  return try Trace(scratch.url("\(output)/trace.csv"))
}

/// A trace as it was written.
struct Trace {
  let header: String
  /// The fields of every row, as text.
  let fields: [[String]]

  init(_ url: URL) throws {
    let text = try String(contentsOf: url, encoding: .utf8)
    try #require(text.hasSuffix("\n"), "the trace ends within a row")
    let lines = text.split(separator: "\n").map(String.init)
    header = lines[0]
    fields = lines.dropFirst().map { $0.split(separator: ",").map(String.init) }
  }

  var columns: [String] { header.split(separator: ",").map(String.init) }
  var rows: [[Double]] { fields.map { $0.map { Double($0)! } } }

  /// A column's values for one synapse, in order of time.
  func values(_ column: String, synapse: Int) throws -> [Double] {
    let index = try #require(columns.firstIndex(of: column))
    return fields.filter { $0[1] == "\(synapse)" }.map { Double($0[index])! }
  }
}

/// A `summary.json` as any reader of JSON sees it.
func summary(_ url: URL) throws -> [String: Any] {
  let object = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
  return try #require(object as? [String: Any])
}

/// The time that a run reached by its `summary.json`; JSONSerialization would round it on Linux.
func timeReached(_ url: URL) throws -> Double {
  struct Times: Decodable { var timeReached: Double }
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(Times.self, from: Data(contentsOf: url)).timeReached
}

/// What is in a folder, hidden files too.
func contents(_ url: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
}

/// A small study that is right: two synapses, held, exact.
let smallStudy = """
  study: small
  duration: 10
  drive: {kind: constant, gradient: [0.1, -0.2]}
  integrator: {method: exact}
  record: {every: 5, synapses: all}

  """
