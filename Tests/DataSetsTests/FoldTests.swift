import DataSets
import TestSupport
import Testing

/// Fixed splits of sets that have no test part of their own.
@Suite struct FoldTests {
  /// Which lines of the source are tested with, by another program that deals examples out from the description.
  @Test func foldsAreTheDocumentedOnes() throws {
    let digits = try DataSet.digits()
    let references = try References.read().folds
    #expect(references.count == DataSet.foldCount)
    for (number, reference) in references.enumerated() {
      let fold = try digits.fold(number)
      #expect(fold.test.numbers.sorted() == reference.test.sorted())
      #expect(Array(fold.training.numbers.prefix(20)) == reference.training)
      #expect(fold.name == "digits" && fold.test.imageShape == digits.test.imageShape)
    }
  }

  /// Every example is tested with once, with its own features, and each fold has as many of every class as any other, but for one.
  @Test func everyExampleIsInOneFoldOfItsClass() throws {
    let digits = try DataSet.digits()
    var examples: [Int32: ([Float], Int32)] = [:]
    for set in [digits.training, digits.test] {
      for (place, number) in set.numbers.enumerated() {
        examples[number] = (
          Array(set.features[(64 * place)..<(64 * place + 64)]), set.labels[place]
        )
      }
    }
    var tested: [Int32] = []
    var counts: [[Int]] = []
    for number in 0..<DataSet.foldCount {
      let fold = try digits.fold(number)
      #expect(
        (fold.test.numbers + fold.training.numbers).sorted() == Array(0..<1797), "fold \(number)")
      for set in [fold.training, fold.test] {
        for (place, number) in set.numbers.enumerated() {
          let (features, label) = try #require(examples[number])
          #expect(set.labels[place] == label)
          #expect(set.features[(64 * place)..<(64 * place + 64)].elementsEqual(features))
        }
      }
      tested += fold.test.numbers
      counts.append((0..<10).map { label in fold.test.labels.count { $0 == label } })
      #expect((359...360).contains(fold.test.exampleCount))
    }
    #expect(tested.sorted() == Array(0..<1797))
    for label in 0..<10 {
      let ofClass = counts.map { $0[label] }
      #expect(ofClass.max()! - ofClass.min()! <= 1, "class \(label): \(ofClass)")
    }
  }

  /// What a set was split into before makes no difference.
  @Test func foldsHangOnTheExamplesAlone() throws {
    let (one, other) = try (DataSet.digits(), DataSet.digits(testShare: 0.5))
    #expect(try one.fold(2) == other.fold(2))
    #expect(try one.fold(2) == one.fold(4).fold(2))
    #expect(try one.fold(2) != one.fold(4))
  }

  @Test func fewExamplesAreRefused() throws {
    let scratch = try Scratch()
    func table(_ count: Int) throws -> DataSet {
      let rows = (0..<count).map { "\($0),\($0 % 2)\n" }.joined()
      return try .csv(
        name: "table", path: try scratch.write("a,label\n" + rows, to: "t.csv"),
        testShare: 0.4)
    }
    let five = try table(5)
    for fold in 0..<5 { #expect(try five.fold(fold).test.exampleCount == 1) }
    let error = try #require(throws: DataSetError.self) { try table(4).fold(0) }
    #expect(
      error.description == "table: found 4 examples, expected at least 5, one for each fold")
  }
}
