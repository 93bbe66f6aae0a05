/// The rules that come with the program as text: `rule: {file: oja}` in a study.
package enum ShippedRules {
  /// The text of each by its name.
  package static let texts: [String: String] = [
    "bcm": text(PackageResources.bcm_yaml),
    "bio-adam-text": text(PackageResources.bio_adam_text_yaml),
    "calcium": text(PackageResources.calcium_yaml),
    "homeostasis": text(PackageResources.homeostasis_yaml),
    "kolen-pollack": text(PackageResources.kolen_pollack_yaml),
    "oja": text(PackageResources.oja_yaml),
    "short-term-plasticity": text(PackageResources.short_term_plasticity_yaml),
  ]

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// The first sentence of a rule's comment.
  package static func summary(of name: String) -> String {
    let comment = (texts[name] ?? "").split(separator: "\n").prefix { $0.hasPrefix("#") }
      .map { $0.dropFirst(2) }.joined(separator: " ")
    return comment.split(separator: ". ", maxSplits: 1).first.map { "\($0)" } ?? ""
  }
}
