import DataFiles
import Foundation

extension ReportFolder {
  /// A table has at most so many rows.
  private static let mostRows = 500
  /// So many rows are shown of what became of a network, if there are more than ``mostRows``.
  private static let lastRows = 100
  /// What is larger is not looked into.
  private static let mostBytes = 32 << 20

  /// The tables in the folder's files, and lines that say what is not shown.
  ///
  /// A file that is no table (somebody's notes) does no harm: a line says so.
  var fileTables: (tables: [ReportTable], notes: [String]) {
    var (tables, notes): ([ReportTable], [String]) = ([], [])
    let curves = [
      "learning-seeds.csv", "learning.csv", "tasks-seeds.csv", "layers-seeds.csv", "layers.csv",
    ]
    let first = ["seeds.csv", "best.csv", "sweep-seeds.csv", "sweep.csv", "compare.csv"] + curves
    for name in names(endingIn: ".csv", first: first) {
      guard !["trace.csv", "population.csv", "compare-errors.csv"].contains(name) else {
        notes.append("\(name) is not listed: synapse plot draws it.")
        continue
      }
      let attributes = try? FileManager.default.attributesOfItem(atPath: file(name))
      let size = attributes?[.size] as? Int ?? 0
      guard size <= Self.mostBytes else {
        notes.append("\(name) is left out: it has more than \(Self.mostBytes >> 20) MB.")
        continue
      }
      do {
        let table = try Table(path: file(name))
        let count = table.rows.count
        if count <= Self.mostRows {
          tables.append(table.shown(name))
        } else if curves.contains(name) {
          tables.append(
            table.shown("\(name), the last \(Self.lastRows) of \(count) rows", last: Self.lastRows))
        } else {
          notes.append(
            "\(name) is left out: it has \(count) rows, and tables here at most \(Self.mostRows).")
        }
      } catch {
        notes.append("\(name) is left out: \(error)")
      }
    }
    return (tables, notes)
  }
}
