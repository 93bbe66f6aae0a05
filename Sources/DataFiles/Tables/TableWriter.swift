/// Writes comma-separated text: a header, and rows of as many fields.
///
/// ```swift
/// var table = TableWriter(schema.header())
/// table.add(0.25)
/// table.add(3)
/// table.endRow()
/// ```
package struct TableWriter {
  /// What was written and not yet taken.
  package private(set) var text: String = ""
  private let columnCount: Int
  private var fieldCount = 0
  /// How long a learning step is, if the table has times in seconds too.
  private let step: PhysicalTime?

  /// Begins a table.
  ///
  /// - Parameters:
  ///   - names: the header.
  ///   - isContinued: whether the header is there already.
  ///   - step: how long a learning step is, if the table has times in seconds too.
  package init(_ names: [String], isContinued: Bool = false, step: PhysicalTime? = nil) {
    columnCount = names.count
    self.step = step
    guard !isContinued else { return }
    for name in names { add(name) }
    endRow()
  }

  /// A table of some rows.
  package init(_ names: [String], rows: [some TableRow], step: PhysicalTime? = nil) {
    self.init(names, step: step)
    for row in rows {
      row.add(to: &self)
      endRow()
    }
  }

  /// A number, in the shortest decimals that read back to it; empty if there is none.
  package mutating func add(_ number: Double?) {
    beginField()
    if let number { text += number.description }
  }

  /// The same, whole numbers without a point.
  package mutating func add(short number: Double?) {
    beginField()
    if let number { text += number.shortText }
  }

  /// A time in learning steps, and in seconds if the table has both.
  package mutating func add(time: Double) {
    add(time)
    if let step { add(step.seconds(of: time)) }
  }

  /// The same, whole numbers without a point.
  package mutating func add(shortTime time: Double) {
    add(short: time)
    if let step { add(short: step.seconds(of: time)) }
  }

  /// A whole number.
  package mutating func add(_ number: Int) {
    beginField()
    text += number.description
  }

  /// A text, in quotes if it needs them (RFC 4180).
  package mutating func add(_ field: String) {
    beginField()
    let isPlain = !field.contains { ",\"".contains($0) || $0.isNewline }
    text += isPlain ? field : "\"\(field.replacing("\"", with: "\"\""))\""
  }

  /// The text of a number that was made before.
  package mutating func add(verbatim field: String) {
    beginField()
    text += field
  }

  /// Ends a row.
  ///
  /// - Precondition: it has as many fields as there are columns.
  package mutating func endRow() {
    precondition(fieldCount == columnCount, "a row has as many fields as there are columns")
    fieldCount = 0
    text += "\n"
  }

  /// Forgets the text, which was written somewhere.
  package mutating func removeText() { text.removeAll(keepingCapacity: true) }

  private mutating func beginField() {
    if fieldCount > 0 { text += "," }
    fieldCount += 1
  }
}

/// What is a row of a table.
package protocol TableRow {
  /// Adds its fields, in the order of the columns.
  func add(to table: inout TableWriter)
}
