/// Versions of what ran.
public enum Versions {
  /// The version of this program.
  public static let program = "0.1.0"
}
