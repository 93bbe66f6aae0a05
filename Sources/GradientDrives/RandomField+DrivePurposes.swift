import RandomNumbers

/// What is drawn for signals: 3 to 7.
extension RandomField.Purpose {
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
}
