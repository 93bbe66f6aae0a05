import Foundation
import Synchronization

/// The names of files that are to be removed if the program ends before they are whole.
///
/// A signal's handler removes them: so the names stand in memory that was taken before, and each is taken by whoever
/// comes first, the handler or the program.
package enum UnfinishedFiles {
  /// Where a name stands.
  struct Place {
    fileprivate let index: Int
  }

  private typealias Slot = Atomic<UnsafeMutablePointer<CChar>?>

  /// More files than are ever written at a time.
  private static let count = 256

  nonisolated(unsafe) private static let slots: UnsafeMutablePointer<Slot> = {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    for index in 0..<count { (slots + index).initialize(to: Slot(nil)) }
    return slots
  }()

  /// Notes a name.
  ///
  /// - Returns: its place; nil if there is none, and a file of that name would stay.
  static func add(_ path: String) -> Place? {
    guard let name = strdup(path) else { return nil }
    for index in 0..<count {
      let found = slots[index].compareExchange(
        expected: nil, desired: name, ordering: .sequentiallyConsistent)
      if found.exchanged { return Place(index: index) }
    }
    free(name)
    return nil
  }

  /// Forgets a name.
  static func forget(_ place: Place?) {
    guard let place else { return }
    free(slots[place.index].exchange(nil, ordering: .sequentiallyConsistent))
  }

  /// Gets ready for ``removeAll()``.
  package static func prepare() { _ = slots }

  /// Removes all files whose names are noted. May be called by a signal's handler.
  package static func removeAll() {
    for index in 0..<count {
      if let name = slots[index].exchange(nil, ordering: .sequentiallyConsistent) { unlink(name) }
    }
  }
}
