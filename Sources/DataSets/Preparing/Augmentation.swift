import RandomNumbers

/// How images are changed anew for every epoch, so that a network sees more of them than there are: shifted, mirrored, and
/// with a square left out.
///
/// What becomes of an example in an epoch depends on nothing but the seed, its number and the epoch. With the uniform numbers
/// u₀, … u₄ of the example in the field of the seed, at the indices 5·epoch, … 5·epoch + 4, an image is shifted by
/// ⌊u₀ (2p + 1)⌋ − p rows and ⌊u₁ (2p + 1)⌋ − p columns (p is ``crop``), mirrored if u₂ < ½, and then the square of ``cutout``
/// pixels a side whose middle is in row ⌊u₃ rows⌋ and column ⌊u₄ columns⌋ is left out, as far as it lies in the image. All
/// channels of an image are treated alike. What no pixel comes to is 0: the mean, where channels are standardised.
public struct Augmentation: Sendable, Equatable {
  /// p: how many pixels are added on each side before an image of the old size is cut out; 0 leaves images where they are.
  public var crop: Int
  /// Whether every other image is mirrored, left to right.
  public var flip: Bool
  /// The side of the square that is left out; 0 for none. (T. DeVries & G. W. Taylor, arXiv:1708.04552.)
  public var cutout: Int

  /// An augmentation; by default none.
  ///
  /// - Precondition: neither number is negative.
  public init(crop: Int = 0, flip: Bool = false, cutout: Int = 0) {
    precondition(crop >= 0 && cutout >= 0, "a number of pixels must not be negative")
    self.crop = crop
    self.flip = flip
    self.cutout = cutout
  }

  /// Writes examples as an epoch shows them.
  ///
  /// - Parameters:
  ///   - examples: which, by their numbers in the set.
  ///   - set: the set.
  ///   - epoch: the number of the epoch, from 0.
  ///   - seed: the seed.
  ///   - features: receives the images, one after the other.
  ///   - first: the place among these of the first one.
  /// - Precondition: the set's features make images, and there is room for the examples.
  /// - Complexity: O(features of the examples), without allocation.
  public func write(
    _ examples: some Collection<Int32>, of set: LabelledSet, epoch: Int, seed: UInt64,
    to features: inout [Float], at first: Int = 0
  ) {
    let shape = set.imageShape!
    precondition(
      features.count >= (first + examples.count) * set.featureCount,
      "there is no room for the examples")
    let field = RandomField(seed: seed, purpose: .augmentation)
    set.features.withUnsafeBufferPointer { source in
      features.withUnsafeMutableBufferPointer { features in
        for (place, example) in examples.enumerated() {
          let change = change(Int(example), epoch: epoch, shape, field)
          let from = Int(example) * set.featureCount
          let to = (first + place) * set.featureCount
          change.write(
            source.extracting(from..<(from + set.featureCount)),
            to: features.extracting(to..<(to + set.featureCount)), shape)
        }
      }
    }
  }

  private func change(_ example: Int, epoch: Int, _ shape: ImageShape, _ field: RandomField)
    -> ImageChange
  {
    func draw(_ k: Int, of count: Int) -> Int {
      Int(field.uniform(synapse: example, index: 5 * epoch + k) * Double(count))
    }
    let side = 2 * crop + 1
    let first = (draw(3, of: shape.rows) - cutout / 2, draw(4, of: shape.columns) - cutout / 2)
    return ImageChange(
      rowShift: draw(0, of: side) - crop, columnShift: draw(1, of: side) - crop,
      isMirrored: flip && draw(2, of: 2) == 0,
      missingRows: first.0..<(first.0 + cutout), missingColumns: first.1..<(first.1 + cutout))
  }
}

/// What becomes of one image.
private struct ImageChange {
  let rowShift: Int
  let columnShift: Int
  let isMirrored: Bool
  let missingRows: Range<Int>
  let missingColumns: Range<Int>

  func write(
    _ image: UnsafeBufferPointer<Float>, to result: UnsafeMutableBufferPointer<Float>,
    _ shape: ImageShape
  ) {
    let (rows, columns) = (shape.rows, shape.columns)
    for channel in 0..<shape.channels {
      for row in 0..<rows {
        let source = row + rowShift
        let target = (channel * rows + row) * columns
        for column in 0..<columns {
          let seen = (isMirrored ? columns - 1 - column : column) + columnShift
          let isThere =
            0 <= source && source < rows && 0 <= seen && seen < columns
            && !(missingRows.contains(row) && missingColumns.contains(column))
          result[target + column] =
            isThere ? image[(channel * rows + source) * columns + seen] : 0
        }
      }
    }
  }
}
