import DataSets
import Testing

/// The Yin-Yang set.
@Suite struct YinYangTests {
  /// Points, classes and how often each class comes, as another program draws them from the description.
  @Test func examplesAreThoseOfAnIndependentProgram() throws {
    for reference in try References.read().yinYang {
      var seeds = YinYang.Seeds()
      seeds.training = reference.seed
      // The other parts may not have the seed that is looked at.
      (seeds.test, seeds.validation) = (1, 2)
      let set = try DataSet.yinYang(
        training: reference.count, test: 1, validation: nil, seeds: seeds)
      #expect(Array(set.training.features.prefix(48)) == reference.features)
      #expect(Array(set.training.labels.prefix(12)) == reference.labels)
      let counts = (0..<3).map { label in set.training.labels.count { $0 == label } }
      #expect(counts == reference.counts)
    }
  }

  /// Between 0 and 1 stands the curve of two half circles; dots are where the distance from their middles says.
  @Test func classesAreThoseOfTheGeometry() throws {
    let set = try DataSet.yinYang(training: 20_000)
    // Features are of single precision, and so close to a border nothing can be said by them.
    let margin = 1e-6
    var unclear = 0
    for (example, label) in set.training.labels.enumerated() {
      let features = set.training.features[(4 * example)..<(4 * example + 4)].map(Double.init)
      let (x, y) = (features[0], features[1])
      #expect((features[2] - (1 - x)).magnitude < 1e-7 && (features[3] - (1 - y)).magnitude < 1e-7)
      #expect(((x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5)).squareRoot() < 0.5 + margin)
      let isLeft = x < 0.5
      let middle = isLeft ? 0.25 : 0.75
      let arc = max(0, 0.0625 - (x - middle) * (x - middle)).squareRoot()
      let curve = 0.5 + (isLeft ? -arc : arc)
      let fromDot = ((x - middle) * (x - middle) + (y - 0.5) * (y - 0.5)).squareRoot()
      if (fromDot - 0.1).magnitude < margin || (y - curve).magnitude < margin
        || (x - 0.5).magnitude < margin
      {
        unclear += 1
        continue
      }
      #expect(label == (fromDot < 0.1 ? 2 : y > curve ? 1 : 0), "(\(x), \(y))")
    }
    #expect(unclear < 10)
  }

  /// The number of each class is binomial with p = 1/3: five standard deviations are passed once in 1.7 million.
  @Test func classesAreEquallyLikely() throws {
    for seed in UInt64(100)..<110 {
      var seeds = YinYang.Seeds()
      seeds.training = seed
      let labels = try DataSet.yinYang(training: 3000, seeds: seeds).training.labels
      for label in Int32(0)..<3 {
        let count = Double(labels.count { $0 == label })
        #expect((count - 1000).magnitude < 5 * (3000 * 2.0 / 9).squareRoot(), "seed \(seed)")
      }
    }
  }

  @Test func namedSetHasThreeStreams() throws {
    let set = try DataSet.load(named: "yinYang")
    let parts = [set.training, try #require(set.validation), set.test]
    #expect(parts.map(\.exampleCount) == [5000, 1000, 1000])
    #expect(set.classNames == ["yin", "yang", "dot"] && set.featureNames?.count == 4)
    #expect(parts.allSatisfy { $0.imageShape == nil && $0.classCount == 3 })
    // No point is in two parts: x and y together have 48 bits.
    let points = parts.flatMap { part in
      (0..<part.exampleCount).map { [part.features[4 * $0], part.features[4 * $0 + 1]] }
    }
    #expect(Set(points).count == 7000)
    #expect(try DataSet.yinYang() == set)
  }

  /// Fewer are the first of more, and a part does not depend on the others.
  @Test func partsDependOnTheirSeedAlone() throws {
    let set = try DataSet.yinYang()
    let other = try DataSet.yinYang(training: 100, test: 2000, validation: nil)
    #expect(other.training == (try set.prefix(training: 100).training) && other.validation == nil)
    #expect(try other.prefix(test: 1000).test == set.test)
    var seeds = YinYang.Seeds()
    seeds.test = 3
    let third = try DataSet.yinYang(seeds: seeds)
    #expect(third.training == set.training && third.validation == set.validation)
    #expect(third.test != set.test)
  }

  @Test func mistakesAreTold() throws {
    func told(_ body: () throws -> DataSet) throws -> String {
      "\(try #require(throws: DataSetError.self) { _ = try body() })"
    }
    var seeds = YinYang.Seeds()
    seeds.training = 41
    let equal = seeds
    #expect(
      try told { try .yinYang(seeds: equal) }
        == "yinYang: found the seed 41 twice, expected three different ones: the sets would be the same examples"
    )
    // Without a validation part its seed does not matter.
    #expect(
      try DataSet.yinYang(training: 1, test: 1, validation: nil, seeds: equal).test.exampleCount
        == 1)
    for count in [-1, 0, Int(Int32.max) + 1] {
      #expect(
        try told { try .yinYang(training: count) }
          == "yinYang: found \(count) training examples asked for, expected 1 to 2147483647")
    }
    #expect(
      try told { try .yinYang(test: 0) }
        == "yinYang: found 0 test examples asked for, expected 1 to 2147483647")
  }
}
