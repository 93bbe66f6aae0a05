import ArgumentParser
import DataSets
import Foundation

/// `synapse data`.
struct DataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Lists and fetches the data sets that networks learn.",
    discussion: """
      Data sets are looked for in the folder of --data-dir, in the one that the variable SYNAPSE_DATA \
      names, and in ~/.local/share/synapse/data: there in a folder of the set's name, or directly.

      EXAMPLES:
        synapse data list
        synapse data fetch mnist --to ~/.local/share/synapse/data
      """,
    subcommands: [List.self, Fetch.self])

  /// `synapse data list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints which sets are known, where they are, and how many examples they have.",
      discussion: """
        EXAMPLES:
          synapse data list
          synapse data list --data-dir data
        """)

    @Option(
      help: ArgumentHelp("The folder to look in first.", valueName: "folder"),
      completion: .directory)
    var dataDir: String?

    func run() async throws {
      try await exiting {
        let folders = DataFolders(dataDir)
        var mistakes: [String] = []
        let rows = KnownDataSet.all.map { known in
          let state: String
          do {
            let contents = try known.contents(in: folders)
            state = "\(contents.trainingCount) + \(contents.testCount) examples, \(contents.place)"
          } catch is DataSetError {
            state = "not here"
          } catch {
            state = "broken"
            mistakes.append("\(error)")
          }
          return (known.name, "\(state) (\(known.summary))")
        }
        Terminal.show(formatted(rows))
        Terminal.show("searched: \(folders.paths.joined(separator: ", "))")
        for mistake in mistakes { Terminal.tell(mistake, prefix: "error: ") }
        if !mistakes.isEmpty { throw ExitCode(65) }
      }
    }
  }

  /// `synapse data fetch`.
  struct Fetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Downloads a data set and compares it with the published sizes and MD5 digests.",
      discussion: """
        The files go to a folder of the set's name in the given folder. What is there and right stays; \
        a file appears whole or not at all. The programs curl, and for CIFAR-10 tar, must be here.

        EXAMPLES:
          synapse data fetch mnist --to ~/.local/share/synapse/data
          synapse data fetch fashion --to data --from https://example.org/mirror/
        """)

    @Argument(
      help: ArgumentHelp(
        "The set: \(PublishedSet.all.map(\.name).joined(separator: ", ")).", valueName: "set"),
      completion: .list(PublishedSet.all.map(\.name)))
    var name: String

    @Option(
      help: ArgumentHelp("The folder to write to; made if missing.", valueName: "folder"),
      completion: .directory)
    var to: String

    @Option(
      help: ArgumentHelp("Where the files are, if not where they are published.", valueName: "url"))
    var from: String?

    func validate() throws {
      _ = try published()
      if let from, !from.hasPrefix("http://"), !from.hasPrefix("https://") {
        throw ValidationError(
          "--from: found \"\(from)\", expected an address with http:// or https://")
      }
    }

    private func published() throws -> PublishedSet {
      guard let published = PublishedSet.all.first(where: { $0.name == name }) else {
        let names = PublishedSet.all.map(\.name).joined(separator: ", ")
        throw ValidationError(
          "found the set \"\(name)\", expected one that can be fetched: \(names)")
      }
      return published
    }

    func run() async throws {
      try await exiting {
        Interruption.listen()
        let bar = ProgressBar()
        defer { bar.finish() }
        try await published().fetch(
          into: to, from: from, isInterrupted: { Interruption.isRequested }
        ) { event in
          switch event {
          case .received(let file, let bytes, let all):
            let megabytes = String(
              format: "%.1f of %.1f MB", Double(bytes) / 1e6, Double(all) / 1e6)
            bar.show(Double(bytes) / Double(all), "\(file), \(megabytes)")
          case .fetched(let path):
            bar.finish()
            Terminal.show("fetched  \(path)")
          case .present(let path):
            Terminal.show("present  \(path)")
          }
        }
      }
    }
  }
}
