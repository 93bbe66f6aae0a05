import DataFiles
import Foundation

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
      \(overview)\(troubles)\(drawings)\(Self.side(folder.summaryTables))\(tables.map(\.html).joined())\
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
    let pairs = folder.overview.map { name, value -> HTML in
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

  private var drawings: HTML {
    figures.figures.map { name, svg -> HTML in
      """
      <figure>
      <div class="drawing" role="region" aria-label="\(name)" tabindex="0">
      \(svg.html)
      </div>
      <figcaption>\(name)</figcaption>
      </figure>

      """
    }.joined()
  }

  // MARK: Where it comes from

  private var sources: HTML { "\(study)\(parameters)\(versions)" }

  private var study: HTML {
    guard let data = InputFile.contents(folder.file("study.yaml")) else {
      return "<p class=\"note\">There is no study.yaml in the folder.</p>\n"
    }
    let title = folder.kind == .sweep ? "The study without what is varied" : "The study"
    return """
      <details>
      <summary>\(title), with every default: study.yaml</summary>
      <pre tabindex="0" aria-label="study.yaml">\(String(decoding: data, as: UTF8.self))</pre>
      </details>

      """
  }

  private var parameters: HTML {
    let table = ReportTable(
      "Parameters", columns: ["parameter", "value"], pairs: folder.parameters)
    return "<details>\n<summary>Every parameter by its key</summary>\n\(table.html)</details>\n"
  }

  private var versions: HTML {
    var pairs: [HTML] = []
    let command = folder.facts["command"]?.texts ?? []
    if !command.isEmpty {
      let words = command.map(Self.quoted).joined(separator: " ")
      pairs.append("<div><dt>command</dt><dd><code>\(words)</code></dd></div>\n")
    }
    if case .mapping(let versions)? = folder.facts["versions"] {
      for (name, version) in versions.sorted(by: { $0.key < $1.key }) {
        pairs.append("<div><dt>\(name)</dt><dd>\(version.plainText ?? "")</dd></div>\n")
      }
    }
    return "<h3>Made by</h3>\n<dl>\n\(pairs.joined())</dl>\n"
  }

  /// A word of a command as a shell would have it.
  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=,:+@%".contains($0) }
    return isPlain ? word : "'\(word.replacing("'", with: #"'\''"#))'"
  }
}
