/// The page as a manual page of section 5, for troff.
package struct ManualPage {
  /// What troff reads.
  package let text: String

  /// - Parameters:
  ///   - version: that of the program, for the foot of the page.
  package init(_ page: MarkdownPage = StudyReference.page, version: String) {
    var lines = [
      ".TH SYNAPSE\\-STUDY 5 \"\" \"synapse \(version)\" \"Study files\"",
      ".SH NAME", "synapse\\-study \\- study files of synapse, and every key that they may have",
      ".SH DESCRIPTION",
    ]
    var rows = page.keyRows[...]
    for block in page.blocks {
      if case .table(let header, let cells) = block, header.first == "key" {
        lines += rows.prefix(cells.count).flatMap(Self.lines)
        rows = rows.dropFirst(cells.count)
      } else {
        lines += Self.lines(block)
      }
    }
    lines += [
      ".SH SEE ALSO", "\\fBsynapse\\fR(1); \\fBsynapse help keys\\fR prints the keys of this page.",
    ]
    let body = lines.joined(separator: "\n") + "\n"
    let characters = page.blocks.map { "\($0)" }.joined()
    text =
      ([".\\\" Made by synapse help keys --man."] + TroffText.replacements(in: characters))
      .joined(separator: "\n") + "\n" + body
  }

  private static func lines(_ row: KeyRow) -> [String] {
    var lines = [".TP", TroffText.bold(row.title)]
    if !row.facts.isEmpty { lines.append(TroffText.plain(row.facts)) }
    if !row.facts.isEmpty, !row.meaning.isEmpty { lines.append(".br") }
    if !row.meaning.isEmpty { lines.append(TroffText.marked(row.markedMeaning)) }
    return lines
  }

  private static func lines(_ block: MarkdownPage.Block) -> [String] {
    switch block {
    case .heading(level: 1, _): []
    case .heading(let level, let text):
      [level == 2 ? ".SH" : ".SS", TroffText.plain(MarkdownSpan.plain(text))]
    case .paragraph(let text): [".PP", TroffText.marked(text)]
    case .item(let text): [".IP \\(bu 2", TroffText.marked(text)]
    case .code(let code):
      [".PP", ".RS 4", ".EX"] + code.map(TroffText.code) + [".EE", ".RE"]
    case .table(let header, let rows):
      rows.flatMap { cells in
        [".TP", TroffText.marked(cells[0]), body(cells, header: header)]
      }
    }
  }

  /// What the other columns of a table say.
  private static func body(_ cells: [String], header: [String]) -> String {
    if cells.count == 2 { return TroffText.marked(cells[1]) }
    return zip(header, cells).dropFirst().filter { !$1.isEmpty }
      .map { TroffText.marked("\($0): \($1)") }.joined(separator: "; ")
  }
}
