/// What features get the mean 0 and the standard deviation 1 over.
public enum Standardisation: Sendable {
  /// Over all features of all training examples together.
  case wholeSet
  /// Over all training examples, each feature by itself.
  case perFeature
}

extension DataSet {
  /// The set with every feature x replaced by (x − mean)/sd.
  ///
  /// Mean and standard deviation (the root of the mean square, divided by n) are those of the training
  /// part, as it is now; the test part is changed by the same numbers. A feature that is constant in
  /// training becomes 0 in both. Sums are taken in double precision, in the order of examples.
  ///
  /// - Complexity: O(features).
  public func standardised(_ standardisation: Standardisation) -> DataSet {
    let columnCount = standardisation == .wholeSet ? 1 : training.featureCount
    let moments = Moments(of: training.features, columnCount: columnCount)
    return map { set in
      var set = set
      for start in stride(from: 0, to: set.features.count, by: columnCount) {
        for column in 0..<columnCount {
          let deviation = Double(set.features[start + column]) - moments.means[column]
          set.features[start + column] = Float(deviation * moments.scales[column])
        }
      }
      return set
    }
  }
}

/// The mean and 1/sd of the columns of a table; a constant column gets the scale 0.
private struct Moments {
  var means: [Double]
  var scales: [Double]

  init(of values: [Float], columnCount: Int) {
    var sums = [Double](repeating: 0, count: columnCount)
    var isConstant = [Bool](repeating: true, count: columnCount)
    let rows = stride(from: 0, to: values.count, by: columnCount)
    for start in rows {
      for column in 0..<columnCount {
        sums[column] += Double(values[start + column])
        if values[start + column] != values[column] { isConstant[column] = false }
      }
    }
    let count = Double(values.count / columnCount)
    means = sums.map { $0 / count }
    var squares = [Double](repeating: 0, count: columnCount)
    for start in rows {
      for column in 0..<columnCount {
        let deviation = Double(values[start + column]) - means[column]
        squares[column] += deviation * deviation
      }
    }
    scales = zip(squares, isConstant).map { square, isConstant in
      isConstant ? 0 : 1 / (square / count).squareRoot()
    }
  }
}
