import DataSets
import Testing

/// Images that are changed from epoch to epoch.
@Suite struct AugmentationTests {
  /// Images whose pixels count 1, 2, …, each the same.
  private static func counting(_ count: Int, _ shape: ImageShape) -> LabelledSet {
    LabelledSet(
      features: (0..<count).flatMap { _ in (1...shape.featureCount).map(Float.init) },
      labels: Array(repeating: 0, count: count), featureCount: shape.featureCount, classCount: 1,
      imageShape: shape)
  }

  private static func shown(
    _ examples: [Int32], of set: LabelledSet, _ augmentation: Augmentation, epoch: Int, seed: UInt64
  ) -> [Float] {
    var features = [Float](repeating: .nan, count: examples.count * set.featureCount)
    augmentation.write(examples, of: set, epoch: epoch, seed: seed, to: &features)
    return features
  }

  @Test func imagesAreThoseOfAnIndependentProgram() throws {
    for reference in try References.read().augmented {
      let shape = ImageShape(
        channels: reference.shape[0], rows: reference.shape[1], columns: reference.shape[2])
      let shown = Self.shown(
        [Int32(reference.example)], of: Self.counting(reference.example + 1, shape),
        Augmentation(crop: reference.crop, flip: reference.flip, cutout: reference.cutout),
        epoch: reference.epoch, seed: reference.seed)
      #expect(shown == reference.image, "\(reference)")
    }
  }

  /// Whatever else is presented with an example, and in which order, it is shown alike.
  @Test(arguments: 0..<20) func anExampleIsShownAlikeInAnyCompany(seed: Int) {
    let shape = ImageShape(channels: 2, rows: 5, columns: 4)
    let set = Self.counting(30, shape)
    let augmentation = Augmentation(crop: 2, flip: true, cutout: 2)
    let order = LabelledSet.order(ofEpoch: 0, seed: UInt64(seed), count: 30)
    let together = Self.shown(order, of: set, augmentation, epoch: 3, seed: UInt64(seed))
    for (place, example) in order.enumerated() {
      let alone = Self.shown([example], of: set, augmentation, epoch: 3, seed: UInt64(seed))
      let range = (place * set.featureCount)..<((place + 1) * set.featureCount)
      #expect(Array(together[range]) == alone, "example \(example)")
    }
  }

  @Test func nothingAskedForChangesNothing() {
    let set = Self.counting(5, ImageShape(channels: 3, rows: 2, columns: 7))
    #expect(
      Self.shown([0, 1, 2, 3, 4], of: set, Augmentation(), epoch: 9, seed: 1) == set.features)
  }

  /// Of 9000 images of one pixel with 1 around it, that pixel stays in one of nine; of mirrored pairs half are turned.
  /// Five standard deviations of the counts are 150 and 240.
  @Test func shiftsAndMirrorsAreEquallyLikely() {
    let examples = (0..<9000).map { Int32($0) }
    let pixel = Self.counting(9000, ImageShape(channels: 1, rows: 1, columns: 1))
    let kept = Self.shown(examples, of: pixel, Augmentation(crop: 1), epoch: 0, seed: 4)
    #expect(abs(kept.count { $0 == 1 } - 1000) < 150)
    let pair = Self.counting(9000, ImageShape(channels: 1, rows: 1, columns: 2))
    let turned = Self.shown(examples, of: pair, Augmentation(flip: true), epoch: 0, seed: 4)
    #expect(abs(stride(from: 0, to: 18000, by: 2).count { turned[$0] == 2 } - 4500) < 240)
  }
}
