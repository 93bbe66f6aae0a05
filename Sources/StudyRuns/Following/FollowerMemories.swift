import DataFiles
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

  /// Those of some followers now, of all ranks together.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  init(of followers: [any RunFollower]) throws {
    for follower in followers { written[type(of: follower).name] = try follower.wholeMemory() }
  }

  init(from decoder: any Decoder) throws { read = try decoder.container(keyedBy: Name.self) }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for (name, memory) in written { try container.encode(memory, forKey: Name(stringValue: name)) }
    // What was read and nobody has asked for goes on as it stands.
    for name in read?.allKeys ?? [] {
      try container.encode(try read!.decode(JSONValue.self, forKey: name), forKey: name)
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
      follower.restore(memory)
      return true
    }
    return followers.allSatisfy { restore($0) }
  }
}
