import RandomNumbers

/// What is drawn for a population: 1 to 31.
extension RandomField.Purpose {
  /// Initial forward weights.
  public static let forwardWeights = Self(rawValue: 1)
  /// Initial backward weights.
  public static let backwardWeights = Self(rawValue: 2)
  /// The gradient signal.
  public static let gradient = Self(rawValue: 3)
  /// Noise on the backward partner's signal.
  public static let backwardNoise = Self(rawValue: 4)
  /// Amplitudes of sines.
  public static let amplitude = Self(rawValue: 5)
  /// Frequencies of sines.
  public static let frequency = Self(rawValue: 6)
  /// Phases of sines.
  public static let phase = Self(rawValue: 7)
  /// Which synapses a run's certificate looks at.
  public static let verification = Self(rawValue: 8)
}
