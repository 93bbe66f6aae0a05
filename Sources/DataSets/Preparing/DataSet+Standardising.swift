/// What features get the mean 0 and the standard deviation 1 over.
public enum Standardisation: Sendable {
  /// Over all features of all training examples together.
  case wholeSet
  /// Over all training examples, each feature by itself.
  case perFeature
  /// Over all training examples and the pixels of a channel, each channel by itself; features that make no image are one
  /// channel.
  case perChannel
}

extension DataSet {
  /// The set with every feature x replaced by (x − mean)/sd.
  ///
  /// Mean and standard deviation (the root of the mean square, divided by n) are those of the training
  /// part, as it is now; the test part is changed by the same numbers, which are kept in ``moments``. A feature that is constant in
  /// training becomes 0 in both. Sums are taken in double precision, in the order of examples.
  ///
  /// - Complexity: O(features).
  public func standardised(_ standardisation: Standardisation) -> DataSet {
    let pixels =
      switch standardisation {
      case .wholeSet: training.featureCount
      case .perFeature: 1
      case .perChannel: training.imageShape.map { $0.rows * $0.columns } ?? training.featureCount
      }
    let moments = FeatureMoments(
      of: training.features, columnCount: training.featureCount / pixels, pixels: pixels)
    var set = map { $0.standardised(by: moments) }
    set.moments = moments
    return set
  }
}

extension LabelledSet {
  /// The examples with every feature x replaced by (x − mean)/sd.
  ///
  /// - Precondition: the moments are of as many features.
  /// - Complexity: O(features).
  func standardised(by moments: FeatureMoments) -> LabelledSet {
    var set = self
    let scales = moments.standardDeviations.map { $0 == 0 ? 0 : 1 / $0 }
    for start in stride(from: 0, to: set.features.count, by: set.featureCount) {
      for place in 0..<set.featureCount {
        let column = place / moments.pixels
        let deviation = Double(set.features[start + place]) - moments.means[column]
        set.features[start + place] = Float(deviation * scales[column])
      }
    }
    return set
  }
}

/// The mean and the standard deviation of the columns of a table, each of some neighbouring features: of all, of those of a channel,
/// or of one.
public struct FeatureMoments: Sendable, Equatable {
  /// The mean of each column.
  public let means: [Double]
  /// The standard deviation of each column; 0 of one that is constant, whose features become 0.
  public let standardDeviations: [Double]
  /// How many neighbouring features a column has.
  public let pixels: Int

  init(of values: [Float], columnCount: Int, pixels: Int) {
    var sums = [Double](repeating: 0, count: columnCount)
    var isConstant = [Bool](repeating: true, count: columnCount)
    let width = columnCount * pixels
    let rows = stride(from: 0, to: values.count, by: width)
    for start in rows {
      for place in 0..<width {
        let column = place / pixels
        sums[column] += Double(values[start + place])
        if values[start + place] != values[column * pixels] { isConstant[column] = false }
      }
    }
    let count = Double(values.count / columnCount)
    let means = sums.map { $0 / count }
    var squares = [Double](repeating: 0, count: columnCount)
    for start in rows {
      for place in 0..<width {
        let deviation = Double(values[start + place]) - means[place / pixels]
        squares[place / pixels] += deviation * deviation
      }
    }
    self.means = means
    self.pixels = pixels
    standardDeviations = zip(squares, isConstant).map { square, isConstant in
      isConstant ? 0 : (square / count).squareRoot()
    }
  }
}
