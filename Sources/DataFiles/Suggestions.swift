/// The candidate that a misspelt word most likely means, if one is close enough.
package func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  // The distance takes time that grows with the product of both lengths, and nobody means a key by so long a word.
  guard word.utf8.count <= longestWord else { return nil }
  let simple = simplified(word)
  var best: (candidate: String, distance: Int)?
  for candidate in candidates where candidate.utf8.count <= longestWord {
    let other = simplified(candidate)
    if other == simple { return candidate }
    let distance = editDistance(simple, other)
    if distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best.flatMap { $0.distance <= max(1, word.count / 3) ? $0.candidate : nil }
}

/// What is added to a message about a misspelt word: the right one, if one is close enough.
package func suggestion(for word: String, among candidates: some Sequence<String>) -> String {
  nearest(to: word, among: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
}

extension String {
  /// The text as messages quote it: the first sixty characters of a long one.
  package var excerpt: String {
    utf8.count <= 60 || count <= 60 ? self : "\(prefix(60))…"
  }
}

/// Of longer words no nearest one is looked for.
private let longestWord = 100

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
