import RandomNumbers

extension DataSet {
  /// How many folds there are.
  package static let foldCount = 5

  /// The same examples split anew: those of a fold are for testing, all others for training.
  ///
  /// Every example is in one fold, and each fold has as many examples of every class as any other, but for one. All examples are
  /// shuffled with the seed 0, whatever a study's, and sorted by their classes, those of one class staying in the order of the
  /// shuffle; the n-th of them is in the fold n mod 5. Both parts have the order of the shuffle, so that the first of them
  /// are a sample.
  ///
  /// - Parameter fold: which, from 0.
  /// - Precondition: there is such a fold, no examples are held out, and examples are told apart by their numbers.
  /// - Throws: ``DataSetError`` if there are fewer examples than folds.
  /// - Complexity: O(features).
  package func fold(_ fold: Int) throws -> DataSet {
    precondition((0..<Self.foldCount).contains(fold) && validation == nil, "no such fold")
    let all = training.joined(with: test).sortedByNumbers
    let count = all.exampleCount
    guard count >= Self.foldCount else {
      throw DataSetError(
        "\(name): found \(count) examples, expected at least \(Self.foldCount), one for each fold")
    }
    let shuffled = shuffle(count, by: RandomField(seed: 0, purpose: .folds))
    // Sorting keeps the order of equals.
    let byClass = shuffled.sorted { all.labels[Int($0)] < all.labels[Int($1)] }
    var folds = [Int](repeating: 0, count: count)
    for (place, example) in byClass.enumerated() { folds[Int(example)] = place % Self.foldCount }
    return replacing(
      training: all.selecting(shuffled.filter { folds[Int($0)] != fold }),
      test: all.selecting(shuffled.filter { folds[Int($0)] == fold }), validation: nil)
  }
}

extension LabelledSet {
  /// These examples and others behind them.
  fileprivate func joined(with other: LabelledSet) -> LabelledSet {
    LabelledSet(
      features: features + other.features, labels: labels + other.labels,
      featureCount: featureCount, classCount: classCount, imageShape: imageShape,
      numbers: numbers + other.numbers)
  }

  /// The examples in the order of their numbers.
  fileprivate var sortedByNumbers: LabelledSet {
    selecting((0..<Int32(exampleCount)).sorted { numbers[Int($0)] < numbers[Int($1)] })
  }
}
