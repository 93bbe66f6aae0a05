import DataFiles

/// One row of `voltages.csv`: the state of a neuron of a network at the end of a run.
package struct VoltageRow: Sendable {
  /// The test example's number in its file.
  package var example: Int
  /// From 1.
  package var layer: Int
  /// From 0.
  package var neuron: Int
  package var time: Double
  package var voltage: Double
  package var current: Double

  package init(
    example: Int, layer: Int, neuron: Int, time: Double, voltage: Double, current: Double
  ) {
    (self.example, self.layer, self.neuron) = (example, layer, neuron)
    (self.time, self.voltage, self.current) = (time, voltage, current)
  }

  /// The columns of `voltages.csv`.
  package static let schema = TableSchema(
    "a voltages.csv", file: "voltages.csv",
    [
      .one(Column("example", .count(from: 0), isKey: true)),
      .one(Column("layer", .count(from: 1), isKey: true)),
      .one(Column("neuron", .count(from: 0), isKey: true)),
      .one(Column("time", .finite, unit: "units of the trial's time", isKey: true)),
      .one(Column("voltage", .finite)), .one(Column("current", .finite)),
    ])
}

extension VoltageRow: TableRow {
  package func add(to table: inout TableWriter) {
    for number in [example, layer, neuron] { table.add(number) }
    for value in [time, voltage, current] { table.add(value) }
  }
}
