import DataFiles
import Foundation

/// A setting of a study, with its runs.
public struct ComparedSetting: Sendable {
  /// What tells it from the others.
  public let name: String
  /// The keys over which its runs repeat it.
  let repetitionKeys: [String]
  /// The results of its runs, in their order, by the values of these keys; nil where one has none.
  let results: [(repetition: [String], result: Double?)]

  /// - Parameters:
  ///   - rows: of the table, those of one setting.
  ///   - metric: the result.
  init(_ name: String, _ rows: [SweepOutcome], of table: SweepTable, metric: String) {
    self.name = name
    let keys = SweepTable.repetitionKeys.filter(table.keys.contains)
    let places = keys.map { table.keys.firstIndex(of: $0)! }
    repetitionKeys = keys
    results = rows.map { row in
      (places.map { plain(row.values[$0]) }, row.number(of: metric))
    }
  }

  /// All of its results together.
  public var statistics: SeedStatistics? { SeedStatistics(results.compactMap(\.result)) }

  /// How many runs it has.
  public var runCount: Int { results.count }

  /// How many of them have no result: those that failed, are not there yet, or found no number.
  public var missingCount: Int { results.count { $0.result?.isFinite != true } }

  /// How it differs from another over the repetitions that both have.
  ///
  /// - Returns: nil if there is none.
  public func difference(from reference: ComparedSetting) -> PairedDifference? {
    let others = Dictionary(
      reference.results.map { ($0.repetition, $0.result) }, uniquingKeysWith: { first, _ in first })
    return PairedDifference(
      results.compactMap { own in
        guard let result = own.result, let other = others[own.repetition] ?? nil else { return nil }
        return (result, other)
      })
  }
}

/// The settings of one sweep, or of several folders, of which all are compared with one.
public struct SettingDifferences: Sendable {
  /// That with which the others are compared.
  public let reference: ComparedSetting
  /// The others, in the order of the table or of the folders.
  public let others: [ComparedSetting]
  /// How many combinations could not be chosen, since not all of their runs have the result to choose by.
  public let skippedCount: Int

  /// Which settings of a sweep are compared: those that some keys make, or of each of them the best.
  public struct Choice: Sendable {
    /// The result that is compared.
    public var metric: String
    /// By which the other keys are chosen, if they vary.
    public var criterion: SweepCriterion?

    /// Creates a choice.
    public init(metric: String, criterion: SweepCriterion? = nil) {
      (self.metric, self.criterion) = (metric, criterion)
    }
  }

  /// Compares the settings of one sweep.
  ///
  /// - Parameters:
  ///   - folder: the sweep's.
  ///   - values: of the keys that tell settings apart, the values of the one with which the others are compared.
  ///   - choice: what is compared.
  /// - Throws: `DataFileError` if the table cannot be read, has no such setting or result, or other keys vary and nothing
  ///   chooses among them.
  public init(
    folder: String, against values: [(key: String, value: String)], _ choice: Choice
  ) throws {
    let table = try SweepTable(folder: folder)
    var skipped = 0
    let settings = try Self.settings(
      of: table, by: values.map(\.key), choice, in: folder, skipped: &skipped)
    func isReference(_ group: [(key: String, value: String)]) -> Bool {
      zip(group, values).allSatisfy { plain($0.value) == plain($1.value) }
    }
    guard let place = settings.firstIndex(where: { isReference($0.group) }) else {
      let found = settings.map { text($0.group) }
      throw Self.mistake(
        "--against: found \(text(values)), expected one of \(found.joined(separator: "; "))", folder
      )
    }
    skippedCount = skipped
    var compared = settings.map(\.setting)
    reference = compared.remove(at: place)
    others = compared
  }

  /// Compares the settings of several sweeps, or runs of several seeds, with that of the first.
  ///
  /// - Parameters:
  ///   - folders: theirs; each has one setting, or the best of it is meant.
  ///   - choice: what is compared.
  /// - Throws: `DataFileError` as ``init(folder:against:_:)``, or if they do not repeat over the same keys.
  /// - Precondition: there are two or more.
  public init(folders: [String], _ choice: Choice) throws {
    var skipped = 0
    let settings = try folders.map { folder in
      let table = try SweepTable(folder: folder)
      guard
        let found = try Self.settings(
          of: table, by: [], choice, in: folder, skipped: &skipped
        ).first?.setting
      else { throw Self.mistake("found no runs, expected those of a setting", folder) }
      let name = found.name.isEmpty ? folder : "\(folder) (\(found.name))"
      return ComparedSetting(renaming: found, name)
    }
    for (folder, setting) in zip(folders, settings)
    where Set(setting.repetitionKeys) != Set(settings[0].repetitionKeys) {
      func words(_ setting: ComparedSetting) -> String {
        setting.repetitionKeys.isEmpty ? "nothing" : setting.repetitionKeys.joined(separator: ", ")
      }
      throw Self.mistake(
        "repeats over \(words(setting)), expected \(words(settings[0])) as in \(folders[0])", folder
      )
    }
    // What does not vary may still differ: runs on other test examples are no pairs.
    let folds = folders.map(Self.fold)
    for (folder, fold) in zip(folders, folds) where fold != folds[0] {
      func words(_ fold: String?) -> String {
        fold.map { "drive.data.fold: \($0)" } ?? "no drive.data.fold"
      }
      throw Self.mistake(
        "has \(words(fold)), expected \(words(folds[0])) as in \(folders[0]): runs on other test examples are no pairs",
        folder)
    }
    (reference, others, skippedCount) = (settings[0], Array(settings.dropFirst()), skipped)
  }

  /// The fold of all runs of a sweep, if it does not vary.
  private static func fold(of folder: String) -> String? {
    struct Sweep: Decodable {
      struct Parameter: Decodable { var key, value: String }
      var parameters: [Parameter]
    }
    guard let data = InputFile.contents("\(folder)/sweep.json"),
      let sweep = try? JSONDecoder().decode(Sweep.self, from: data)
    else { return nil }
    return sweep.parameters.first { $0.key == "drive.data.fold" }?.value
  }

  private static func mistake(_ message: String, _ folder: String) -> DataFileError {
    DataFileError(file: "\(folder)/\(SweepTable.schema.file)", line: 1, message)
  }

  private static func settings(
    of table: SweepTable, by keys: [String], _ choice: Choice, in folder: String,
    skipped: inout Int
  ) throws -> [(group: [(key: String, value: String)], setting: ComparedSetting)] {
    let chosen = try ChosenSettings(
      of: table, by: keys, option: { _ in "--against" }, metrics: [choice.metric],
      criterion: choice.criterion, in: folder)
    skipped += chosen.skippedCount
    return chosen.settings.map {
      ($0.group, ComparedSetting(text($0.shown), $0.rows, of: table, metric: choice.metric))
    }
  }
}

extension ComparedSetting {
  fileprivate init(renaming other: ComparedSetting, _ name: String) {
    (self.name, repetitionKeys, results) = (name, other.repetitionKeys, other.results)
  }
}

/// 0.01 and 1e-2 are one value.
private func plain(_ value: String) -> String { finiteNumber(value)?.shortText ?? value }

private func text(_ settings: [(key: String, value: String)]) -> String {
  settings.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
}
