/// The header of a table that was found to be of a schema: which column stands where.
package struct TableHeader: Sendable {
  /// The file, for messages.
  package let path: String
  /// The names, from left to right.
  package let names: [String]
  /// What stands in each column.
  package let columns: [Column]
  /// Of each part of several columns, in order, where they stand.
  package let groups: [Range<Int>]

  /// Where a column stands.
  package func position(of name: String) -> Int? { names.firstIndex(of: name) }

  /// Where a column stands that somebody asked for.
  ///
  /// - Throws: ``DataFileError`` with the nearest name if there is none.
  @discardableResult
  package func find(_ name: String) throws -> Int {
    guard let position = position(of: name) else {
      throw DataFileError(
        file: path, line: 1,
        "there is no column \"\(name)\" among \(names.joined(separator: ", "))\(suggestion(for: name, among: names))"
      )
    }
    return position
  }

  /// The number in a cell; nil if it is empty.
  ///
  /// - Throws: ``DataFileError`` if something else stands there.
  package func number(_ row: [String], at position: Int, line: Int) throws -> Double? {
    guard !row[position].isEmpty else { return nil }
    guard let number = columns[position].number(row[position]) else {
      throw columns[position].mistake(row[position], in: path, line: line)
    }
    return number
  }

  /// The numbers of a row none of whose cells may be empty.
  ///
  /// - Throws: ``DataFileError`` if something else stands in one.
  package func numbers(_ row: [String], line: Int) throws -> [Double] {
    try row.indices.map { try needed(row, at: $0, line: line) }
  }

  /// The number in a cell that may not be empty.
  ///
  /// - Throws: ``DataFileError`` if something else stands there.
  package func needed(_ row: [String], at position: Int, line: Int) throws -> Double {
    guard let number = try number(row, at: position, line: line) else {
      throw columns[position].mistake("", in: path, line: line)
    }
    return number
  }
}

extension TableSchema {
  /// How many of the columns that such a table begins with a header begins with.
  package func recognised(in names: [String]) -> Int {
    var count = 0
    for (column, isOptional) in leading where count < names.count {
      if names[count] == column.name { count += 1 } else if !isOptional { break }
    }
    return count
  }

  /// Checks the header of a table.
  ///
  /// - Parameters:
  ///   - names: what stands in it.
  ///   - path: the file.
  /// - Throws: ``DataFileError`` that says which column is wrong, and which was expected there.
  package func header(_ names: [String], in path: String) throws -> TableHeader {
    var match = HeaderMatch(names: names, path: path, schema: self)
    let columns = try isOpen ? match.open() : match.whole()
    var seen: Set<String> = []
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw DataFileError(
        file: path, line: 1, "two columns have the same name, \"\(twice.prefix(40))\"")
    }
    return TableHeader(path: path, names: names, columns: columns, groups: match.groups)
  }
}

/// A header on its way past a schema.
private struct HeaderMatch {
  let names: [String]
  let path: String
  let schema: TableSchema
  var columns: [Column] = []
  var groups: [Range<Int>] = []

  init(names: [String], path: String, schema: TableSchema) {
    (self.names, self.path, self.schema) = (names, path, schema)
  }

  /// The next name.
  private var next: String? { columns.count < names.count ? names[columns.count] : nil }

  /// Columns that say what a row is about, and whatever stands behind them.
  mutating func open() throws -> [Column] {
    for (column, isOptional) in schema.leading
    where column.isKey && !(isOptional && next != column.name) {
      try take(column)
    }
    let known = schema.named
    while let name = next {
      columns.append(known.first { $0.name == name } ?? Column(name))
    }
    return columns
  }

  /// All columns of the schema.
  mutating func whole() throws -> [Column] {
    for (index, part) in schema.parts.enumerated() {
      switch part {
      case .one(let column): try take(column)
      case .optional(let column): if next == column.name { columns.append(column) }
      case .several(let what, let kind, _):
        let start = columns.count
        let end = end(before: schema.parts[(index + 1)...])
        if let what, start == end { throw mistake(expected: what) }
        columns += names[start..<end].map { Column($0, kind) }
        groups.append(start..<end)
      }
    }
    guard next == nil else { throw mistake(expected: "the end of the header") }
    return columns
  }

  /// Where several columns end: before the next one that every table has, or that stands last in this one.
  private func end(before parts: ArraySlice<TableSchema.Part>) -> Int {
    let start = columns.count
    for part in parts {
      switch part {
      case .one(let column):
        return names[start...].firstIndex(of: column.name) ?? names.count
      case .optional(let column):
        if names.last == column.name, names.count > start { return names.count - 1 }
      case .several: break
      }
    }
    return names.count
  }

  private mutating func take(_ column: Column) throws {
    guard next == column.name else { throw mistake(expected: column.name) }
    columns.append(column)
  }

  private func mistake(expected: String) -> DataFileError {
    let found = next.map { "the column \"\($0.excerpt)\"" } ?? "the end of the header"
    return DataFileError(
      file: path, line: 1,
      "found \(found), expected \(expected): the columns of \(schema.title) are \(schema.text)")
  }
}
