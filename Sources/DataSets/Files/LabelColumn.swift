import DataFiles

/// The column of a table that has the classes, while it is read: classes are what stands there, whatever it is.
struct LabelColumn {
  let path: String
  private let name: String
  /// What says which column it is, as messages have it in parentheses; empty if nothing can.
  let saidBy: String
  /// Of each row what stands there, as its place in `labels`.
  private(set) var rows: [Int32] = []
  /// What stands there, each once, and where first.
  private(set) var labels: [(text: String, line: Int)] = []
  private var known: [String: Int32] = [:]

  /// More classes than anybody has: so many different labels are a mistake, such as a feature in the wrong column.
  private static let mostClasses = 65536

  init(path: String, name: String, saidBy key: String? = nil) {
    (self.path, self.name) = (path, name)
    saidBy = key.map { " (\($0))" } ?? ""
  }

  /// Adds a row.
  ///
  /// - Throws: `DataFileError` if it has no class, or there are too many classes.
  mutating func add(_ text: String, line: Int) throws {
    rows.append(try index(of: text, line: line))
  }

  /// The place of a class in ``labels``, where it is put if it is new.
  ///
  /// - Throws: `DataFileError` if there is none, or there are too many.
  mutating func index(of text: String, line: Int) throws -> Int32 {
    if let index = known[text] { return index }
    guard !text.isEmpty, known.count < Self.mostClasses else {
      throw DataFileError(
        file: path, line: line,
        text.isEmpty
          ? "column \(name): found nothing, expected a class"
          : "column \(name): found more than \(Self.mostClasses) classes, expected those of a classification"
      )
    }
    let index = Int32(labels.count)
    known[text] = index
    labels.append((text, line))
    return index
  }
}
