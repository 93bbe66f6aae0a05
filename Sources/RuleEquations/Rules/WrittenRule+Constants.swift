import DataFiles
import RandomNumbers

extension WrittenRule {
  /// The constants that synapses have of their own.
  package static let constantsSchema = TableSchema(
    "constants of synapses", file: "constants.csv",
    [
      .one(Column("synapse", .count(from: 0), isKey: true)),
      .several(what: "a constant", .finite),
    ])

  /// The table of the constants that are not the same for all synapses; nil if there are none.
  ///
  /// - Parameters:
  ///   - synapses: those of the study's population that it tells of.
  ///   - field: from which constants are drawn.
  package func constantsTable(of synapses: [Int], field: RandomField) -> String? {
    guard hasOwnConstants else { return nil }
    let own = programs.layout.constants
    var table = TableWriter(Self.constantsSchema.header(own.map { text.constants[$0].name }))
    for synapse in synapses {
      table.add(synapse)
      for k in own {
        table.add(text.constants[k].values.value(of: synapse, field: field, index: k))
      }
      table.endRow()
    }
    return table.text
  }

  /// Why a substance cannot begin as it should: it cannot be negative, and a synapse draws a number that is.
  ///
  /// - Parameters:
  ///   - synapses: of the study's population.
  ///   - field: from which initial values are drawn.
  package func negativeStart(of synapses: Range<Int>, field: RandomField) -> String? {
    for (k, substance) in text.substances.enumerated() where substance.isPositive {
      guard case .normal = substance.initial else { continue }
      for synapse in synapses {
        let value = substance.initial.value(of: synapse, field: field, index: k)
        guard value < 0 else { continue }
        return
          "rule.substances.\(substance.name).initial: synapse \(synapse) draws \(shortDescription(value)),"
          + " expected at least 0, since the substance is positive"
      }
    }
    return nil
  }
}
