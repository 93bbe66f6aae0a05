import DataFiles
import Figures
import Results

/// In what folders differ: the keys of their studies, and what else is told of them at first.
struct ReportDifferences {
  /// A key with its value in each folder; empty where a folder has no such key.
  typealias Column = (name: String, values: [String])

  /// What the folders are called.
  let names: [String]
  /// Facts that are not the same in all: of which study, what it is, how it ended.
  let facts: [Column]
  /// Keys of the studies that are not the same in all.
  let keys: [Column]
  /// What is the same in all, in words.
  let alike: [(name: String, value: String)]

  /// - Parameter folders: at least one.
  init(_ folders: [ReportFolder]) {
    let short = runNames(ofFiles: folders.map { "\($0.path)/x" })
    names = Set(short).count == folders.count ? short : folders.map(\.path)
    let told: [Column] = [
      ("study", folders.map(\.study)), ("what", folders.map(\.name)),
      ("status", folders.map(\.status)),
    ]
    let settings = folders.map(\.settings)
    let all = Set(settings.flatMap(\.keys)).sorted().map { key in
      (name: key, values: settings.map { $0[key] ?? "" })
    }
    facts = told.filter { !Self.isAlike($0.values) }
    keys = all.filter { !Self.isAlike($0.values) }
    alike = told.filter { Self.isAlike($0.values) }.map { ($0.name, $0.values[0]) }
  }

  /// What curves of the folders are called: by the values in which they differ, if these are those of one key or two and no two
  /// folders have the same; otherwise as the folders are.
  var curveNames: [String] {
    let told = names.indices.map { folder in
      keys.map { "\($0.name.split(separator: ".").last ?? "") \($0.values[folder])" }
        .joined(separator: ", ")
    }
    return (1...2).contains(keys.count) && Set(told).count == told.count ? told : names
  }

  private static func isAlike(_ values: [String]) -> Bool { Set(values).count == 1 }
}

extension ReportFolder {
  /// Every parameter of the study by its dotted key; of a sweep's keys all values.
  fileprivate var settings: [String: String] {
    var settings = Dictionary(parameters.map { ($0.0, Self.plain($0.1)) }) { first, _ in first }
    for (key, values) in grid { settings[key] = values.map(Self.plain).joined(separator: ", ") }
    return settings
  }

  /// A value, or a list of some, with each number written the same way whoever wrote it.
  private static func plain(_ value: String) -> String {
    if let number = Double(value) { return number.shortText }
    guard value.hasPrefix("["), value.hasSuffix("]") else { return value }
    let items = value.dropFirst().dropLast().split(separator: ",")
    return "[\(items.map { plain($0.trimmingPrefix(" ").description) }.joined(separator: ", "))]"
  }
}
