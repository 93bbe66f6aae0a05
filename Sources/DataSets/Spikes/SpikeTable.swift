import DataFiles
import HostSystem

/// The examples of a part: what is in its tables but for the spikes themselves, which go to rows for all parts.
struct SpikeTable {
  /// How tables are understood.
  struct Reading {
    /// The column of the classes.
    let label: String
    /// What says which column that is.
    var labelKey = "drive.data.label"
    /// How many neurons there may be.
    let neurons: Int
    /// What says that.
    let neuronsKey: String
    /// What times are multiplied by.
    let timeScale: Double
  }

  /// The classes, each once.
  let column: LabelColumn
  /// The numbers of the examples, ascending.
  let numbers: [Int32]
  /// What of ``column`` the class of each of them is.
  private let labels: [Int32]
  /// Where each example stands in that order, in the order in which they are met.
  let ranks: [Int32]

  /// - Parameters:
  ///   - part: the files.
  ///   - reading: how they are understood.
  ///   - first: how many examples other parts have put into the rows.
  ///   - rows: receives the spikes.
  init(
    _ part: SpikeFiles.Part, _ reading: Reading, after first: Int, into rows: inout SpikeRows
  ) throws {
    var examples = Examples(part, reading, first: first)
    if let path = part.labels { try examples.readLabels(path) }
    try examples.readSpikes(into: &rows)
    column = examples.column
    let found = examples.found
    let order = found.indices.sorted { found[$0].number < found[$1].number }
    numbers = order.map { found[$0].number }
    labels = order.map { found[$0].label }
    var ranks = [Int32](repeating: 0, count: order.count)
    for (rank, place) in order.enumerated() { ranks[place] = Int32(first + rank) }
    self.ranks = ranks
  }

  /// The examples as a set: of each the place of its train.
  ///
  /// - Parameters:
  ///   - first: the place of the first one.
  ///   - classes: the number of the class of each label of ``column``.
  func set(from first: Int, _ classes: [Int32], classCount: Int) -> LabelledSet {
    LabelledSet(
      features: numbers.indices.map { Float(first + $0) },
      labels: labels.map { classes[Int($0)] }, featureCount: 1, classCount: classCount,
      numbers: numbers)
  }
}

/// The examples of a part while its tables are read.
private struct Examples {
  private let part: SpikeFiles.Part
  private let reading: SpikeTable.Reading
  private let first: Int
  private(set) var column: LabelColumn
  /// In the order in which they are met: the number of each, and which of the labels it has.
  private(set) var found: [(number: Int32, label: Int32)] = []
  private var places: [Int32: Int] = [:]

  init(_ part: SpikeFiles.Part, _ reading: SpikeTable.Reading, first: Int) {
    (self.part, self.reading, self.first) = (part, reading, first)
    column = LabelColumn(
      path: part.labels ?? part.spikes, name: reading.label, saidBy: reading.labelKey)
  }

  private static let largestNumber = Int(Int32.max) - 1

  private mutating func add(_ number: Int32, _ label: Int32, _ table: SpikeTableReader) throws {
    guard first + found.count < SpikeTrains.mostExamples else {
      throw table.mistake("found more than \(SpikeTrains.mostExamples) examples, expected fewer")
    }
    places[number] = found.count
    found.append((number, label))
  }

  mutating func readLabels(_ path: String) throws {
    var table = try SpikeTableReader(
      path, [.example], label: reading.label, saidBy: reading.labelKey)
    while try table.next() {
      let number = try table.whole(.example, upTo: Self.largestNumber)
      guard places[number] == nil else {
        throw table.mistake(
          "found the example \(number) again, expected one label for each example")
      }
      try add(number, column.index(of: table.text, line: table.lineNumber), table)
    }
    guard !found.isEmpty else {
      throw DataFileError(file: path, line: 2, "there is no example below the header")
    }
  }

  /// The place of the example of a row of the table of spikes.
  private mutating func place(in table: SpikeTableReader) throws -> Int {
    let number = try table.whole(.example, upTo: Self.largestNumber)
    let place = places[number]
    if let labels = part.labels {
      guard let place else {
        throw table.mistake(
          "found a spike of the example \(number), expected one that \(labels) has a label for")
      }
      return place
    }
    let label = try column.index(of: table.text, line: table.lineNumber)
    guard let place else {
      try add(number, label, table)
      return found.count - 1
    }
    let other = column.labels[Int(found[place].label)].text
    // Numbers are one class however they are written.
    let isSame =
      found[place].label == label
      || finiteNumber(other).map { $0 == finiteNumber(table.text) } ?? false
    guard isSame else {
      throw table.mistake(
        "found the class \(table.text.excerpt) of the example \(number), which is \(other.excerpt) in a row above,"
          + " expected one class for each example")
    }
    return place
  }

  mutating func readSpikes(into rows: inout SpikeRows) throws {
    let before = rows.count
    var table = try SpikeTableReader(
      part.spikes, [.example, .neuron, .time], label: part.labels == nil ? reading.label : nil,
      saidBy: reading.labelKey,
      advice: part.labels.map { ": the classes are those of \($0)" }
        ?? ": a table of labels may have the classes instead (drive.data.training_file, drive.data.test_file)"
    )
    while try table.next() {
      let place = try place(in: table)
      let neuron = try table.whole(.neuron, upTo: reading.neurons - 1, reading.neuronsKey)
      let spike = SpikeTrains.Spike(neuron: neuron, time: try time(table))
      rows.append(spike, of: Int32(first + place))
      if spike.time > rows.latest?.time ?? -1 {
        rows.note(
          LatestSpike(
            time: spike.time, path: table.path, line: table.lineNumber,
            column: table.name(of: .time)))
      }
      try checkMemory(rows, table)
    }
    guard rows.count > before else {
      throw DataFileError(file: part.spikes, line: 2, "there is no spike below the header")
    }
  }

  private func time(_ table: SpikeTableReader) throws -> Double {
    let found = table.number(.time)
    guard found >= 0 else {
      throw table.mistake(
        .time,
        "found \(found.shortText), expected a time of at least 0, from the beginning of the example"
      )
    }
    // No −0, which would not be told apart from 0 in their order.
    let time = found * reading.timeScale + 0
    guard time.isFinite else {
      throw table.mistake(
        .time,
        "found \(found.shortText), which is more than a number can be when it is multiplied by"
          + " \(reading.timeScale.shortText) (drive.data.spikes.time_scale)")
    }
    return time
  }

  /// The memory of another spike, and of two where they are sorted.
  private static let bytesPerSpike = 40.0

  /// Looks whether there is room for as many spikes again, now and then.
  private func checkMemory(_ rows: SpikeRows, _ table: SpikeTableReader) throws {
    guard rows.count >= 1 << 20, rows.count & (rows.count - 1) == 0 else { return }
    if let refusal = MemoryLimit.current.refusal(of: Self.bytesPerSpike * Double(rows.count)) {
      throw table.mistake("\(refusal): so many are the spikes up to here")
    }
  }
}
