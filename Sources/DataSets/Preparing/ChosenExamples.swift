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
  /// How many of the training examples; nil for all, or as many as a set that is generated usually has.
  package var training: Int?
  /// How many of the test examples; nil as for `training`.
  package var test: Int?
  /// How many examples there are for validation; nil for none. They are held out of training, or generated.
  package var validation: Int?
  /// How the features of a file make images; nil: they make none.
  package var shape: ImageShape?
  package var scaling = Scaling.unit
  /// Which fold is for testing, of a set without a test part of its own; nil: the one split that all studies share.
  package var fold: Int?

  package init(source: Source) { self.source = source }

  /// Reads the examples and prepares them.
  ///
  /// - Parameters:
  ///   - folders: where sets are looked for.
  ///   - seed: which examples are held out depends on it.
  /// - Throws: ``DataSetError`` or `DataFileError`.
  /// - Complexity: O(number of features).
  package func examples(in folders: DataFolders, seed: UInt64) throws -> DataSet {
    let part = try unprepared(in: folders, seed: seed)
    return switch scaling {
    case .unit: part
    case .standardised: part.standardised(.wholeSet)
    case .standardisedPerFeature: part.standardised(.perFeature)
    case .standardisedPerChannel: part.standardised(.perChannel)
    }
  }
}
