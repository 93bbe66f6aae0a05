import DataFiles
import Foundation

/// A `learning.csv` or a `layers.csv`, read: what a figure needs to know of it before it is drawn.
package struct LearningFile {
  package let path: String
  package let header: TableHeader
  /// How many layers there are; 0 in a `learning.csv`.
  package let layerCount: Int
  /// Smallest and largest value of each column that has some.
  package let ranges: [String: ClosedRange<Double>]
  /// Of each column with a standard deviation over seeds beside it: what its band spans.
  package let bands: [String: ClosedRange<Double>]
  /// The first epoch above 0; nil if there is none.
  package let firstPositiveEpoch: Double?
  /// How many epochs there are rows of.
  package let epochCount: Int
  /// Whether there are so few epochs that lines alone show nothing, or next to nothing.
  package let hasFewEpochs: Bool
  /// The smallest test accuracy of a `learning.csv` after the first tenth of its epochs.
  package let settledAccuracy: Double?
  /// The curve through the test accuracies of a `learning.csv`, if they have one that tends to no more than 1 and tells nearly
  /// all of what they do.
  package let testCurve: LearningCurveFit?

  /// Reads a file.
  ///
  /// - Throws: `DataFileError` with the line of the first mistake.
  package init(path: String) throws {
    let table = try Table(path: path, as: LearningRow.schema, LayerRow.schema, isForGnuplot: true)
    header = table.header
    guard !table.rows.isEmpty else { throw table.mistake("there are no rows", inRow: 0) }
    var ranges: [String: ClosedRange<Double>] = [:]
    var bands: [String: ClosedRange<Double>] = [:]
    var layers: Set<String> = []
    let layerColumn = header.position(of: "layer")
    let accuracyColumn = header.position(of: "test_accuracy")
    var (epochs, accuracies): ([Double], [Double]) = ([], [])
    for (row, fields) in table.rows.enumerated() {
      for (position, name) in header.names.enumerated() {
        guard let value = try table.number(row, position), value.isFinite else { continue }
        Self.extend(&ranges[name], to: value...value)
        guard let place = header.position(of: TableSchema.deviation(of: name)),
          let deviation = try table.number(row, place), deviation.isFinite,
          deviation >= 0
        else { continue }
        Self.extend(&bands[name], to: (value - deviation)...(value + deviation))
      }
      if let layerColumn { layers.insert(fields[layerColumn]) }
      if let accuracyColumn {
        epochs.append(try table.number(row, 0) ?? .nan)
        accuracies.append(try table.number(row, accuracyColumn) ?? .nan)
      }
    }
    self.path = path
    firstPositiveEpoch = try table.numbers("epoch").compactMap(\.self).first { $0 > 0 }
    self.ranges = ranges
    self.bands = bands
    epochCount = table.rows.count / max(1, layers.count)
    layerCount = layers.count
    hasFewEpochs = epochCount <= 3
    let settled = (epochs.last ?? 0) / 10
    settledAccuracy = zip(epochs, accuracies).filter { $0.0 >= settled && $0.1.isFinite }
      .map(\.1).min()
    // One that tends to more than all says nothing yet, and accuracies that never change make none.
    let curve =
      ranges["test_accuracy"].map { $0.lowerBound < $0.upperBound } ?? false
      ? LearningCurveFit(epochs: epochs, accuracies: accuracies) : nil
    testCurve = curve.flatMap {
      $0.accuracyMaximum <= 1 && $0.determination >= Self.leastDetermination ? $0 : nil
    }
  }

  /// Makes a range as large as it must be for another to lie in it.
  private static func extend(_ range: inout ClosedRange<Double>?, to other: ClosedRange<Double>) {
    range =
      range.map { min($0.lowerBound, other.lowerBound)...max($0.upperBound, other.upperBound) }
      ?? other
  }

  /// A curve that tells less of how the accuracies rise would be drawn beside them rather than through them.
  private static let leastDetermination = 0.9

  /// How long an epoch is, if there are times in seconds.
  package var epoch: PhysicalTime? {
    guard let seconds = ranges[TableSchema.seconds.name]?.upperBound,
      let last = ranges["epoch"]?.upperBound, last > 0, seconds > 0
    else { return nil }
    return PhysicalTime(seconds: seconds / last)
  }

  /// Whether the rows are about layers.
  package var isOfLayers: Bool { layerCount > 0 }

  /// Whether it has means over seeds, each column with its standard deviation beside it.
  package var hasDeviations: Bool {
    // A column such as weight_sd is one of its own.
    let names = Set(header.names)
    return names.contains { names.contains(TableSchema.deviation(of: $0)) }
  }
}
