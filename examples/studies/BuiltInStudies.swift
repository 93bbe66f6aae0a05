/// The example studies that come with the program and can be run by name.
public enum BuiltInStudies {
  /// The text of each study by its name.
  public static let texts: [String: String] = [
    "equilibrium": text(PackageResources.equilibrium_yaml)
  ]

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
