import RandomNumbers

/// What is drawn for a data set: 32 to 39.
extension RandomField.Purpose {
  /// Which examples of a data set are for testing.
  public static let testSplit = Self(rawValue: 32)
  /// The order of examples in an epoch.
  public static let exampleOrder = Self(rawValue: 33)
  /// Which features of a data set change places.
  public static let featurePermutation = Self(rawValue: 34)
  /// Which training examples of a data set are held out.
  public static let validationSplit = Self(rawValue: 35)
  /// How images are changed in an epoch.
  public static let augmentation = Self(rawValue: 36)
  /// The points of the Yin-Yang set and their classes.
  public static let yinYang = Self(rawValue: 37)
  /// Which examples of a data set are for testing in which fold.
  public static let folds = Self(rawValue: 38)
}
