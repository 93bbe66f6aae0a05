import Foundation
import Testing

/// A table of numbers that the program wrote; what is empty is not a number.
struct NumberTable {
  let columns: [String]
  let rows: [[Double]]

  init(_ url: URL) throws {
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    columns = try #require(lines.first).split(separator: ",").map(String.init)
    rows = lines.dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
    }
  }

  /// The numbers of a column; none if there is no such column.
  func column(_ name: String) -> [Double] {
    columns.firstIndex(of: name).map { index in rows.map { $0[index] } } ?? []
  }
}
