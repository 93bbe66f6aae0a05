import DataFiles
import Foundation

/// The numbers of a `summary.json` that are worth comparing, whatever kind of run wrote it.
package struct SummaryNumbers {
  /// A number with the keys on the way to it, joined by underscores.
  package struct Metric: Sendable, Equatable {
    package let name: String
    package let text: String

    /// Whether it is a time on a clock, which no run repeats: whatever is measured in seconds, since time in the model is in
    /// learning steps.
    package var isTime: Bool { name.hasSuffix("seconds") }
  }

  /// The sections that hold results, in the order of the table.
  private static let sections = [
    "results", "final_alignment", "equilibrium", "population", "statistics",
  ]

  /// Section by section, within one by name.
  package private(set) var all: [Metric] = []

  /// - Parameter json: the file's bytes; without numbers in it there are no metrics.
  package init(_ json: Data) {
    guard case .mapping(let entries)? = try? JSONValue(json: json) else { return }
    for name in Self.sections + ["time_reached", "wall_seconds"] {
      entries[name]?.collectNumbers(under: name) { all.append(Metric(name: $0, text: $1)) }
    }
  }
}
