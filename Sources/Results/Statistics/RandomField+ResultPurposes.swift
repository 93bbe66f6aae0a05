import RandomNumbers

/// What is drawn for statistics of results: 60 to 69.
extension RandomField.Purpose {
  /// Which values a bootstrap draws again.
  static let resampling = Self(rawValue: 60)
}
