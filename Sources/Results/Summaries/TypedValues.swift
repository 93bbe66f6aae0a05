import DataFiles

/// Values that are texts here and have their own type in JSON: numbers, true and false, and lists of numbers.
@propertyWrapper
public struct TypedValues: Codable, Sendable {
  /// By their names.
  public var wrappedValue: [String: String]

  /// Values.
  public init(wrappedValue: [String: String]) { self.wrappedValue = wrappedValue }

  /// Reads values of any of these types.
  public init(from decoder: any Decoder) throws {
    wrappedValue = try decoder.singleValueContainer().decode([String: TypedValue].self)
      .mapValues(\.text)
  }

  /// Writes each as what it is.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let values = wrappedValue.map { name, text in
      // What somebody called a study is a name, whatever it looks like.
      (name, name == "study" ? .text(text) : TypedValue(text))
    }
    try container.encode(Dictionary(uniqueKeysWithValues: values))
  }
}

private enum TypedValue: Codable {
  case flag(Bool)
  case integer(UInt64)
  case number(Double)
  case list([Double])
  case text(String)

  init(_ text: String) {
    if let flag = Bool(text) {
      self = .flag(flag)
    } else if let integer = UInt64(text), "\(integer)" == text {
      self = .integer(integer)
    } else if let number = Self.number(text) {
      self = .number(number)
    } else if text.hasPrefix("["), text.hasSuffix("]"), let list = Self.numbers(text) {
      self = .list(list)
    } else {
      self = .text(text)
    }
  }

  private static func numbers(_ text: String) -> [Double]? {
    let items = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
    let numbers = items.compactMap { number(String($0.drop { $0 == " " })) }
    return numbers.count == items.count ? numbers : nil
  }

  /// A number that is written as numbers are, and not a name such as 007.
  private static func number(_ text: String) -> Double? {
    let isPlain =
      text.first != "+" && !(text.count > 1 && text.first == "0" && text.dropFirst().first != ".")
    return isPlain ? finiteNumber(text) : nil
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let integer = try? container.decode(UInt64.self) {
      self = .integer(integer)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let list = try? container.decode([Double].self) {
      self = .list(list)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .flag(let flag): try container.encode(flag)
    case .integer(let integer): try container.encode(integer)
    case .number(let number): try container.encode(number)
    case .list(let list): try container.encode(list)
    case .text(let text): try container.encode(text)
    }
  }

  /// As studies have it.
  var text: String {
    switch self {
    case .flag(let flag): "\(flag)"
    case .integer(let integer): "\(integer)"
    case .number(let number): number.shortText
    case .list(let list): "[\(list.map(\.shortText).joined(separator: ", "))]"
    case .text(let text): text
    }
  }
}
