import DataFiles
import Foundation
import Results

/// What a figure needs to know of a `learning.csv` or a `layers.csv` before it is drawn.
struct LearningFile {
  let path: String
  let header: TableHeader
  /// How many layers there are; 0 in a `learning.csv`.
  let layerCount: Int
  /// Smallest and largest value of each column that has some.
  let ranges: [String: ClosedRange<Double>]
  /// Of each column with a standard deviation over seeds beside it: what its band spans.
  let bands: [String: ClosedRange<Double>]
  /// The first epoch above 0; nil if there is none.
  let firstPositiveEpoch: Double?
  /// How many epochs there are rows of.
  let epochCount: Int
  /// Whether there are so few epochs that lines alone show nothing, or next to nothing.
  let hasFewEpochs: Bool
  /// The smallest test accuracy of a `learning.csv` after the first tenth of its epochs.
  let settledAccuracy: Double?
  /// The curve through the test accuracies of a `learning.csv`, if they have one that tends to no more than 1 and tells nearly
  /// all of what they do.
  let testCurve: LearningCurveFit?

  /// Reads a file.
  ///
  /// - Throws: `DataFileError` with the line of the first mistake.
  init(path: String) throws {
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
        let range = ranges[name] ?? value...value
        ranges[name] = min(range.lowerBound, value)...max(range.upperBound, value)
        guard let place = header.position(of: TableSchema.deviation(of: name)),
          let deviation = try table.number(row, place), deviation.isFinite
        else { continue }
        let band = (value - deviation)...(value + deviation)
        bands[name] = Axis.union([band] + (bands[name].map { [$0] } ?? []))
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

  /// A curve that tells less of how the accuracies rise would be drawn beside them rather than through them.
  private static let leastDetermination = 0.9

  /// How long an epoch is, if there are times in seconds.
  var epoch: PhysicalTime? {
    guard let seconds = ranges[TableSchema.seconds.name]?.upperBound,
      let last = ranges["epoch"]?.upperBound, last > 0, seconds > 0
    else { return nil }
    return PhysicalTime(seconds: seconds / last)
  }

  /// Whether the rows are about layers.
  var isOfLayers: Bool { layerCount > 0 }

  /// Whether it has means over seeds, each column with its standard deviation beside it.
  var hasDeviations: Bool { header.names.contains { $0.hasSuffix(TableSchema.deviation(of: "")) } }
}
