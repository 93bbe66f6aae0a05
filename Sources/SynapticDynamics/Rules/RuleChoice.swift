/// A rule's choice among words.
public struct RuleChoice: Sendable, Equatable {
  /// The key in the section `synapse` of a study.
  public let key: String
  /// The words, the first of which stands unless something else is said.
  public let words: [String]

  /// Creates a choice.
  ///
  /// - Precondition: there is a word.
  public init(_ key: String, _ words: [String]) {
    precondition(!words.isEmpty, "a choice needs a word")
    self.key = key
    self.words = words
  }
}
