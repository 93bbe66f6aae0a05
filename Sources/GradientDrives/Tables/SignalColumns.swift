import DataFiles

/// Which columns of a table of gradients are what.
///
/// People's tables have an index, columns of other things, and names of their own for the time. What study files call `drive.time` and
/// `drive.columns` is told here.
public struct SignalColumns: Sendable, Equatable {
  /// The column of the times, by its name; or, if there is no such column, the distance of rows in learning steps, from 0 on: a number
  /// above 0. nil: the column that is called time, in whatever letters.
  public var time: String?
  /// The columns of the signals, in the order of the synapses; nil: all but the time's and an index, as they stand in the table.
  public var signals: [String]?

  /// Columns as they come.
  public init(time: String? = nil, signals: [String]? = nil) {
    (self.time, self.signals) = (time, signals)
  }

  /// Where the columns of a table stand.
  struct Places {
    /// Where the times are.
    enum Time {
      case column(Int)
      case distance(Double)
    }

    var time: Time
    var signals: [Int]

    /// The time of a row, of which all columns were read.
    func time(of values: [Double], row: Int) -> Double {
      switch time {
      case .column(let place): values[place]
      case .distance(let distance): Double(row) * distance
      }
    }
  }

  /// Finds the columns in a header.
  ///
  /// - Throws: `DataFileError` that says what to set.
  func places(in names: [String], of path: String) throws -> Places {
    let byName = Dictionary(grouping: names.indices) { names[$0] }
    func find(_ name: String, _ key: String) throws -> Int {
      if let places = byName[name], places.count > 1 {
        throw DataFileError(
          file: path, line: 1,
          "\(key): \(places.count) columns have the name \"\(name.excerpt)\", expected one")
      }
      guard let place = byName[name]?.first else {
        throw DataFileError(
          file: path, line: 1,
          "\(key): there is no column \"\(name.excerpt)\" among \(ForeignColumns.listed(names))"
            + suggestion(for: name, among: names))
      }
      return place
    }
    let time = try timePlace(in: names, of: path, find)
    var column: Int?
    if case .column(let place) = time { column = place }
    let found: [Int]
    if let signals {
      found = try signals.map { try find($0, "drive.columns") }
      if let column, found.contains(column) {
        throw DataFileError(
          file: path, line: 1,
          "drive.columns: found \"\(names[column])\", which has the times, expected columns of signals"
        )
      }
    } else {
      found = names.indices.filter {
        $0 != column && !ForeignColumns.isIndex(names[$0])
          && !(column == nil && Self.isTime(names[$0]))
      }
    }
    guard !found.isEmpty else {
      throw DataFileError(
        file: path, line: 1,
        "found no column of signals among \(ForeignColumns.listed(names)), expected one for each synapse"
      )
    }
    return Places(time: time, signals: found)
  }

  private func timePlace(
    in names: [String], of path: String, _ find: (String, String) throws -> Int
  ) throws -> Places.Time {
    if let time {
      if let distance = finiteNumber(time), !names.contains(time) {
        guard distance > 0 else {
          throw DataFileError(
            file: path, line: 1,
            "drive.time: found \(time), expected the name of a column or a distance of rows above 0"
          )
        }
        return .distance(distance)
      }
      return .column(try find(time, "drive.time"))
    }
    let candidates = names.indices.filter { Self.isTime(names[$0]) }
    if let place = candidates.first {
      guard candidates.count == 1 else {
        throw DataFileError(
          file: path, line: 1,
          "found several columns that may have the times, \(ForeignColumns.listed(candidates.map { names[$0] })): set drive.time to one of them"
        )
      }
      return .column(place)
    }
    throw DataFileError(
      file: path, line: 1,
      "found no column \"time\" among \(ForeignColumns.listed(names)): set drive.time to the one of them that has the times,"
        + " or to the distance of rows in learning steps, such as 1")
  }

  private static func isTime(_ name: String) -> Bool { name.lowercased() == "time" }
}
