import Studies

/// What those who follow a run remember, each under its name, as a checkpoint keeps it.
///
/// What is read from a checkpoint stays as it stands there until the follower of that name asks for it: only he knows
/// what he remembers.
struct FollowerMemories: Codable {
  private var written: [String: any Encodable] = [:]
  private var read: KeyedDecodingContainer<Name>?

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Those of some followers now.
  init(of followers: [any RunFollower]) {
    for follower in followers { written[type(of: follower).name] = follower.memory }
  }

  init(from decoder: any Decoder) throws { read = try decoder.container(keyedBy: Name.self) }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for (name, memory) in written { try container.encode(memory, forKey: Name(stringValue: name)) }
    // What was read and nobody has asked for goes on as it stands.
    for name in read?.allKeys ?? [] {
      try container.encode(try read!.decode(PassedJSON.self, forKey: name), forKey: name)
    }
  }

  /// Lets each follower go back to what it remembered.
  ///
  /// - Returns: whether what was read is what followers of such a run remember.
  func restore(_ followers: [any RunFollower]) -> Bool {
    guard let read, read.allKeys.count == followers.count else { return false }
    func restore<Follower: RunFollower>(_ follower: Follower) -> Bool {
      let name = Name(stringValue: Follower.name)
      guard let memory = try? read.decode(Follower.Memory.self, forKey: name),
        follower.isPossible(memory)
      else { return false }
      follower.memory = memory
      return true
    }
    return followers.allSatisfy { restore($0) }
  }
}

/// JSON that is read to be written again, number by number the same.
private indirect enum PassedJSON: Codable {
  case mapping([String: PassedJSON])
  case list([PassedJSON])
  case text(String)
  case flag(Bool)
  case number(Double)
  /// Beyond what a double holds to the last digit.
  case large(Int64)
  case none

  private static let largestExact = 0x1p53

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .none
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([PassedJSON].self) {
      self = .list(list)
    } else if let mapping = try? value.decode([String: PassedJSON].self) {
      self = .mapping(mapping)
    } else {
      let number = try value.decode(Double.self)
      let whole = number.magnitude > Self.largestExact ? try? value.decode(Int64.self) : nil
      self = whole.map { .large($0) } ?? .number(number)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .mapping(let mapping): try value.encode(mapping)
    case .list(let list): try value.encode(list)
    case .text(let text): try value.encode(text)
    case .flag(let flag): try value.encode(flag)
    case .number(let number): try value.encode(number)
    case .large(let number): try value.encode(number)
    case .none: try value.encodeNil()
    }
  }
}
