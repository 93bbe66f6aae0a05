import DataFiles

/// One row of `spikes.csv`: a spike of a network at the end of a run.
package struct SpikeRow: Sendable {
  package var time: Double
  /// The test example's number in its file.
  package var example: Int
  /// From 1; 0 for the input.
  package var layer: Int
  /// From 0.
  package var neuron: Int

  package init(time: Double, example: Int, layer: Int, neuron: Int) {
    (self.time, self.example, self.layer, self.neuron) = (time, example, layer, neuron)
  }

  /// The columns of `spikes.csv`.
  package static let schema = TableSchema(
    "a spikes.csv", file: "spikes.csv",
    [
      .one(Column("time", .finite, unit: "units of the trial's time")),
      .one(Column("example", .count(from: 0), isKey: true)),
      .one(Column("layer", .count(from: 0), isKey: true)),
      .one(Column("neuron", .count(from: 0), isKey: true)),
    ])
}

extension SpikeRow: TableRow {
  package func add(to table: inout TableWriter) {
    table.add(time)
    for number in [example, layer, neuron] { table.add(number) }
  }
}
