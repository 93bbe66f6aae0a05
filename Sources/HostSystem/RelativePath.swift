import Foundation
import SystemPackage

/// The path of a file as seen from a folder; both may be relative to the working directory.
///
/// Symbolic links are followed first: `..` from a linked folder leads to what the link points to.
package func relativePath(from folder: String, to file: String) -> String {
  func parts(of folder: FilePath) -> [String] {
    let real = realpath(folder.string, nil)
    defer { free(real) }
    let path = real.map { FilePath(platformString: $0) } ?? folder.lexicallyNormalized()
    return path.components.map(\.string)
  }
  let file = FilePath(file).absolute
  let from = parts(of: FilePath(folder).absolute)
  let to = parts(of: file.folder) + [file.name]
  let common = zip(from, to).prefix { $0 == $1 }.count
  return (repeatElement("..", count: from.count - common) + to[common...]).joined(separator: "/")
}
