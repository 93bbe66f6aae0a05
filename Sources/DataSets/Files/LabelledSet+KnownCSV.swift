import DataFiles

extension LabelledSet {
  /// All examples of a text table, with the classes of a set that is known.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - label: the column of the classes.
  ///   - key: what says which column that is, for messages.
  ///   - known: whose features and classes they have.
  /// - Throws: `DataFileError` with the line of the first mistake, or of what the known set has otherwise.
  /// - Complexity: O(file size).
  static func csv(path: String, label: String, saidBy key: String, as known: DataSet) throws
    -> LabelledSet
  {
    let table = try LabelledTable(path: path, label: label, saidBy: key)
    let featureCount = known.training.featureCount
    guard table.features.count == featureCount else {
      throw DataFileError(
        file: path, line: 1,
        "found \(table.features.count) features, expected \(featureCount), as the network was trained with"
      )
    }
    if let names = known.featureNames,
      let (found, expected) = zip(table.features, names).first(where: { $0 != $1 })
    {
      throw DataFileError(
        file: path, line: 1,
        "found the feature \"\(found.excerpt)\" where the network was trained with \"\(expected.excerpt)\", expected the same columns in the same order"
      )
    }
    return table.set(
      try known.numbers(ofClassesIn: table.column), classCount: known.training.classCount)
  }
}

extension DataSet {
  /// The numbers of the classes of a column.
  ///
  /// - Throws: `DataFileError` with the line of one that is none of the set's.
  func numbers(ofClassesIn column: LabelColumn) throws -> [Int32] {
    try column.labels.map { label in
      guard let number = number(ofClass: label.text) else {
        throw DataFileError(
          file: column.path, line: label.line,
          "found the class \(label.text.excerpt), expected one that the network was trained with: \(classesInWords)"
        )
      }
      return number
    }
  }

  /// The number of a class as a table writes it; nil if there is no such class.
  fileprivate func number(ofClass text: String) -> Int32? {
    let number = finiteNumber(text)
    guard let classNames else {
      return number.flatMap { Int32(exactly: $0) }
        .flatMap { 0 <= $0 && $0 < training.classCount ? $0 : nil }
    }
    let place =
      classNames.firstIndex(of: text)
      ?? number.flatMap {
        classNames.firstIndex(of: $0.shortText)
      }
    return place.map { Int32($0) }
  }

  private static let listedClasses = 12

  /// What classes there are.
  fileprivate var classesInWords: String {
    guard let classNames else { return "0 to \(training.classCount - 1)" }
    let listed = classNames.prefix(Self.listedClasses).map(\.excerpt).joined(separator: ", ")
    return classNames.count > Self.listedClasses
      ? "\(listed), … (\(classNames.count) classes)" : listed
  }
}
