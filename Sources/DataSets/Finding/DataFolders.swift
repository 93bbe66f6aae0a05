import Foundation
import HostSystem
import SystemPackage

/// Where data sets are looked for.
public struct DataFolders: Sendable {
  /// The folders, in the order in which they are searched.
  public let paths: [String]

  /// A folder that was asked for, then the one that the variable `SYNAPSE_DATA` names, then
  /// `~/.local/share/synapse/data`.
  ///
  /// - Parameters:
  ///   - folder: the folder that was asked for, if any.
  ///   - environment: the variables.
  public init(
    _ folder: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    let named = environment["SYNAPSE_DATA"].flatMap { $0.isEmpty ? nil : $0 }
    let home = environment["HOME"].map { "\($0)/.local/share/synapse/data" }
    paths = [folder, named, home].compactMap(\.self)
  }

  /// The first folder that holds a file of a set: one of the set's name, or one of ``paths`` itself.
  ///
  /// A folder that is called after another set is that set's: MNIST and Fashion-MNIST have the same
  /// file names.
  ///
  /// - Throws: ``DataSetError`` that says where it was looked for and how to get it.
  func folder(of known: KnownDataSet) throws -> String {
    let candidates = paths.flatMap { path in
      let name = FilePath(path).absolute.lexicallyNormalized().name
      let isAnothers = KnownDataSet.all.contains {
        $0.folderNames.contains(name) && !known.folderNames.contains(name)
      }
      return known.folderNames.map { "\(path)/\($0)" } + (isAnothers ? [] : [path])
    }
    let found = candidates.first { folder in
      known.fileNames.contains { Self.path(of: $0, in: folder) != nil }
    }
    guard let found else {
      throw DataSetError(
        "\(known.name) was not found in \(candidates.joined(separator: ", ")); \(advice(known))")
    }
    return found
  }

  /// A file as it is called, or with the ending of gzip; nil if there is none.
  static func path(of name: String, in folder: String) -> String? {
    ["\(folder)/\(name)", "\(folder)/\(name).gz"].first {
      FileManager.default.fileExists(atPath: $0)
    }
  }

  private func advice(_ known: KnownDataSet) -> String {
    guard PublishedSet.all.contains(where: { $0.name == known.name }) else {
      return "get it from \(known.home) and put its files into \(paths.last ?? "a folder")/"
        + "\(known.name)"
    }
    return "get it with: synapse data fetch \(known.name) --to \(paths.first ?? "a folder")"
  }
}
