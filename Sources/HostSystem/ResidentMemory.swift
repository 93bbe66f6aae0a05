import Foundation

/// The memory that the process holds now, in bytes; nil where the system does not say.
package func residentMemory() -> Double? {
  guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
    return nil
  }
  let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) }
  return pages.map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
}
