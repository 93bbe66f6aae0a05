import DataFiles

extension DataSet {
  /// A data set from two CSV files with the header `label,p0,p1,…`.
  ///
  /// Labels are whole numbers from 0; the largest of both files says how many classes there are.
  /// Features are taken as they are, rounded to single precision.
  ///
  /// - Parameters:
  ///   - name: what the set is called.
  ///   - training: the file to learn from.
  ///   - test: the file to test with.
  /// - Throws: `DataFileError` with the line of the first mistake.
  /// - Complexity: O(file sizes).
  public static func csv(name: String, training: String, test: String) throws -> DataSet {
    let tables = try (LabelledTable(path: training), LabelledTable(path: test))
    guard tables.0.featureCount == tables.1.featureCount else {
      throw DataFileError(
        file: test, line: 1,
        "found \(tables.1.featureCount) features, expected \(tables.0.featureCount) as in \(training)"
      )
    }
    let classCount = max(tables.0.classCount, tables.1.classCount)
    return DataSet(
      name: name, training: tables.0.set(classCount: classCount),
      test: tables.1.set(classCount: classCount))
  }

  /// A data set from one CSV file, of which some rows are for testing: drawn at random, but always the
  /// same.
  ///
  /// - Parameters:
  ///   - name: what the set is called.
  ///   - path: the file, as in ``csv(name:training:test:)``.
  ///   - testShare: how much of it is for testing.
  /// - Throws: `DataFileError` with the line of the first mistake, ``DataSetError`` if one of the parts
  ///   would have no example.
  /// - Complexity: O(file size).
  public static func csv(name: String, path: String, testShare: Double) throws -> DataSet {
    let table = try LabelledTable(path: path)
    return try DataSet(
      name: name, splitting: table.set(classCount: table.classCount), testShare: testShare)
  }
}

/// What is in a CSV file.
private struct LabelledTable {
  var features: [Float] = []
  var labels: [Int32] = []
  var featureCount = 0
  /// One more than the largest label.
  var classCount = 0

  private static let schema = TableSchema(
    "labelled examples", file: "examples.csv",
    [.one(Column("label", .count(from: 0))), .numbered("p")])

  /// More classes than anybody has: a larger label is a mistake, such as a pixel in the wrong column.
  private static let labelBound = 65536.0

  init(path: String) throws {
    let rows = try TableReader(path: path)
    _ = try Self.schema.header(rows.names, in: path)
    featureCount = rows.names.count - 1
    var values = [Double](repeating: 0, count: rows.names.count)
    while try rows.readNumbers(into: &values) {
      let label = values[0]
      guard 0 <= label, label < Self.labelBound, label == label.rounded() else {
        throw DataFileError(
          file: path, line: rows.lineNumber,
          "found the label \(label), expected a whole number from 0 to \(Int(Self.labelBound) - 1)"
        )
      }
      for (column, value) in values.dropFirst().enumerated() {
        let feature = Float(value)
        guard feature.isFinite else {
          throw DataFileError(
            file: path, line: rows.lineNumber,
            "column p\(column): found \(value), expected a number of single precision, up to"
              + " \(Float.greatestFiniteMagnitude)")
        }
        features.append(feature)
      }
      labels.append(Int32(label))
    }
    guard let largest = labels.max() else {
      throw DataFileError(file: path, line: 2, "there is no example below the header")
    }
    classCount = Int(largest) + 1
  }

  func set(classCount: Int) -> LabelledSet {
    LabelledSet(
      features: features, labels: labels, featureCount: featureCount, classCount: classCount)
  }
}
