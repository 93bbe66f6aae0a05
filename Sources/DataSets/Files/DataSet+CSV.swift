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
    let classes = try Classes(tables.0, tables.1)
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
    let classes = try Classes(table)
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
  /// Of each row what stands in the column of the classes, as its place in `labels`.
  private var rows: [Int32] = []
  /// What stands in the column of the classes, each once, and where first.
  private(set) var labels: [(text: String, line: Int)] = []

  /// More classes than anybody has: so many different labels are a mistake, such as a feature in the wrong column.
  private static let mostClasses = 65536

  /// - Parameters:
  ///   - path: the file.
  ///   - label: the column of the classes.
  ///   - key: what says which column that is.
  init(path: String, label: String, saidBy key: String = "drive.data.label") throws {
    self.path = path
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
    var (text, known) = ("", [String: Int32]())
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
      if let index = known[text] {
        rows.append(index)
        continue
      }
      guard !text.isEmpty, known.count < Self.mostClasses else {
        throw DataFileError(
          file: path, line: table.lineNumber,
          text.isEmpty
            ? "column \(label): found nothing, expected a class"
            : "column \(label): found more than \(Self.mostClasses) classes, expected those of a classification"
        )
      }
      known[text] = Int32(labels.count)
      rows.append(Int32(labels.count))
      labels.append((text, table.lineNumber))
    }
    guard !rows.isEmpty else {
      throw DataFileError(file: path, line: 2, "there is no example below the header")
    }
  }

  fileprivate func set(_ classes: Classes) -> LabelledSet {
    set(labels.map { classes.number(of: $0.text) }, classCount: classes.count)
  }

  /// The examples, with the number of the class of each of ``labels``.
  func set(_ numbers: [Int32], classCount: Int) -> LabelledSet {
    LabelledSet(
      features: values, labels: rows.map { numbers[Int($0)] }, featureCount: features.count,
      classCount: classCount)
  }
}

/// Which class is which number.
private struct Classes {
  /// nil if classes are whole numbers from 0 on.
  let names: [String]?
  let count: Int
  private let numbers: [String: Int32]

  /// Whole numbers up to which classes are taken as they are, though some may have no example.
  private static let largest = 65535.0
  /// Larger numbers are not told apart.
  private static let largestWhole = 0x1p53

  init(_ tables: LabelledTable...) throws {
    let texts = Set(tables.flatMap { $0.labels.map(\.text) })
    for table in tables {
      for label in table.labels where label.text.lowercased() == "nan" {
        throw DataFileError(
          file: table.path, line: label.line,
          "found \(label.text) in the column of the classes (drive.data.label), expected a class in every row"
        )
      }
    }
    let values = Dictionary(
      uniqueKeysWithValues: texts.compactMap { text in finiteNumber(text).map { (text, $0) } })
    let areNumbers = values.count == texts.count
    for table in tables {
      for label in table.labels {
        guard let value = values[label.text], areNumbers,
          value != value.rounded() || value.magnitude >= Self.largestWhole
        else { continue }
        throw DataFileError(
          file: table.path, line: label.line,
          "found the class \(label.text) (drive.data.label), expected whole numbers up to 2^53 or names; values to be met are no classes"
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
