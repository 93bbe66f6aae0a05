import DataFiles

/// Which columns of a table of gradients are what.
///
/// People's tables have an index, columns of other things, and names of their own for the time. What study files call `drive.time` and
/// `drive.columns` is told here.
public struct SignalColumns: Sendable, Equatable {
  /// Where the times of rows come from.
  public enum Time: Sendable, Equatable {
    /// A column.
    case column(String)
    /// Rows are this far apart, from 0 on, in learning steps.
    case distance(Double)
  }

  /// nil: the column that is called time, in whatever letters.
  public var time: Time?
  /// The columns of the signals, in the order of the synapses; nil: all but the time's and an index, as they stand in the table.
  public var signals: [String]?

  /// Columns as they come.
  public init(time: Time? = nil, signals: [String]? = nil) {
    (self.time, self.signals) = (time, signals)
  }

  /// Where the columns of a table stand.
  struct Places {
    /// nil if rows are evenly apart.
    var time: Int?
    var signals: [Int]

    /// The time of a row, of which all columns were read.
    func time(of values: [Double], row: Int, _ columns: SignalColumns) -> Double {
      if let time { return values[time] }
      guard case .distance(let distance) = columns.time else { preconditionFailure() }
      return Double(row) * distance
    }
  }

  /// Finds the columns in a header.
  ///
  /// - Throws: `DataFileError` that says what to set.
  func places(in names: [String], of path: String) throws -> Places {
    func find(_ name: String, _ key: String) throws -> Int {
      guard let place = names.firstIndex(of: name) else {
        throw DataFileError(
          file: path, line: 1,
          "\(key): there is no column \"\(name)\" among \(listed(names))"
            + suggestion(for: name, among: names))
      }
      return place
    }
    var place: Int?
    switch time {
    case .column(let name): place = try find(name, "drive.time")
    case .distance: break
    case nil:
      place = names.firstIndex { Self.isTime($0) }
      if place == nil {
        throw DataFileError(
          file: path, line: 1,
          "found no column \"time\" among \(listed(names)): set drive.time to the one of them that has the times,"
            + " or to the distance of rows in learning steps, such as 1")
      }
    }
    let found: [Int]
    if let signals {
      found = try signals.map { try find($0, "drive.columns") }
      if let place, found.contains(place) {
        throw DataFileError(
          file: path, line: 1,
          "drive.columns: found \"\(names[place])\", which has the times, expected columns of signals"
        )
      }
    } else {
      found = names.indices.filter {
        $0 != place && !Self.isIndex(names[$0]) && !(place == nil && Self.isTime(names[$0]))
      }
    }
    guard !found.isEmpty else {
      throw DataFileError(
        file: path, line: 1,
        "found no column of signals among \(listed(names)), expected one for each synapse")
    }
    return Places(time: place, signals: found)
  }

  private static func isTime(_ name: String) -> Bool { name.lowercased() == "time" }

  /// Whether a column numbers the rows, as data frames are written.
  private static func isIndex(_ name: String) -> Bool {
    name.hasPrefix("Unnamed: ") || name.lowercased() == "index"
  }

  /// Names that can be read, of whatever a file has.
  private func listed(_ names: [String]) -> String {
    let most = 12
    let shown = names.prefix(most).map { "\"\($0.excerpt)\"" }.joined(separator: ", ")
    return names.count > most ? "\(shown), … (\(names.count) columns)" : shown
  }
}
