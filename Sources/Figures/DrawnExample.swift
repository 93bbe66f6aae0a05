import DataFiles
import HostSystem

/// Which example is drawn of a table that has several.
struct DrawnExample {
  /// The one that somebody wants, or the first that was seen.
  private(set) var number: Int?
  private var seen: Set<Int> = []

  /// - Parameter wanted: nil for the first.
  init(wanted: Int?) { number = wanted }

  /// Takes note of an example in the table.
  mutating func see(_ example: Int) {
    seen.insert(example)
    if number == nil { number = example }
  }

  /// The number of the example that is drawn.
  ///
  /// - Parameter what: what the table has of an example, in the plural.
  /// - Throws: `DataFileError` if the table has none of it.
  func found(_ what: String, in path: String) throws -> Int {
    guard let number else {
      throw DataFileError(file: path, line: 1, "there are no \(what) to draw")
    }
    guard seen.contains(number) else {
      throw DataFileError(
        file: path, line: nil,
        "there are no \(what) of example \(number); there are some of the examples \(Self.some(of: seen.sorted()))"
      )
    }
    return number
  }

  /// The numbers, the middle ones left out where there are many.
  private static func some(of numbers: [Int]) -> String {
    let texts = numbers.map { "\($0)" }
    return texts.count <= 8
      ? texts.listed : "\(texts.prefix(6).joined(separator: ", ")), … and \(texts.last!)"
  }
}
