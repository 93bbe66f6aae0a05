import RandomNumbers

/// What is drawn for a population besides its signals: 1, 2 and 8 to 31.
extension RandomField.Purpose {
  /// Initial forward weights.
  public static let forwardWeights = Self(rawValue: 1)
  /// Initial backward weights.
  public static let backwardWeights = Self(rawValue: 2)
  /// Which synapses a run's certificate looks at.
  public static let verification = Self(rawValue: 8)
}
