import RandomNumbers

/// What is drawn for a network besides its weights: 40 to 49.
extension RandomField.Purpose {
  /// Fixed matrices that bring errors to hidden layers.
  static let feedbackMatrices = Self(rawValue: 40)
  /// The sizes of weights of which only the signs are given.
  static let signSizes = Self(rawValue: 41)
  /// Which hidden units are silenced.
  static let dropout = Self(rawValue: 42)
  /// What mirrors are adjusted with.
  static let mirrorNoise = Self(rawValue: 43)
  /// Noise on the updates of weights.
  static let updateNoise = Self(rawValue: 44)
  /// Which way updates of weights are rounded.
  static let updateRounding = Self(rawValue: 45)
  /// Which way weights are rounded.
  static let weightRounding = Self(rawValue: 46)
}
