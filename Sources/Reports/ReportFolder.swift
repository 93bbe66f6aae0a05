import DataFiles
import Foundation
import Results

/// What is in a folder that `run`, `sweep` or `compare` wrote to.
struct ReportFolder {
  /// Who wrote to it.
  enum Kind: String {
    case run, sweep, comparison
  }

  /// Its path as given.
  let path: String
  let kind: Kind
  /// What `summary.json` says, or of a sweep `sweep.json`.
  let facts: [String: JSONValue]
  /// The table of a sweep or of a comparison.
  let table: Table?
  /// Of a sweep: how long each run took.
  let times: Table?
  /// The names of what is in it, in order, without hidden files.
  private let names: [String]

  /// Looks into a folder.
  ///
  /// - Throws: `DataFileError` if there are no results in it, or they cannot be read.
  init(_ path: String) throws {
    self.path = path
    guard let found = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw DataFileError(
        file: path, line: nil, "found no such folder, expected \(Self.expectation)")
    }
    let names = found.filter { !$0.hasPrefix(".") }.sorted()
    self.names = names
    kind =
      names.contains("sweep.json") ? .sweep : names.contains("compare.csv") ? .comparison : .run
    let identity = kind == .sweep ? "sweep.json" : "summary.json"
    let tableName = kind == .sweep ? "sweep.csv" : kind == .comparison ? "compare.csv" : nil
    guard names.contains(identity), tableName.map(names.contains) ?? true else {
      let unfinished = names.contains(OutputDirectory.checkpoint)
      throw DataFileError(
        file: path, line: nil,
        "found no \(names.contains(identity) ? tableName! : identity), expected"
          + " \(Self.expectation)"
          + (unfinished ? "; the run there has not ended: synapse resume goes on with it" : ""))
    }
    guard let data = InputFile.contents("\(path)/\(identity)"),
      case .mapping(let facts)? = try? JSONValue(json: data), facts["study"]?.plainText != nil
    else {
      throw DataFileError(
        file: "\(path)/\(identity)", line: nil,
        "is not what synapse writes, expected JSON with the study's name")
    }
    self.facts = facts
    table = try tableName.map { try Table(path: "\(path)/\($0)") }
    let timesName = "sweep-times.csv"
    times = names.contains(timesName) ? try Table(path: "\(path)/\(timesName)") : nil
  }

  private static let expectation =
    "a folder that synapse run, sweep or compare wrote its results to"

  // MARK: Files

  /// The names of the files with an ending, those that say most first.
  func names(endingIn ending: String, first: [String]) -> [String] {
    let all = names.filter { $0.hasSuffix(ending) }
    return first.filter(all.contains) + all.filter { !first.contains($0) }
  }

  func has(_ name: String) -> Bool { names.contains(name) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  // MARK: Facts

  /// A text or a number of the facts, by the keys on the way.
  func fact(_ keys: String...) -> String? {
    var value: JSONValue = .mapping(facts)
    for key in keys {
      guard case .mapping(let entries) = value, let next = entries[key] else { return nil }
      value = next
    }
    return value.plainText
  }

  /// The study's name.
  var study: String { fact("study") ?? "" }

  /// Every parameter of the study by its dotted key, in order.
  var parameters: [(String, String)] {
    switch facts["parameters"] {
    case .mapping(let entries):
      entries.sorted { $0.key < $1.key }.map { key, value in
        (key, value.plainText ?? "[\(value.texts.joined(separator: ", "))]")
      }
    case .list(let entries):
      entries.map { entry in
        guard case .mapping(let pair) = entry else { return ("", "") }
        return (pair["key"]?.plainText ?? "", pair["value"]?.plainText ?? "")
      }
    default: []
    }
  }

  func parameter(_ key: String) -> String? { parameters.first { $0.0 == key }?.1 }

  /// What a sweep varies.
  var grid: [(key: String, values: [String])] {
    guard case .list(let axes)? = facts["grid"] else { return [] }
    return axes.map { axis in
      guard case .mapping(let entries) = axis else { return ("", []) }
      return (entries["key"]?.plainText ?? "", entries["values"]?.texts ?? [])
    }
  }
}

extension JSONValue {
  /// A number, a text, true or false.
  var plainText: String? {
    switch self {
    case .number(_, let text), .text(let text): text
    case .flag(let flag): "\(flag)"
    case .list, .mapping, .other: nil
    }
  }

  /// The texts of a list.
  var texts: [String] {
    guard case .list(let values) = self else { return [] }
    return values.compactMap(\.plainText)
  }
}
