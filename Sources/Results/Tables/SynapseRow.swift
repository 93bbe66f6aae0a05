import DataFiles

/// One row of `synapses.csv`: what a synapse is called, where the columns of its drive's file have names of their own.
package struct SynapseRow: Sendable, Equatable {
  package var synapse: Int
  package var label: String

  /// The columns of `synapses.csv`.
  package static let schema = TableSchema(
    "a synapses.csv", file: "synapses.csv",
    [.one(Column("synapse", .count(from: 0), isKey: true)), .one(Column("label", .text))])

  package init(synapse: Int, label: String) { (self.synapse, self.label) = (synapse, label) }

  /// Reads a table; empty if there is none, or it is none.
  package static func labels(_ path: String) -> [Int: String] {
    guard let table = try? Table(path: path, as: schema) else { return [:] }
    return Dictionary(
      table.rows.compactMap { row in Int(row[0]).map { ($0, row[1]) } }, uniquingKeysWith: { $1 })
  }
}

extension SynapseRow: TableRow {
  package func add(to table: inout TableWriter) {
    table.add(synapse)
    table.add(label)
  }
}
