import Foundation

/// Studies with mistakes: the example studies, made small, with keys and values changed by what docs/study-file.md has.
enum StudyMutations {
  private static let root = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../../..").standardized

  /// The example studies, small enough to be run in milliseconds.
  static let examples: [(name: String, text: String)] = {
    let folder = root.appendingPathComponent("examples/studies")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { name in
      let text = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      return (name, small(text ?? ""))
    }
  }()

  private static let replacements = [
    ("(?m)^duration: .*", "duration: 12"), ("(?m)^epochs: .*", "epochs: 0.5"),
    ("(?m)^synapses: .*", "synapses: 3"), ("(?m)^seeds: .*", "seeds: 1"), ("(?m)#.*", ""),
    ("data: (digits|mnist)", "data: {set: digits, training: 100, test: 20}"),
    ("layers: \\[.*?\\]", "layers: [3]"), ("count: 4, width: 128", "count: 2, width: 3"),
    ("count: 5\n", "count: 2\n"), ("epochs: 10", "epochs: 1"),
    ("permuted_pixels: 600", "permuted_pixels: 20"),
    ("1.0e\\+5, 121", "12, 5"), ("every: \\d+", "every: 3"), ("file: .*", "file: drive.csv"),
    ("integrator: *\\n", "integrator:\n  max_steps: 3000\n"),
    ("integrator: *\\{", "integrator: {max_steps: 3000, "),
  ]

  private static func small(_ text: String) -> String {
    let text = replacements.reduce(text) {
      $0.replacingOccurrences(of: $1.0, with: $1.1, options: .regularExpression)
    }
    return text.contains("max_steps") ? text : text + "integrator: {max_steps: 3000}\n"
  }

  /// Rows of the small studies' file.
  static let drive =
    (["time,g0,g1"] + (0..<9).map { "\(2 * $0),\(Double($0) / 7),\(-1.5 + Double($0))" }).joined(
      separator: "\n")
    + "\n"

  /// All that stands between backticks in the tables of docs/study-file.md: keys, words, sections.
  static let words: [String] = {
    let text =
      (try? String(contentsOf: root.appendingPathComponent("docs/study-file.md"), encoding: .utf8))
      ?? ""
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    return Set(
      rows.flatMap { row in
        row.split(separator: "`", omittingEmptySubsequences: false).enumerated()
          .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      }
    ).sorted()
  }()
}

extension Dice {
  /// An example with some mistakes, or none.
  mutating func study() -> String {
    var text = pick(StudyMutations.examples).text
    for _ in 0...(chance(60) ? 0 : number(3)) { text = mutateStudy(text) }
    return chance(10) ? String(decoding: mutate(text), as: UTF8.self) : text
  }

  /// A key without the sections that it is in.
  private mutating func key() -> String {
    String(pick(StudyMutations.words).split(separator: ".").last ?? "x")
  }

  mutating func value() -> String {
    switch number(10) {
    case 0...4: hostile()
    case 5...7: pick(StudyMutations.words)
    case 8: "[\(value()), \(hostile())]"
    default: "{\(key()): \(hostile())}"
    }
  }

  private mutating func mutateStudy(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let line = number(lines.count)
    let indentation = String(lines[line].prefix { $0 == " " })
    switch number(16) {
    case 0: lines.remove(at: line)
    case 1: lines.insert(lines[line], at: number(lines.count))
    case 2: lines.insert("\(indentation)\(key()): \(value())", at: line)
    case 3: lines[line] = pick("  ", "\t", " ", "") + lines[line]
    case 4: lines[line] += pick(" *a", " &a", ":", "  # é", " ]", " }", ",", "\u{0}")
    default: return mutatePair(text)
    }
    return lines.joined(separator: "\n")
  }

  /// Another key or another value in one of the pairs.
  private mutating func mutatePair(_ text: String) -> String {
    let pattern = try! NSRegularExpression(
      pattern: "([A-Za-z_0-9]+):[ ]+([^,{}\\n]+|\\[[^\\]]*\\]|\\{[^}]*\\})")
    let matches = pattern.matches(in: text, range: NSRange(text.startIndex..., in: text))
    guard !matches.isEmpty else { return text }
    let match = pick(matches)
    let part = chance(85) ? 2 : chance(50) ? 1 : 0
    guard let range = Range(match.range(at: part), in: text) else { return text }
    let old = String(text[range])
    let new =
      switch part {
      case 2: value()
      case 1: chance(50) ? key() : String(decoding: mutate(old), as: UTF8.self)
      default: "\(old), \(key()): \(value())"
      }
    return text.replacingCharacters(in: range, with: new)
  }
}
