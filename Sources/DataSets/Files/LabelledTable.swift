import DataFiles

/// What is in a text table of examples with classes.
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

  /// The examples, with the classes that their labels make.
  func set(_ classes: Classes) -> LabelledSet {
    set(column.labels.map { classes.number(of: $0.text) }, classCount: classes.count)
  }

  /// The examples, with the number of the class of each label of ``column``.
  func set(_ numbers: [Int32], classCount: Int) -> LabelledSet {
    LabelledSet(
      features: values, labels: column.rows.map { numbers[Int($0)] }, featureCount: features.count,
      classCount: classCount)
  }
}
