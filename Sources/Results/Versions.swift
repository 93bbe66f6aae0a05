import CBuild

/// Versions of what ran.
public enum Versions {
  /// The version of this program.
  public static let program = "0.1.0"

  /// The commit that the program was built from: a short hash, with `+changes` if files differed from it; `unknown` if whoever
  /// built it did not say.
  public static let commit = String(cString: build_commit())

  /// The version of the Swift compiler that built the program: to the last digit if whoever built it said so.
  public static var swift: String {
    let told = String(cString: build_swift())
    if !told.isEmpty { return told }
    #if compiler(>=6.4)
      return "6.4 or later"
    #else
      return "6.3"
    #endif
  }

  /// How the program was built: `release` or `debug`, and with MPI if so.
  public static var build: String {
    #if DEBUG
      let configuration = "debug"
    #else
      let configuration = "release"
    #endif
    #if MPI
      return "\(configuration) with MPI"
    #else
      return configuration
    #endif
  }
}
