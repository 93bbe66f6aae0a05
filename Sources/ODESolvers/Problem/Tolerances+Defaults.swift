extension Tolerances {
  /// The relative tolerance where nothing is said of it, of every adaptive method.
  public static let standardRelative = 1e-6
  /// The absolute tolerance where nothing is said of it, of every adaptive method.
  public static let standardAbsolute = 1e-9
}
