import DataSets
import Testing

/// Examples held out for validation.
@Suite struct HoldingOutTests {
  /// Examples that are told by their only feature, which counts them.
  private static func counting(_ count: Int) -> DataSet {
    func part(_ numbers: Range<Int>) -> LabelledSet {
      LabelledSet(
        features: numbers.map(Float.init), labels: numbers.map { Int32($0 % 3) }, featureCount: 1,
        classCount: 3)
    }
    return DataSet(
      name: "counting", training: part(0..<count), test: part(count..<(count + 4)))
  }

  @Test func partsAreThoseOfAnIndependentProgram() throws {
    for reference in try References.read().heldOut {
      let whole = Self.counting(reference.count)
      let set = try whole.holdingOut(reference.held.count, seed: reference.seed)
      let validation = try #require(set.validation)
      for (part, examples) in [(validation, reference.held), (set.training, reference.kept)] {
        #expect(part.features == examples.map(Float.init))
        #expect(part.labels == examples.map { $0 % 3 })
        #expect(part.classCount == 3)
      }
      #expect(set.test == whole.test)
    }
  }

  @Test func countsThatDoNotFitAreRefused() throws {
    for count in [-1, 0, 5, 6] {
      let error = try #require(throws: DataSetError.self) {
        try Self.counting(5).holdingOut(count, seed: 1)
      }
      #expect(
        "\(error)" == "counting: found \(count) examples to be held out for validation, expected at"
          + " least 1 and fewer than the 5 for training")
    }
    let set = try Self.counting(5).holdingOut(4, seed: 1)
    #expect(set.training.exampleCount == 1 && set.validation?.exampleCount == 4)
  }

  /// What is held out is prepared by the training part's numbers and permuted with it, and kept by a prefix.
  @Test func heldOutExamplesArePreparedWithTheOthers() throws {
    let set = try Self.counting(9).holdingOut(3, seed: 4)
    let standardised = set.standardised(.wholeSet)
    let training = set.training.features.map(Double.init)
    let mean = training.reduce(0, +) / 6
    let deviation = (training.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 6).squareRoot()
    let found = try #require(standardised.validation).features
    for (found, value) in zip(found, try #require(set.validation).features) {
      // Rounded once to single precision.
      #expect((Double(found) - (Double(value) - mean) / deviation).magnitude < 1e-6)
    }
    #expect(try set.prefix(training: 2).validation == set.validation)
    #expect(try set.permutingFeatures(seed: 1).validation == set.validation)
  }
}
