import DataSets
import Testing

/// The built-in digits.
@Suite struct DigitsTests {
  /// Against scikit-learn's file: as many examples of each class, and the same sum of each pixel over
  /// each class. Sums of multiples of 1/16 below 2²⁴/16 are exact.
  @Test func imagesAreThePublishedOnes() throws {
    let digits = try DataSet.load(named: "digits")
    #expect(digits.training.exampleCount == 1438 && digits.test.exampleCount == 359)
    #expect(digits.training.imageShape == ImageShape(channels: 1, rows: 8, columns: 8))
    #expect(digits.training.classCount == 10 && digits.training.featureCount == 64)
    var counts = [Int](repeating: 0, count: 10)
    var sums = [[Float]](repeating: Array(repeating: 0, count: 64), count: 10)
    for set in [digits.training, digits.test] {
      for (example, label) in set.labels.enumerated() {
        counts[Int(label)] += 1
        for pixel in 0..<64 { sums[Int(label)][pixel] += set.features[64 * example + pixel] }
      }
    }
    let reference = try References.read().digits
    #expect(counts == reference.counts)
    #expect(sums.map { $0.map { Int($0 * 16) } } == reference.sums)
  }

  /// The split is a shuffle that another program repeats from its description.
  @Test func splitIsTheDocumentedOne() throws {
    let digits = try DataSet.digits()
    let reference = try References.read().split
    for (set, rows) in [(digits.test, reference.test), (digits.training, reference.training)] {
      for (example, row) in rows.enumerated() {
        #expect(
          set.features[(64 * example)..<(64 * example + 64)].map { Int($0 * 16) } == row.dropLast())
        #expect(Int(set.labels[example]) == row[64])
      }
    }
  }

  @Test(arguments: [
    (0.0, "found the test share 0.0"), (1, "found the test share 1.0"), (-0.1, "-0.1"),
    (.nan, "nan"), (1e-6, "0 for testing"), (0.9999, "leaves 0 of 1797 examples"),
  ])
  func impossibleSharesAreRefused(_ share: Double, _ message: String) throws {
    let error = try #require(throws: DataSetError.self) { try DataSet.digits(testShare: share) }
    #expect(error.description.contains(message), "\(error)")
  }
}
