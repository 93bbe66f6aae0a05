import DataFiles

/// One row of `synapses.csv`: what a synapse is called, where the columns of its drive's file have names of their own, and
/// the average of its |g| over the whole run, of synapses that were recorded.
package struct SynapseRow: Sendable, Equatable {
  package var synapse: Int
  package var label: String?
  /// ⟨|g|⟩ of the signal itself, before any gain.
  package var averageGradient: Double?

  private static let label = "label"
  private static let averageGradient = "average_g"

  /// The columns of `synapses.csv`.
  package static let schema = TableSchema(
    "a synapses.csv", file: "synapses.csv",
    [
      .one(Column("synapse", .count(from: 0), isKey: true)),
      .optional(Column(label, .text)), .optional(Column(averageGradient, .finite)),
    ])

  package init(synapse: Int, label: String? = nil, averageGradient: Double? = nil) {
    (self.synapse, self.label, self.averageGradient) = (synapse, label, averageGradient)
  }

  /// The rows of a run: of all synapses that have names, or else of those whose average is known.
  ///
  /// - Parameters:
  ///   - labels: the name of each synapse of the population; nil if they have none.
  ///   - averages: ⟨|g|⟩ by synapse.
  package static func rows(labels: [String]?, averages: [Int: Double]) -> [SynapseRow] {
    let synapses = labels.map { Array($0.indices) } ?? averages.keys.sorted()
    return synapses.map {
      SynapseRow(synapse: $0, label: labels?[$0], averageGradient: averages[$0])
    }
  }

  /// A table with the columns that any row has something in; nil if there are no rows.
  package static func table(_ rows: [SynapseRow]) -> String? {
    guard !rows.isEmpty else { return nil }
    let hasLabels = rows.contains { $0.label != nil }
    let hasAverages = rows.contains { $0.averageGradient != nil }
    var table = TableWriter(
      schema.header(
        having: Set((hasLabels ? [label] : []) + (hasAverages ? [averageGradient] : [])))
    )
    for row in rows {
      table.add(row.synapse)
      if hasLabels { table.add(row.label ?? "") }
      if hasAverages { table.add(row.averageGradient) }
      table.endRow()
    }
    return table.text
  }

  /// Reads a table, by synapse; empty if there is none, or it is none.
  package static func read(_ path: String) -> [Int: SynapseRow] {
    guard let table = try? Table(path: path, as: schema) else { return [:] }
    let (label, average) = (
      table.header.position(of: Self.label), table.header.position(of: averageGradient)
    )
    var rows: [Int: SynapseRow] = [:]
    for index in table.rows.indices {
      guard let synapse = Int(table.rows[index][0]) else { continue }
      rows[synapse] = SynapseRow(
        synapse: synapse, label: label.map { table.rows[index][$0] },
        averageGradient: average.flatMap { try? table.number(index, $0) })
    }
    return rows
  }
}
