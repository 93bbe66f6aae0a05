extension DataSet {
  /// Reads labelled spikes from text tables, separated by commas, semicolons or tabs, packed by gzip or not, their columns in any
  /// order.
  ///
  /// Examples are called by whole numbers and stand in the order of these, whatever the order of rows; one that a table of labels
  /// has and no spike is silent. Classes are numbered as those of ``csv(name:training:test:label:)``.
  ///
  /// - Throws: `DataFileError` with the line of the first mistake, ``DataSetError`` if one of the parts would have no example.
  /// - Complexity: O(n log n) for n spikes.
  package static func spikes(_ files: SpikeFiles) throws -> DataSet {
    let reading = SpikeTable.Reading(
      label: files.label, neurons: files.neurons ?? SpikeTrains.mostNeurons,
      neuronsKey: files.neurons == nil ? "" : " (drive.data.spikes.neurons)",
      timeScale: files.timeScale)
    var rows = SpikeRows()
    let training = try SpikeTable(files.training, reading, after: 0, into: &rows)
    let count = training.numbers.count
    let test = try files.test.map { try SpikeTable($0, reading, after: count, into: &rows) }
    let classes =
      try test.map { try Classes(training.column, $0.column) }
      ?? Classes(training.column)
    func part(_ table: SpikeTable, from first: Int) -> LabelledSet {
      table.set(
        from: first, table.column.labels.map { classes.number(of: $0.text) },
        classCount: classes.count)
    }
    let examples = part(training, from: 0)
    var set =
      if let test {
        DataSet(
          name: "spikes", training: examples, test: part(test, from: count),
          classNames: classes.names)
      } else {
        try DataSet(
          name: "spikes", splitting: examples, testShare: files.testShare,
          classNames: classes.names)
      }
    let neuronCount = files.neurons ?? Int(rows.largestNeuron) + 1
    set.spikes = SpikeTrains(
      rows, ranks: training.ranks + (test?.ranks ?? []), neuronCount: neuronCount)
    return set
  }
}

extension LabelledSet {
  /// All examples of a table of spikes that has their classes, with the neurons and classes of a set that is known.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - label: the column of the classes.
  ///   - key: what says which column that is, for messages.
  ///   - timeScale: what times are multiplied by.
  ///   - known: whose neurons and classes they have.
  ///   - trains: the spikes of that.
  /// - Throws: `DataFileError` with the line of the first mistake, or of what the known set has otherwise.
  /// - Complexity: O(n log n) for n spikes.
  static func spikes(
    path: String, label: String, saidBy key: String, timeScale: Double, as known: DataSet,
    _ trains: SpikeTrains
  ) throws -> (LabelledSet, SpikeTrains) {
    let reading = SpikeTable.Reading(
      label: label, labelKey: key, neurons: trains.neuronCount,
      neuronsKey: ", as the network was trained with", timeScale: timeScale)
    var rows = SpikeRows()
    let table = try SpikeTable(.init(spikes: path, labels: nil), reading, after: 0, into: &rows)
    let set = try table.set(
      from: 0, known.numbers(ofClassesIn: table.column), classCount: known.training.classCount)
    return (
      set, SpikeTrains(rows, ranks: table.ranks, neuronCount: trains.neuronCount)
    )
  }
}
