/// Comma-separated texts, in quotes where they need them (RFC 4180).
package enum CSVText {
  /// A line without its end.
  package static func line(_ fields: [String]) -> String {
    fields.map { field in
      let isPlain = !field.contains { ",\"".contains($0) || $0.isNewline }
      return isPlain ? field : "\"\(field.replacing("\"", with: "\"\""))\""
    }.joined(separator: ",")
  }

  /// The fields of a line.
  package static func fields(_ line: some StringProtocol) -> [String] {
    var (fields, isQuoted, wasQuote) = ([""], false, false)
    for character in line {
      switch character {
      case "\"":
        // A quote within quotes is written twice.
        if wasQuote { fields[fields.count - 1].append("\"") }
        wasQuote = isQuoted
        isQuoted.toggle()
        continue
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
      wasQuote = false
    }
    return fields
  }
}
