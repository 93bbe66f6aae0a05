import DataFiles

extension DataSet {
  /// A data set from two text tables, separated by commas, semicolons or tabs, packed by gzip or not.
  ///
  /// One column has the classes; all others but an index are features, whatever they are called, taken as they are and rounded to
  /// single precision. Classes that are whole numbers from 0 on are those numbers, and the largest of both files says how many there
  /// are; all others are names, numbered in their order: of numbers by size, of texts by letters.
  ///
  /// - Parameters:
  ///   - name: what the set is called.
  ///   - training: the file to learn from.
  ///   - test: the file to test with, with the same columns.
  ///   - label: the column of the classes.
  /// - Throws: `DataFileError` with the line of the first mistake.
  /// - Complexity: O(file sizes).
  public static func csv(name: String, training: String, test: String, label: String = "label")
    throws -> DataSet
  {
    let tables = try (
      LabelledTable(path: training, label: label), LabelledTable(path: test, label: label)
    )
    guard tables.0.features.count == tables.1.features.count else {
      throw DataFileError(
        file: test, line: 1,
        "found \(tables.1.features.count) features, expected \(tables.0.features.count) as in \(training)"
      )
    }
    if let (a, b) = zip(tables.0.features, tables.1.features).first(where: { $0 != $1 }) {
      throw DataFileError(
        file: test, line: 1,
        "found the feature \"\(b.excerpt)\" where \(training) has \"\(a.excerpt)\", expected the same columns in the same order"
      )
    }
    let classes = try Classes(tables.0.column, tables.1.column)
    return DataSet(
      name: name, training: tables.0.set(classes), test: tables.1.set(classes),
      classNames: classes.names, featureNames: tables.0.features)
  }

  /// A data set from one table, of which some rows are for testing: drawn at random, but always the
  /// same.
  ///
  /// - Parameters:
  ///   - name: what the set is called.
  ///   - path: the file, as in ``csv(name:training:test:label:)``.
  ///   - testShare: how much of it is for testing.
  ///   - label: the column of the classes.
  /// - Throws: `DataFileError` with the line of the first mistake, ``DataSetError`` if one of the parts
  ///   would have no example.
  /// - Complexity: O(file size).
  public static func csv(name: String, path: String, testShare: Double, label: String = "label")
    throws -> DataSet
  {
    let table = try LabelledTable(path: path, label: label)
    let classes = try Classes(table.column)
    return try DataSet(
      name: name, splitting: table.set(classes), testShare: testShare, classNames: classes.names,
      featureNames: table.features)
  }
}
