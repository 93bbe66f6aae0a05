/// A folder's part of the page.
struct ReportSection {
  let folder: ReportFolder
  /// Where links to it lead.
  let name: String
  private let figures: ReportFigures

  /// - Throws: what ``ReportFigures`` throws.
  init(_ folder: ReportFolder, number: Int) async throws {
    self.folder = folder
    name = "folder-\(number)"
    figures = await ReportFigures(of: folder, prefix: name)
  }

  /// What is not shown although it was asked for, with the folder.
  var warnings: [String] { figures.notes.map { "\(folder.path): \($0)" } }

  /// The element `section`.
  var html: HTML {
    let (tables, notes) = folder.fileTables
    let lines = (figures.notes + notes).map { note -> HTML in "<p class=\"note\">\(note)</p>\n" }
    return """
      <section id="\(name)" aria-labelledby="\(name)-title">
      <h2 id="\(name)-title">\(folder.study)</h2>
      <p>A \(folder.name), from <code>\(folder.path)</code></p>
      \(overview)\(troubles)\(figures.html)\(Self.side(folder.summaryTables))\(tables.map(\.html).joined())\
      \(lines.joined())\(sources)</section>

      """
  }

  private static func side(_ tables: [ReportTable]) -> HTML {
    "<div class=\"tables\">\n\(tables.map(\.html).joined())</div>\n"
  }

  private var overview: HTML {
    let style: HTML = folder.isGood ? "good" : "bad"
    let warnings = folder.facts["warnings"]?.texts ?? []
    let messages = (folder.fact("message").map { [$0] } ?? []) + warnings
    let message = messages.map { message -> HTML in "<p class=\"message\">\(message)</p>\n" }
    let pairs = folder.mainFacts.map { name, value -> HTML in
      name == "status"
        ? "<div><dt>status</dt><dd class=\"\(style)\">\(value)</dd></div>\n"
        : "<div><dt>\(name)</dt><dd>\(value)</dd></div>\n"
    }
    return "<dl>\n\(pairs.joined())</dl>\n\(message.joined())"
  }

  /// What failed or is doubtful comes before what went well.
  private var troubles: HTML {
    [folder.failures, folder.doubts].compactMap { $0?.html }.joined()
  }
}
