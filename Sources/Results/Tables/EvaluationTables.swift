import DataFiles

/// How a network told the examples of a set: of each true class how many were taken for which.
package struct ConfusionCounts: Sendable, Equatable {
  /// How many classes there are.
  package let classCount: Int
  /// True class by true class, how many examples were taken for each class.
  package private(set) var counts: [Int]

  package init(classCount: Int) {
    self.classCount = classCount
    counts = Array(repeating: 0, count: classCount * classCount)
  }

  /// Takes in an example.
  package mutating func add(_ label: Int, predicted: Int) {
    counts[label * classCount + predicted] += 1
  }

  /// How many examples of a class were taken for another.
  package subscript(label: Int, predicted: Int) -> Int { counts[label * classCount + predicted] }

  /// What is told of each class.
  package var rates: [ClassRates] {
    (0..<classCount).map { k in
      ClassRates(
        label: k, examples: (0..<classCount).reduce(0) { $0 + self[k, $1] },
        predicted: (0..<classCount).reduce(0) { $0 + self[$1, k] }, right: self[k, k])
    }
  }
}

/// How well a network tells a class.
package struct ClassRates: Sendable, Equatable {
  /// The class, from 0.
  package let label: Int
  /// How many examples it has, how many were taken for it, and how many of these rightly.
  package let examples, predicted, right: Int

  /// The share of those taken for it that are of it; nil if there are none.
  package var precision: Double? { predicted == 0 ? nil : Double(right) / Double(predicted) }
  /// The share of its examples that were told; nil if it has none.
  package var recall: Double? { examples == 0 ? nil : Double(right) / Double(examples) }
}

/// The tables of an evaluation. Names of classes stand in them where the set has some.
package enum EvaluationTables {
  /// The columns of `classes.csv`.
  package static let classes = TableSchema(
    "a classes.csv", file: "classes.csv",
    [
      .one(Column("class", .count(from: 0), isKey: true)), .optional(Column("class_name", .text)),
      .one(Column("examples", .count(from: 0))), .one(Column("predicted", .count(from: 0))),
      .one(Column("precision", .share)), .one(Column("recall", .share)),
    ])

  /// The columns of `confusion.csv`: one for each class that examples were taken for, by its number.
  package static let confusion = TableSchema(
    "a confusion.csv", file: "confusion.csv",
    [
      .one(Column("class", .count(from: 0), isKey: true)), .optional(Column("class_name", .text)),
      .several(what: "a class", .count(from: 0)),
    ])

  /// The columns of `predictions.csv`: of a softmax the probabilities `p_0`, `p_1`, …, else the outputs `y_0`, `y_1`, ….
  /// Before them stand the numbers of the example, if they are few.
  package static let predictions = TableSchema(
    "a predictions.csv", file: "predictions.csv",
    [
      .one(Column("example", .count(from: 0), isKey: true)), .one(Column("class", .count(from: 0))),
      .one(Column("predicted", .count(from: 0))), .optional(Column("class_name", .text)),
      .optional(Column("predicted_name", .text)),
    ] + inputs(mostInputs).map { .optional(Column($0, .finite)) }
      + [.several(what: "a class", .finite)])

  /// The numbers of an example stand in `predictions.csv` if there are two or more, but no more than these.
  package static let mostInputs = 8

  /// What the columns of so many numbers are called.
  package static func inputs(_ count: Int) -> [String] { (0..<count).map { "input_\($0)" } }

  /// The text of `classes.csv`.
  package static func classes(_ counts: ConfusionCounts, names: [String]?) -> String {
    var table = TableWriter(classes.header(withOptional: names != nil))
    for rates in counts.rates {
      table.add(rates.label)
      if let names { table.add(names[rates.label]) }
      table.add(rates.examples)
      table.add(rates.predicted)
      table.add(rates.precision)
      table.add(rates.recall)
      table.endRow()
    }
    return table.text
  }

  /// The text of `confusion.csv`.
  package static func confusion(_ counts: ConfusionCounts, names: [String]?) -> String {
    let all = 0..<counts.classCount
    var table = TableWriter(
      confusion.header(all.map { "\($0)" }, withOptional: names != nil))
    for label in all {
      table.add(label)
      if let names { table.add(names[label]) }
      for predicted in all { table.add(counts[label, predicted]) }
      table.endRow()
    }
    return table.text
  }
}
