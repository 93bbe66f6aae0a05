import ArgumentParser
import Foundation
import HostSystem
import Reports
import SystemPackage

/// `synapse report`.
struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Gathers the results of runs, sweeps and comparisons in one HTML page.",
    discussion: """
      The page needs nothing but itself: figures, tables, the studies and the versions are in it, and it loads \
      nothing from anywhere. Tables are sorted by pressing a header. An earlier page of the same name is \
      replaced.

      EXAMPLES:
        synapse report out/digits --output digits.html
        synapse report out/sweep out/compare --output report.html
        synapse report out/* --output report.html
      """)

  @Argument(
    help: ArgumentHelp(
      "Folders that synapse run, sweep or compare wrote to.", valueName: "folder"),
    completion: .directory)
  var folders: [String]

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The page: a name that ends in .html or .htm.", valueName: "file"),
    completion: .file(extensions: ["html", "htm"]))
  var output: String

  func validate() throws {
    guard !folders.isEmpty else { throw ValidationError("Give a folder with results.") }
    guard ["html", "htm"].contains(FilePath(output).ending) else {
      throw ValidationError(
        "--output: found \"\(output)\", expected a name that ends in .html or .htm.")
    }
  }

  func run() async throws {
    try await exiting {
      let page = try await ReportPage(folders)
      try page.write(to: output)
      for warning in page.warnings { Terminal.tell(warning, prefix: "warning: ") }
    }
  }
}
