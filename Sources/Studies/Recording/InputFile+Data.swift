import Foundation
import SynapticDynamics

extension InputFile {
  /// What is in a file of a folder that somebody gave; nil if it cannot be read, is no file, or is too large for what
  /// this program writes.
  static func contents(_ path: String) -> Data? {
    (try? bytes(path, atMost: 1 << 30)).map { Data($0) }
  }
}
