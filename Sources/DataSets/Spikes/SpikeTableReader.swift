import DataFiles

/// Reads a table of spikes or of their classes, whose columns may have one of several names and stand in any order.
struct SpikeTableReader {
  /// What a column of numbers has.
  enum Role {
    case example, neuron, time

    /// What the column may be called, as the documentation calls it first.
    var names: [String] {
      switch self {
      case .example: ["example", "sample"]
      case .neuron: ["neuron", "unit", "channel"]
      case .time: ["time"]
      }
    }
  }

  private let table: TableReader
  private let roles: [Role]
  /// Where the columns of the roles stand.
  private let places: [Int]
  private let uses: [TableReader.Use]
  private var row: [Double]
  /// The class of the row that was read last, if it has one.
  private(set) var text = ""

  var path: String { table.path }
  var lineNumber: Int { table.lineNumber }

  /// Opens a table that has these columns and none besides but an index.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - roles: which columns of numbers it has.
  ///   - label: what its column of classes is called; nil if it has none.
  ///   - key: what says that name.
  ///   - advice: what is said besides where a column is missing or too many.
  init(_ path: String, _ roles: [Role], label: String?, saidBy key: String, advice: String = "")
    throws
  {
    let table = try TableReader(foreign: path)
    func mistake(_ message: String) -> DataFileError {
      DataFileError(file: path, line: 1, message)
    }
    let expected = roles.map(\.names[0]) + (label.map { [$0.excerpt] } ?? [])
    let wanted = "expected the columns \(expected.joined(separator: ", "))\(advice)"
    let used = table.names.indices.filter { !ForeignColumns.isIndex(table.names[$0]) }
    try table.checkNames(of: used)
    func missing(_ names: [String]) -> DataFileError {
      let others = names.dropFirst().map { "\"\($0)\"" }.joined(separator: ", ")
      return mistake(
        "found no column \"\(names[0].excerpt)\"\(others.isEmpty ? "" : " (or \(others))") among"
          + " \(ForeignColumns.listed(table.names)), \(wanted)")
    }
    places = try roles.map { role in
      let found = used.filter { role.names.contains(table.names[$0]) }
      guard found.count < 2 else {
        throw mistake(
          "found the columns \(ForeignColumns.listed(found.map { table.names[$0] })), which mean the same, expected one of them"
        )
      }
      guard let place = found.first else { throw missing(role.names) }
      return place
    }
    var uses = [TableReader.Use](repeating: .nothing, count: table.names.count)
    for place in places { uses[place] = .number }
    if let label {
      guard let place = used.first(where: { table.names[$0] == label }) else {
        throw missing([label])
      }
      guard uses[place] == .nothing else {
        throw mistake(
          "found \"\(label.excerpt)\" as the column of the classes (\(key)), expected another than those of the spikes"
        )
      }
      uses[place] = .text
    }
    if let other = used.first(where: { uses[$0] == .nothing }) {
      let known = roles.flatMap(\.names) + (label.map { [$0] } ?? [])
      throw mistake(
        "found the column \"\(table.names[other].excerpt)\", \(wanted)"
          + suggestion(for: table.names[other], among: known))
    }
    self.table = table
    self.roles = roles
    self.uses = uses
    row = [Double](repeating: 0, count: table.names.count)
  }

  /// Reads the next row; false at the end of the file.
  mutating func next() throws -> Bool { try table.readRow(uses, numbers: &row, text: &text) }

  /// A number of the row that was read last.
  func number(_ role: Role) -> Double { row[place(of: role)] }

  /// What a column is called.
  func name(of role: Role) -> String { table.names[place(of: role)] }

  private func place(of role: Role) -> Int { places[roles.firstIndex(of: role)!] }

  /// A number of the row that was read last, which must be whole.
  func whole(_ role: Role, upTo largest: Int, _ reason: String = "") throws -> Int32 {
    guard let whole = Int32(exactly: number(role)), (0...largest).contains(Int(whole)) else {
      throw mistake(
        role,
        "found \(number(role).shortText), expected a whole number from 0 to \(largest)\(reason)")
    }
    return whole
  }

  /// A mistake in a column of the row that was read last.
  func mistake(_ role: Role, _ message: String) -> DataFileError {
    mistake("column \(name(of: role)): \(message)")
  }

  /// A mistake in the row that was read last.
  func mistake(_ message: String) -> DataFileError {
    DataFileError(file: path, line: lineNumber, message)
  }
}
