import RandomNumbers

/// What is drawn for spikes: 50 and above.
extension RandomField.Purpose {
  /// Which spikes of the input are left out.
  static let inputDropout = Self(rawValue: 50)
  /// When inputs fire whose rate is given.
  static let inputSpikes = Self(rawValue: 51)
}
