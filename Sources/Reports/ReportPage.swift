import DataFiles
import HostSystem
import Results

/// One page of HTML about the folders that `run`, `sweep` and `compare` wrote to.
///
/// The page needs nothing but itself: figures, tables, looks and the few lines that sort tables are in it. The
/// same folders make the same bytes.
public struct ReportPage {
  let sections: [ReportSection]
  /// What is drawn of several folders in one figure.
  let together: ReportFigures

  /// Reads the folders, and draws what has no figure.
  ///
  /// - Parameter folders: at least one.
  /// - Throws: `DataFileError` if a folder has no results or they cannot be read, `OutputError` if there is no
  ///   room to draw.
  /// - Complexity: O(size of the files); of figures up to 8 MB and tables up to 32 MB each.
  public init(_ folders: [String]) async throws {
    precondition(!folders.isEmpty, "a report is about something")
    // What is wrong with any is told before anything is drawn.
    let folders = try folders.map { try ReportFolder($0) }
    var sections: [ReportSection] = []
    for (index, folder) in folders.enumerated() {
      sections.append(try await ReportSection(folder, number: index + 1))
    }
    self.sections = sections
    together = await ReportFigures(ofAll: folders, prefix: "together")
  }

  /// What could not be shown, and why, each with its folder.
  public var warnings: [String] { together.notes + sections.flatMap(\.warnings) }

  /// Writes the page, in place of an earlier one; it appears whole or not at all.
  ///
  /// - Throws: `OutputError` if it cannot be written.
  public func write(to path: String) throws {
    let file = try AtomicFile(path: path)
    try file.write(html.text)
    try file.commit()
  }

  /// The whole document.
  var html: HTML {
    let names = sections.map(\.folder.study)
    let distinct = names.indices.filter { !names[..<$0].contains(names[$0]) }.map { names[$0] }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <meta name="generator" content="synapse \(Versions.program)"/>
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy)"/>
      <link rel="icon" href="data:,"/>
      <title>\(distinct.joined(separator: ", ")) – synapse report</title>
      <style>
      \(ReportStyle.css)
      </style>
      </head>
      <body>
      <main>
      <h1>\(sections.count == 1 ? "Report" : "Report of \(sections.count) folders")</h1>
      \(comparison)\(sections.map(\.html).joined())</main>
      <script>
      \(ReportScript.javaScript)
      </script>
      </body>
      </html>

      """
  }

  /// The browser loads nothing from anywhere, whatever the page says.
  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
}
