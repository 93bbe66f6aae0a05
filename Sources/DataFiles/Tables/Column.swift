/// A column of a table: what it is called, and what stands in its cells.
package struct Column: Sendable, Equatable {
  /// What stands in a cell.
  package enum Kind: Sendable, Equatable {
    /// A number, or `inf` or `nan` where none was found.
    case number
    /// A number that is finite.
    case finite
    /// A finite number from 0 to 1.
    case share
    /// A whole number, no smaller than this.
    case count(from: Int)
    /// One of these words.
    case word([String])
    /// Any text.
    case text
  }

  /// What stands in the header.
  package let name: String
  /// What stands below.
  package let kind: Kind
  /// In what it is measured; nil for plain numbers and words.
  package let unit: String?
  /// Whether it says what a row is about, and not what was found there.
  package let isKey: Bool

  package init(_ name: String, _ kind: Kind = .number, unit: String? = nil, isKey: Bool = false) {
    (self.name, self.kind, self.unit, self.isKey) = (name, kind, unit, isKey)
  }

  /// The same under another name.
  func named(_ name: String) -> Column { Column(name, kind, unit: unit, isKey: isKey) }

  // MARK: Cells

  /// Counts beyond this would not be whole numbers when read as numbers.
  private static let largestCount = 1 << 53

  /// What a cell may be, in words.
  package var expectation: String {
    switch kind {
    case .number: "a number"
    case .finite: "a finite number"
    case .share: "a number from 0 to 1"
    case .count(let least): "a whole number of at least \(least)"
    case .word(let words):
      words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    case .text: "a text"
    }
  }

  /// The number in a cell; nil if it is none that may stand there.
  package func number(_ cell: String) -> Double? {
    let finite = finiteNumber(cell)
    return switch kind {
    case .number: finite ?? Double(cell).flatMap { $0.isFinite ? nil : $0 }
    case .finite: finite
    case .share: finite.flatMap { (0...1).contains($0) ? $0 : nil }
    case .count(let least):
      Int(cell).flatMap { (least...Self.largestCount).contains($0) ? Double($0) : nil }
    case .word, .text: nil
    }
  }

  /// That something else stands in a cell.
  ///
  /// - Parameters:
  ///   - found: what stands there.
  ///   - path: the file.
  ///   - line: the cell's line.
  package func mistake(_ found: String, in path: String, line: Int) -> DataFileError {
    DataFileError(
      file: path, line: line,
      "column \(name): found \"\(found.prefix(40))\", expected \(expectation)")
  }
}
