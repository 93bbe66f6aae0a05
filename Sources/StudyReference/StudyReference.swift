/// The reference of study files, `docs/study-file.md`, as it came with the program: what is said there of keys is said nowhere
/// else.
package enum StudyReference {
  /// The page.
  package static let page = MarkdownPage(
    String(decoding: PackageResources.study_file_md, as: UTF8.self))

  /// All rows of the page's tables of keys, in its order.
  package static let rows = page.keyRows

  /// The paths of all keys that a study file may have, once each, in the page's order; not those within lists, which no setting
  /// can name.
  package static let paths: [String] = {
    var seen: Set<String> = []
    return rows.flatMap(\.paths).filter { !$0.contains("[]") && seen.insert($0).inserted }
  }()

  /// What is told of a key, or of all keys of a section.
  ///
  /// - Parameter name: a path, a section's name, or the end of paths, as `tau_m` for `synapse.tau_m`.
  /// - Returns: nothing if there is no such key.
  package static func rows(of name: String) -> [KeyRow] {
    let name = name.replacing("[]", with: "")
    func has(_ row: KeyRow, _ condition: (String) -> Bool) -> Bool {
      row.paths.contains { condition($0.replacing("[]", with: "")) }
    }
    let own = rows.filter { has($0) { $0 == name || $0.hasPrefix(name + ".") } }
    guard !own.isEmpty else { return rows.filter { has($0) { $0.hasSuffix("." + name) } } }
    // That sections are sections goes without saying where their keys are told.
    let keys = own.filter { $0.text("type, domain") != "sections" }
    return keys.isEmpty ? own : keys
  }

  /// The names that ``rows(of:)`` knows.
  package static var names: [String] {
    let paths = rows.flatMap(\.paths).map { $0.replacing("[]", with: "") }
    var names = paths
    var seen = Set(names)
    for path in paths {
      let parts = path.split(separator: ".")
      for count in parts.indices.dropFirst() {
        for part in [parts[..<count], parts[count...]] {
          let name = part.joined(separator: ".")
          if seen.insert(name).inserted { names.append(name) }
        }
      }
    }
    return names
  }
}
