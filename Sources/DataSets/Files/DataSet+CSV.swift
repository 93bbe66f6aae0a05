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

/// What is in a table.
struct LabelledTable {
  let path: String
  /// What the features are called.
  let features: [String]
  /// Row after row.
  private var values: [Float] = []
  /// The column of the classes.
  let column: LabelColumn

  /// - Parameters:
  ///   - path: the file.
  ///   - label: the column of the classes.
  ///   - key: what says which column that is.
  init(path: String, label: String, saidBy key: String = "drive.data.label") throws {
    self.path = path
    var column = LabelColumn(path: path, name: label, saidBy: key)
    let table = try TableReader(
      foreign: path,
      advice:
        " (\(key) says which column has the classes; all others are features, which are numbers)"
    )
    guard let place = table.names.firstIndex(of: label) else {
      throw DataFileError(
        file: path, line: 1,
        "found no column \"\(label.excerpt)\" among \(ForeignColumns.listed(table.names)): set \(key) to the"
          + " one of them that has the classes\(suggestion(for: label, among: table.names))")
    }
    let places = table.names.indices.filter {
      $0 != place && !ForeignColumns.isIndex(table.names[$0])
    }
    guard !places.isEmpty else {
      throw DataFileError(file: path, line: 1, "found no column of features beside \"\(label)\"")
    }
    features = places.map { table.names[$0] }
    try table.checkNames(of: places + [place])
    var uses = [TableReader.Use](repeating: .nothing, count: table.names.count)
    for place in places { uses[place] = .number }
    uses[place] = .text
    var numbers = [Double](repeating: 0, count: table.names.count)
    var text = ""
    while try table.readRow(uses, numbers: &numbers, text: &text) {
      for place in places {
        let feature = Float(numbers[place])
        guard feature.isFinite else {
          throw DataFileError(
            file: path, line: table.lineNumber,
            "column \(table.names[place]): found \(numbers[place]), expected a number of single precision, up to"
              + " \(Float.greatestFiniteMagnitude)")
        }
        values.append(feature)
      }
      try column.add(text, line: table.lineNumber)
    }
    guard !column.rows.isEmpty else {
      throw DataFileError(file: path, line: 2, "there is no example below the header")
    }
    self.column = column
  }

  fileprivate func set(_ classes: Classes) -> LabelledSet {
    set(column.labels.map { classes.number(of: $0.text) }, classCount: classes.count)
  }

  /// The examples, with the number of the class of each label of ``column``.
  func set(_ numbers: [Int32], classCount: Int) -> LabelledSet {
    LabelledSet(
      features: values, labels: column.rows.map { numbers[Int($0)] }, featureCount: features.count,
      classCount: classCount)
  }
}
