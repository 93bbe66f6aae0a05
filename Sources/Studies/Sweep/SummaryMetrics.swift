import Foundation

/// The numbers of a `summary.json` that are worth comparing, whatever kind of run wrote it.
struct SummaryMetrics {
  /// A number with the keys on the way to it, joined by underscores.
  struct Metric: Sendable, Equatable {
    let name: String
    let text: String

    /// Whether it is a time on a clock, which no run repeats.
    var isTime: Bool { name.hasSuffix("seconds") }
  }

  /// The sections that hold results, in the order of the table.
  private static let sections = ["results", "final_alignment", "equilibrium", "statistics"]

  /// Section by section, within one by name.
  private(set) var all: [Metric] = []

  /// - Parameter json: the file's bytes; without numbers in it there are no metrics.
  init(_ json: Data) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard case .mapping(let entries)? = try? decoder.decode(JSONValue.self, from: json) else {
      return
    }
    for section in Self.sections {
      if let value = entries[section] { collect(value, name: section) }
    }
    for name in ["time_reached", "wall_seconds"] {
      if let value = entries[name] { collect(value, name: name) }
    }
  }

  private mutating func collect(_ value: JSONValue, name: String) {
    switch value {
    case .number(let number): all.append(Metric(name: name, text: Self.text(number)))
    case .mapping(let entries):
      for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
        collect(value, name: "\(name)_\(key)")
      }
    case .other: break
    }
  }

  /// The shortest text that reads back to the number; counts without a point.
  static func text(_ number: Double) -> String {
    if number.magnitude < 1e15, let integer = Int(exactly: number) { return "\(integer)" }
    return "\(number)"
  }
}

/// A value of JSON, as far as numbers matter.
private enum JSONValue: Decodable {
  case number(Double)
  case mapping([String: JSONValue])
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let entries = try? container.decode([String: JSONValue].self) {
      self = .mapping(entries)
    } else {
      self = .other
    }
  }
}
