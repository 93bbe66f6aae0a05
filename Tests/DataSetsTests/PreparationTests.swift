import DataSets
import Testing

/// Orders, subsets, permutations, standardisation.
@Suite struct PreparationTests {
  /// Three features over three and two examples; the second feature is constant in training.
  static let small = DataSet(
    name: "small",
    training: LabelledSet(
      features: [1, 0.1, 5, 2, 0.1, 5, 6, 0.1, 8], labels: [0, 1, 1], featureCount: 3, classCount: 2
    ),
    test: LabelledSet(
      features: [3, 7, 6, 4, 0.1, 0], labels: [1, 0], featureCount: 3, classCount: 2))

  @Test func ordersAreThoseOfAnIndependentProgram() throws {
    for reference in try References.read().orders {
      let order = LabelledSet.order(
        ofEpoch: reference.epoch, seed: reference.seed, count: reference.count)
      #expect(order == reference.order)
    }
  }

  /// Each number comes first equally often: χ² of 24 000 epochs over 24 places has mean 23 and
  /// standard deviation √46; the draws are fixed.
  @Test func ordersAreEven() {
    var counts = [Int](repeating: 0, count: 24)
    for epoch in 0..<24_000 {
      counts[Int(LabelledSet.order(ofEpoch: epoch, seed: 3, count: 24)[0])] += 1
    }
    let chiSquared = counts.reduce(0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    #expect((chiSquared - 23).magnitude < 5 * 46.0.squareRoot())
  }

  @Test func prefixKeepsTheFirst() throws {
    let first = try Self.small.prefix(training: 2, test: 1)
    #expect(first.training.features == [1, 0.1, 5, 2, 0.1, 5] && first.training.labels == [0, 1])
    #expect(first.test.features == [3, 7, 6] && first.test.labels == [1])
    #expect(try Self.small.prefix() == Self.small)
    for count in [0, 4, -1] {
      let error = try #require(throws: DataSetError.self) {
        try Self.small.prefix(training: count)
      }
      #expect("\(error)" == "small: found \(count) training examples asked for, expected 1 to 3")
    }
  }

  /// By hand: place s_i of the drawn features in ascending order receives the i-th drawn one.
  @Test func permutationsAreThoseOfAnIndependentProgram() throws {
    for reference in try References.read().permutations {
      let n = reference.count
      let features = (0..<(2 * n)).map(Float.init)
      let part = LabelledSet(
        features: features, labels: [0, 0], featureCount: n, classCount: 1)
      let set = DataSet(name: "counting", training: part, test: part)
      for count in [0, 1, 2, 5, n] {
        var expected = features
        let drawn = reference.drawn.prefix(count)
        for (place, feature) in zip(drawn.sorted(), drawn) {
          expected[place] = Float(feature)
          expected[n + place] = Float(n + feature)
        }
        let permuted = try set.permutingFeatures(
          seed: reference.seed, count: count, task: reference.task)
        #expect(permuted.training.features == expected)
        #expect(permuted.test == permuted.training)
      }
      #expect(
        try set.permutingFeatures(seed: reference.seed, task: reference.task)
          == set.permutingFeatures(seed: reference.seed, count: n, task: reference.task))
    }
  }

  @Test func tooManyFeaturesToPermuteAreRefused() throws {
    let error = try #require(throws: DataSetError.self) {
      try Self.small.permutingFeatures(seed: 1, count: 4)
    }
    #expect("\(error)" == "small: found 4 features to be permuted, expected 0 to 3")
  }

  /// Feature by feature: means 3, –, 6 and variances 14/3, 0, 2 by hand. The result is rounded once
  /// to single precision, after operations in double precision: 1e-7.
  @Test func featuresAreStandardisedByTraining() {
    let set = Self.small.standardised(.perFeature)
    let (a, b) = ((14.0 / 3).squareRoot(), 2.0.squareRoot())
    expect(
      set.training.features, [-2 / a, 0, -1 / b, -1 / a, 0, -1 / b, 3 / a, 0, 2 / b])
    // What is constant in training is 0 in the test too, 7 as well as 0.1.
    expect(set.test.features, [0, 0, 0, 1 / a, 0, -6 / b])
    #expect(set.training.features[1] == 0 && set.test.features[1] == 0)
  }

  /// Over all nine numbers: mean 27.3/9, mean square 155.03/9, by hand; 0.1 is rounded to 2⁻²⁷ in single
  /// precision, hence 1e-7 again.
  @Test func wholeSetIsStandardisedByTraining() {
    let set = Self.small.standardised(.wholeSet)
    let mean = 27.3 / 9
    let deviation = (155.03 / 9 - mean * mean).squareRoot()
    expect(
      set.training.features, Self.small.training.features.map { (Double($0) - mean) / deviation })
    expect(set.test.features, Self.small.test.features.map { (Double($0) - mean) / deviation })
  }

  /// Two channels of two pixels: means 4 and 25/2 and variances 27/2 and 675/4 by hand.
  @Test func channelsAreStandardisedByTraining() {
    func set(_ features: [Float]) -> LabelledSet {
      LabelledSet(
        features: features, labels: [Int32](repeating: 0, count: features.count / 4),
        featureCount: 4, classCount: 1,
        imageShape: ImageShape(channels: 2, rows: 1, columns: 2))
    }
    let images = DataSet(
      name: "images", training: set([0, 1, 30, 0, 6, 9, 20, 0]), test: set([4, 4, 12.5, 0]))
    let standardised = images.standardised(.perChannel)
    let (a, b) = (13.5.squareRoot(), (675.0 / 4).squareRoot())
    expect(
      standardised.training.features,
      [-4 / a, -3 / a, 17.5 / b, -12.5 / b, 2 / a, 5 / a, 7.5 / b, -12.5 / b])
    expect(standardised.test.features, [0, 0, 0, -12.5 / b])
  }

  /// Mean 0 and standard deviation 1 over the digits, whose corner pixels are constant. Rounding of
  /// 1438 numbers below 40 to single precision leaves less than 40 · 2⁻²⁴ of the mean.
  @Test func standardisedDigitsHaveMeanZero() throws {
    let digits = try DataSet.digits()
    let set = digits.standardised(.perFeature).training
    var constant: [Int] = []
    for feature in 0..<64 {
      let column = stride(from: feature, to: set.features.count, by: 64).map {
        Double(set.features[$0])
      }
      let mean = column.reduce(0, +) / Double(column.count)
      let square = column.reduce(0) { $0 + $1 * $1 } / Double(column.count)
      #expect(mean.magnitude < 40 * 0x1p-24)
      if column.allSatisfy({ $0 == 0 }) {
        constant.append(feature)
      } else {
        #expect((square - 1).magnitude < 1e-5)
      }
    }
    let expected = (0..<64).filter { feature in
      let features = digits.training.features
      return Set(stride(from: feature, to: features.count, by: 64).map { features[$0] }).count == 1
    }
    #expect(constant == expected && !expected.isEmpty)
  }

  private func expect(_ found: [Float], _ expected: [Double]) {
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) {
      #expect((Double(found) - expected).magnitude <= 1e-7 * max(1, expected.magnitude))
    }
  }
}
