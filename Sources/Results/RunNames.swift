import Foundation
import HostSystem
import SystemPackage

/// What the runs are called whose files are drawn together: the last part of their folders' paths in which they
/// differ.
///
/// - Parameter paths: the files.
/// - Returns: a name for each; the same for files of one folder.
package func runNames(ofFiles paths: [String]) -> [String] {
  var folders = paths.map { path in
    let folder = FilePath(path).absolute.lexicallyNormalized().folder
    return ["/"] + folder.components.map(\.string)
  }
  // a/runs/0000 and b/runs/0000 are a and b.
  while paths.count > 1, folders.allSatisfy({ $0.count > 1 && $0.last == folders[0].last }) {
    for index in folders.indices { folders[index].removeLast() }
  }
  return folders.map { $0.last ?? "" }
}
