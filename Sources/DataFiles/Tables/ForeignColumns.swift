/// What the columns of other programs' tables are called.
package enum ForeignColumns {
  /// What a column without a name is called, by where it stands, as pandas calls it.
  static func unnamed(_ index: Int) -> String { "\(prefix)\(index)" }

  /// Whether a column numbers the rows, as data frames are written: it has no name, or is called index.
  package static func isIndex(_ name: String) -> Bool {
    name.hasPrefix(prefix) || name.lowercased() == "index"
  }

  /// Names that can be read, of whatever a file has.
  package static func listed(_ names: [String]) -> String {
    let most = 12
    let shown = names.prefix(most).map { "\"\($0.excerpt)\"" }.joined(separator: ", ")
    return names.count > most ? "\(shown), … (\(names.count) columns)" : shown
  }

  private static let prefix = "Unnamed: "
}
