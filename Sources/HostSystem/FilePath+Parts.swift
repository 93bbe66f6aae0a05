import Foundation
import SystemPackage

// Paths are taken apart as the system does it, where no letter but the slash means anything: a URL made from a path
// takes ~ for the home folder.
extension FilePath {
  /// The path from the root, if this one is relative to the working directory.
  package var absolute: FilePath {
    FilePath(FileManager.default.currentDirectoryPath).pushing(self)
  }

  /// The folder that the file is in: "." of a path that is only a name.
  package var folder: FilePath {
    let folder = removingLastComponent()
    return folder.isEmpty ? "." : folder
  }

  /// The last part of the path; none of a root or an empty path.
  package var name: String { lastComponent?.string ?? "" }

  /// The file of a name beside this one.
  package func beside(_ name: String) -> String { folder.appending(name).string }

  /// What is behind the name's last dot, in small letters: what kind of file it is.
  package var ending: String { (self.extension ?? "").lowercased() }
}
