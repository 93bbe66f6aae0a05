import Foundation
import Testing

/// How much of the campaign against the program is run. The same code is the short form, in `make test`, and the long
/// one, `make fuzz`; the environment says which:
///
///     SYNAPSE_FUZZ=20                 so many times as many cases as in the short form
///     SYNAPSE_FUZZ_SEED=7             other cases; the short form always has the same
///     SYNAPSE_FUZZ_CASE=studies-12    nothing but this case
enum Campaign {
  static let factor = variable("SYNAPSE_FUZZ").flatMap { Int($0) } ?? 1
  static let seed = variable("SYNAPSE_FUZZ_SEED").flatMap { UInt64($0) } ?? 1
  private static let only = variable("SYNAPSE_FUZZ_CASE")

  /// Whether this is the long form.
  static var isLong: Bool { factor > 1 }

  private static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Tries the cases of one kind.
  ///
  /// - Parameters:
  ///   - kind: a name for them.
  ///   - count: how many there are in the short form.
  ///   - body: tries one.
  static func run(_ kind: String, _ count: Int, _ body: (FuzzCase) throws -> Void) throws {
    try run(kind, indices: 0..<(count * factor), body)
  }

  static func run(
    _ kind: String, indices: some Sequence<Int>, _ body: (FuzzCase) throws -> Void
  ) throws {
    var (count, failed) = (0, 0)
    var statuses: [Int32: Int] = [:]
    for index in indices where only == nil || only == "\(kind)-\(index)" {
      let given = try FuzzCase(kind, index)
      do { try body(given) } catch { given.complain("the case could not be tried: \(error)") }
      count += 1
      if !given.conclude() { failed += 1 }
      statuses.merge(given.statuses) { $0 + $1 }
    }
    guard isLong else { return }
    let endings = statuses.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    print(
      "fuzz \(kind): \(count) cases, \(failed) failed; exit statuses \(endings.joined(separator: ", "))"
    )
  }
}
