import DataFiles

/// Which class is which number.
struct Classes {
  /// nil if classes are whole numbers from 0 on.
  let names: [String]?
  let count: Int
  private let numbers: [String: Int32]

  /// Whole numbers up to which classes are taken as they are, though some may have no example.
  private static let largest = 65535.0
  /// Larger numbers are not told apart.
  private static let largestWhole = 0x1p53

  init(_ columns: LabelColumn...) throws {
    let texts = Set(columns.flatMap { $0.labels.map(\.text) })
    for column in columns {
      for label in column.labels where label.text.lowercased() == "nan" {
        throw DataFileError(
          file: column.path, line: label.line,
          "found \(label.text) in the column of the classes\(column.saidBy), expected a class in every row"
        )
      }
    }
    let values = Dictionary(
      uniqueKeysWithValues: texts.compactMap { text in finiteNumber(text).map { (text, $0) } })
    let areNumbers = values.count == texts.count
    for column in columns {
      for label in column.labels {
        guard let value = values[label.text], areNumbers,
          value != value.rounded() || value.magnitude >= Self.largestWhole
        else { continue }
        throw DataFileError(
          file: column.path, line: label.line,
          "found the class \(label.text)\(column.saidBy), expected whole numbers up to 2^53 or names; values to be met are no classes"
        )
      }
    }
    if areNumbers, values.values.contains(0),
      values.values.allSatisfy({ $0 == $0.rounded() && (0...Self.largest).contains($0) })
    {
      names = nil
      numbers = values.mapValues { Int32($0) }
    } else if areNumbers {
      let sorted = Set(values.values).sorted()
      names = sorted.map(\.shortText)
      let order = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, Int32($0)) })
      numbers = values.mapValues { order[$0]! }
    } else {
      let sorted = texts.sorted {
        $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
      }
      names = sorted
      numbers = Dictionary(
        uniqueKeysWithValues: sorted.enumerated().map { ($1, Int32($0)) })
    }
    count = Int(numbers.values.max()!) + 1
  }

  func number(of text: String) -> Int32 { numbers[text]! }
}
