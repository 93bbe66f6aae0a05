import DataFiles

/// Labelled spike trains in two parts: what a network learns from, and what it is tested with.
package struct SpikeDataSet: Sendable, Equatable {
  /// What a network learns from.
  package let training: SpikeTrains
  /// What it is tested with; neurons and classes are those of `training`.
  package let test: SpikeTrains
  /// What the classes are called, by their numbers; nil if they are plain numbers.
  package let classNames: [String]?

  /// The files of a part.
  package struct Files: Sendable, Equatable {
    /// A table with the columns `example`, `neuron` and `time`: a row is a spike.
    package let spikes: String
    /// A table with the columns `example` and `label`: a row is an example.
    package let labels: String

    package init(spikes: String, labels: String) { (self.spikes, self.labels) = (spikes, labels) }
  }

  /// Reads spike trains from text tables, separated by commas, semicolons or tabs, packed by gzip or not, their columns in any
  /// order.
  ///
  /// Examples are called by whole numbers and stand in the order of the file of labels; one without spikes is silent. Classes
  /// are numbered as those of ``DataSet/csv(name:training:test:label:)``, and the largest neuron of both parts says how
  /// many neurons there are.
  ///
  /// - Throws: `DataFileError` with the line of the first mistake.
  /// - Complexity: O(n log n) for n spikes.
  package static func csv(training: Files, test: Files) throws -> SpikeDataSet {
    let parts = try (SpikeTable(training), SpikeTable(test))
    let classes = try Classes(parts.0.labels, parts.1.labels)
    let neuronCount = Int(max(parts.0.largestNeuron, parts.1.largestNeuron)) + 1
    return SpikeDataSet(
      training: parts.0.trains(classes, neuronCount: neuronCount),
      test: parts.1.trains(classes, neuronCount: neuronCount), classNames: classes.names)
  }
}

/// What is in the two files of a part.
private struct SpikeTable {
  let labels: LabelColumn
  /// Spikes of each example, in the order of `labels`.
  private let examples: [[SpikeTrains.Spike]]
  /// The largest number of a neuron.
  let largestNeuron: Int32

  init(_ files: SpikeDataSet.Files) throws {
    var labels = LabelColumn(path: files.labels, name: "label")
    var places: [Int: Int] = [:]
    try Self.read(files.labels, numbers: ["example"], text: "label") { numbers, text, line in
      let example = try Self.whole(numbers[0], "example", in: files.labels, line: line)
      guard places.updateValue(places.count, forKey: example) == nil else {
        throw DataFileError(
          file: files.labels, line: line,
          "found the example \(example) again, expected one label for each example")
      }
      try labels.add(text, line: line)
    }
    guard !places.isEmpty else {
      throw DataFileError(
        file: files.labels, line: 2, "there is no example below the header")
    }
    var examples = [[SpikeTrains.Spike]](repeating: [], count: places.count)
    var largestNeuron = Int32(-1)
    try Self.read(files.spikes, numbers: ["example", "neuron", "time"], text: nil) {
      numbers, _, line in
      let example = try Self.whole(numbers[0], "example", in: files.spikes, line: line)
      let neuron = try Self.whole(numbers[1], "neuron", in: files.spikes, line: line)
      guard numbers[2] >= 0 else {
        throw DataFileError(
          file: files.spikes, line: line,
          "column time: found \(numbers[2]), expected a time of at least 0, from the beginning of the example"
        )
      }
      guard let place = places[example] else {
        throw DataFileError(
          file: files.spikes, line: line,
          "found a spike of the example \(example), expected one that \(files.labels) has a label for"
        )
      }
      largestNeuron = max(largestNeuron, Int32(neuron))
      examples[place].append(.init(neuron: Int32(neuron), time: numbers[2]))
    }
    guard largestNeuron >= 0 else {
      throw DataFileError(file: files.spikes, line: 2, "there is no spike below the header")
    }
    (self.labels, self.examples, self.largestNeuron) = (labels, examples, largestNeuron)
  }

  func trains(_ classes: Classes, neuronCount: Int) -> SpikeTrains {
    let numbers = labels.labels.map { classes.number(of: $0.text) }
    return SpikeTrains(
      examples: examples, labels: labels.rows.map { numbers[Int($0)] }, neuronCount: neuronCount,
      classCount: classes.count)
  }

  /// Hands out the rows of a table, which has these columns and none besides but an index.
  private static func read(
    _ path: String, numbers: [String], text: String?,
    _ body: (_ numbers: [Double], _ text: String, _ line: Int) throws -> Void
  ) throws {
    let expected = numbers + (text.map { [$0] } ?? [])
    let table = try TableReader(foreign: path)
    for name in expected where !table.names.contains(name) {
      throw DataFileError(
        file: path, line: 1,
        "found no column \"\(name)\" among \(ForeignColumns.listed(table.names)), expected the columns"
          + " \(expected.joined(separator: ", "))")
    }
    let used = table.names.indices.filter { !ForeignColumns.isIndex(table.names[$0]) }
    if let other = used.first(where: { !expected.contains(table.names[$0]) }) {
      throw DataFileError(
        file: path, line: 1,
        "found the column \"\(table.names[other].excerpt)\", expected the columns \(expected.joined(separator: ", "))"
          + suggestion(for: table.names[other], among: expected))
    }
    try table.checkNames(of: used)
    let places = numbers.map { table.names.firstIndex(of: $0)! }
    var uses = [TableReader.Use](repeating: .nothing, count: table.names.count)
    for place in places { uses[place] = .number }
    if let text { uses[table.names.firstIndex(of: text)!] = .text }
    var row = [Double](repeating: 0, count: table.names.count)
    var word = ""
    while try table.readRow(uses, numbers: &row, text: &word) {
      try body(places.map { row[$0] }, word, table.lineNumber)
    }
  }

  /// A number that must be whole, not negative, and of 32 bits.
  private static func whole(_ number: Double, _ column: String, in path: String, line: Int) throws
    -> Int
  {
    guard let whole = Int32(exactly: number), whole >= 0, whole < .max else {
      throw DataFileError(
        file: path, line: line,
        "column \(column): found \(number.shortText), expected a whole number from 0 to \(Int32.max - 1)"
      )
    }
    return Int(whole)
  }
}
