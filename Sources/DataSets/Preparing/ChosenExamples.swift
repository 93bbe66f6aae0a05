/// Which examples are learned, and how they are prepared.
package struct ChosenExamples: Sendable, Equatable {
  /// What becomes of the features.
  package enum Scaling: String, CaseIterable, Sendable {
    /// 0 to 1.
    case unit
    /// Mean 0 and standard deviation 1 over the whole training set.
    case standardised
    /// The same for each feature by itself.
    case standardisedPerFeature
    /// The same for each channel of images by itself.
    case standardisedPerChannel
  }

  /// A set's name, or a file.
  package var source: Source
  /// How many of the training examples; nil for all.
  package var training: Int?
  /// How many of the test examples; nil for all.
  package var test: Int?
  /// How many of the training examples are held out; nil for none.
  package var validation: Int?
  /// How the features of a file make images; nil: they make none.
  package var shape: ImageShape?
  package var scaling = Scaling.unit

  package init(source: Source) { self.source = source }

  /// Reads the examples and prepares them.
  ///
  /// - Parameters:
  ///   - folders: where sets are looked for.
  ///   - seed: which examples are held out depends on it.
  /// - Throws: ``DataSetError`` or `DataFileError`.
  /// - Complexity: O(number of features).
  package func examples(in folders: DataFolders, seed: UInt64) throws -> DataSet {
    let whole = try source.load(in: folders)
    var part = try shaped(whole).prefix(training: training, test: test)
    if let validation { part = try part.holdingOut(validation, seed: seed) }
    return switch scaling {
    case .unit: part
    case .standardised: part.standardised(.wholeSet)
    case .standardisedPerFeature: part.standardised(.perFeature)
    case .standardisedPerChannel: part.standardised(.perChannel)
    }
  }

  /// Images of the shape, if there is one.
  private func shaped(_ set: DataSet) throws -> DataSet {
    guard let shape else { return set }
    guard shape.featureCount == set.training.featureCount else {
      throw DataSetError(
        "found \(set.training.featureCount) features, expected \(shape.featureCount) for images of"
          + " \(shape.channels)×\(shape.rows)×\(shape.columns) (shape)")
    }
    return set.map { $0.asImages(shape) }
  }
}
