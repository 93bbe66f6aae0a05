/// Gathers the mistakes of a study, so that all of them can be told at once.
final class Diagnostics {
  private var mistakes: [(origin: ConfigurationNode.Origin, message: String)] = []

  /// The number of mistakes so far.
  var count: Int { mistakes.count }

  func report(_ message: String, at origin: ConfigurationNode.Origin) {
    mistakes.append((origin, "\(origin.description): \(message)"))
  }

  /// Reports a mistake in a data file, whose message has its place already.
  func report(mistake: String, namedAt origin: ConfigurationNode.Origin) {
    mistakes.append((origin, mistake))
  }

  /// Throws if anything was reported, the first in the file first.
  func check() throws {
    guard !mistakes.isEmpty else { return }
    let order = mistakes.indices.sorted {
      (mistakes[$0].origin.position, $0) < (mistakes[$1].origin.position, $1)
    }
    throw StudyError(order.map { mistakes[$0].message })
  }
}

/// The candidate that a misspelt word most likely means, if one is close enough.
func nearest(to word: String, among candidates: [String]) -> String? {
  let simple = simplified(word)
  if let same = candidates.first(where: { simplified($0) == simple }) { return same }
  let distances = candidates.map { ($0, editDistance(simple, simplified($0))) }
  guard let best = distances.min(by: { $0.1 < $1.1 }) else { return nil }
  return best.1 <= max(1, word.count / 3) ? best.0 : nil
}

/// A word without case, `_` and `-`.
private func simplified(_ word: String) -> String {
  word.lowercased().filter { $0 != "_" && $0 != "-" }
}

/// The number of insertions, deletions, replacements and swaps of neighbours between two words.
private func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
  var rows = [Array(0...b.count)]
  for i in 1...a.count {
    var row = [i]
    for j in 1...b.count {
      var cost = min(
        rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        cost = min(cost, rows[i - 2][j - 2] + 1)
      }
      row.append(cost)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
