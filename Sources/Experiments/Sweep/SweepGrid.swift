import DataFiles
import Foundation
import Studies

/// The values that a sweep gives to keys of a study, and their combinations, the last key fastest.
///
/// ```swift
/// let grid = try SweepGrid(["synapse.tau_m=5,10", "drive.gradient=[1, 2],3"])
/// grid.count  // 4
/// grid.values(at: 1)  // ["5", "3"]
/// ```
public struct SweepGrid: Sendable, Equatable {
  /// A key with the values that it takes.
  public struct Axis: Codable, Sendable, Equatable {
    /// The key's full path, for example `synapse.tau_m`.
    public let key: String
    /// YAML texts, as given.
    public let values: [String]
  }

  /// The keys in the order given, with the values given.
  public let axes: [Axis]

  /// Combinations behind those of the given values: their values, in the order of the keys.
  let added: [[String]]

  /// The number of combinations, at most ``largestCount``.
  public let count: Int

  /// The most combinations that there may be.
  public static let largestCount = Study.mostRuns

  /// Reads the grid.
  ///
  /// - Parameter options: texts `key.path=a,b,c`; commas in brackets and quotes do not separate.
  /// - Throws: `StudyError` with every mistake.
  public init(_ options: [String]) throws {
    var (axes, mistakes): ([Axis], [String]) = ([], [])
    for option in options {
      do {
        let axis = try Axis(option)
        if axis.key == "seeds" {
          mistakes.append(
            "--vary \(option): a sweep has one number of seeds, expected --vary seed=1,2,3 or --set seeds=3"
          )
        }
        if axes.contains(where: { $0.key == axis.key }) {
          mistakes.append("--vary \(option): \(axis.key) is varied already, expected each key once")
        }
        axes.append(axis)
      } catch let error as StudyError {
        mistakes += error.messages
      }
    }
    if let mistake = Self.tooMany(axes) { mistakes.append("--vary: \(mistake)") }
    guard mistakes.isEmpty else { throw StudyError(mistakes) }
    self.init(axes)
  }

  /// - Precondition: there are not too many combinations.
  private init(_ axes: [Axis], added: [[String]] = []) {
    self.axes = axes
    self.added = added
    count = axes.reduce(1) { $0 * $1.values.count } + added.count
  }

  /// The same with more combinations behind its own.
  ///
  /// - Precondition: there are not too many then.
  func adding(_ rows: [[String]]) -> SweepGrid { SweepGrid(axes, added: added + rows) }

  /// The same with the seeds of a study as its last key.
  ///
  /// - Throws: `StudyError` if a seed is varied already, or there are too many combinations.
  func varyingSeeds(of study: Study) throws -> SweepGrid {
    if let axis = axes.first(where: { $0.key == "seed" }) {
      throw StudyError(
        "--vary seed=\(axis.values.joined(separator: ",")): the study has seeds: \(study.seeds), expected one of"
          + " the two")
    }
    let axes = axes + [Axis(key: "seed", values: study.eachSeed.map { "\($0.seed)" })]
    if let mistake = Self.tooMany(axes) { throw StudyError("seeds: \(mistake)") }
    return SweepGrid(axes)
  }

  private static func tooMany(_ axes: [Axis]) -> String? {
    let count = axes.reduce(1.0) { $0 * Double($1.values.count) }
    guard count > Double(largestCount) else { return nil }
    return "the grid has \(axes.map { "\($0.values.count)" }.joined(separator: " × ")) ="
      + " \(shortDescription(count)) combinations, expected at most \(largestCount)"
  }

  /// The keys.
  public var keys: [String] { axes.map(\.key) }

  /// The values of a combination, in the order of the keys.
  public func values(at index: Int) -> [String] {
    let given = count - added.count
    if index >= given { return added[index - given] }
    var rest = index
    var values: [String] = []
    for axis in axes.reversed() {
      values.append(axis.values[rest % axis.values.count])
      rest /= axis.values.count
    }
    return values.reversed()
  }

  /// All values of some keys, as `key=value` texts.
  public func settings(of keys: Set<String>) -> [String] {
    axes.filter { keys.contains($0.key) }.flatMap { axis in
      axis.values.map { "\(axis.key)=\($0)" }
    }
  }

  /// A combination as `key=value` texts.
  public func settings(at index: Int) -> [String] {
    zip(keys, values(at: index)).map { "\($0)=\($1)" }
  }
}

extension SweepGrid.Axis {
  fileprivate init(_ option: String) throws {
    let place = "--vary \(option)"
    let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    key = parts[0].trimmingCharacters(in: .whitespaces)
    let words = key.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, words.allSatisfy({ !$0.isEmpty }) else {
      throw StudyError(
        "\(place): expected key.path=value,value,…, for example synapse.tau_m=5,10,20")
    }
    let values = Self.split(parts[1])
    if let index = values.firstIndex(of: "") {
      throw StudyError("\(place): value \(index + 1) is empty, expected values between commas")
    }
    // 0.01 and 1e-2 are one value, and runs with one seed are no sample.
    let distinct = values.map { finiteNumber($0).map(\.shortText) ?? $0 }
    var seen: Set<String> = []
    if let index = distinct.indices.first(where: { !seen.insert(distinct[$0]).inserted }) {
      throw StudyError("\(place): the value \(values[index]) stands twice")
    }
    self.values = values
  }

  /// Splits at the commas that are not within brackets or quotes.
  private static func split(_ text: Substring) -> [String] {
    var (values, depth): ([String], Int) = ([""], 0)
    var quote: Character?
    for character in text {
      switch character {
      case "\"", "'":
        if quote == nil { quote = character } else if quote == character { quote = nil }
      case "[" where quote == nil, "{" where quote == nil: depth += 1
      case "]" where quote == nil, "}" where quote == nil: depth -= 1
      case "," where quote == nil && depth <= 0:
        values.append("")
        continue
      default: break
      }
      values[values.count - 1].append(character)
    }
    return values.map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
