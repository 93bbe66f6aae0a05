import Foundation

/// Any value of JSON.
package enum JSONValue: Codable, Sendable {
  /// A number with its text: whole ones without a point, others the shortest that reads back.
  case number(Double, text: String)
  case text(String)
  case list([JSONValue])
  /// In no order.
  case mapping([String: JSONValue])
  case flag(Bool)
  /// null.
  case other

  /// Numbers that are not finite are `inf`, `-inf` and `nan`, as this program writes them.
  package init(json data: some DataProtocol) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try decoder.decode(JSONValue.self, from: Data(data))
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      // Seeds may have more digits than a double holds.
      let whole = number >= 0x1p53 ? try? container.decode(UInt64.self) : nil
      self = .number(number, text: whole.map { "\($0)" } ?? number.shortText)
    } else if let entries = try? container.decode([String: JSONValue].self) {
      self = .mapping(entries)
    } else if let values = try? container.decode([JSONValue].self) {
      self = .list(values)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else {
      self = .other
    }
  }

  /// As it was read, number by number.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number, let text):
      if number >= 0x1p53, let whole = UInt64(text) {
        try container.encode(whole)
      } else {
        try container.encode(number)
      }
    case .text(let text): try container.encode(text)
    case .list(let values): try container.encode(values)
    case .mapping(let entries): try container.encode(entries)
    case .flag(let flag): try container.encode(flag)
    case .other: try container.encodeNil()
    }
  }

  /// Hands all numbers in a value to `body`, called by the keys on the way.
  package func collectNumbers(under name: String, _ body: (_ name: String, _ text: String) -> Void)
  {
    switch self {
    case .number(_, let text): body(name, text)
    case .mapping(let entries):
      for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
        value.collectNumbers(under: name.isEmpty ? key : "\(name)_\(key)", body)
      }
    case .text, .list, .flag, .other: break
    }
  }
}
