import DataFiles

/// A setting beside the one that it is compared with.
public struct DifferenceRow: Sendable {
  private let setting: ComparedSetting
  private let reference: ComparedSetting
  private let metric: String
  private let margin: Double?
  /// Nil if the two have no repetition in common.
  public let difference: PairedDifference?
  /// What follows, in words.
  public let verdict: String

  /// Compares two settings.
  ///
  /// - Parameters:
  ///   - setting: the one.
  ///   - reference: the one that it is compared with.
  ///   - metric: the result that is compared.
  ///   - margin: within which differences do not matter, if it was said, in the unit of the result.
  ///   - text: the margin as people read it.
  public init(
    _ setting: ComparedSetting, _ reference: ComparedSetting, metric: String,
    within margin: Double?,
    text: String
  ) {
    (self.setting, self.reference, self.metric, self.margin) = (setting, reference, metric, margin)
    difference = setting.difference(from: reference)
    verdict = difference?.verdict(within: margin, text: text) ?? "no pair"
  }

  /// The columns of what `synapse differences` writes.
  package static let schema = TableSchema(
    "differences between settings", file: "differences.csv",
    [
      .one(Column("setting", .text, isKey: true)), .one(Column("against", .text, isKey: true)),
      .one(Column("result", .text)), .one(Column("pairs", .count(from: 0))),
    ]
      + [
        "mean", "sd", "against_mean", "against_sd", "difference", "difference_sd", "low_95",
        "high_95", "bootstrap_low_95", "bootstrap_high_95", "p", "low_90", "high_90", "within",
      ].map { .one(Column($0)) } + [.one(Column("verdict", .text))])

  /// The text of the table.
  public static func csv(_ rows: [DifferenceRow]) -> String {
    TableWriter(schema.header(), rows: rows).text
  }
}

extension DifferenceRow: TableRow {
  package func add(to table: inout TableWriter) {
    table.add(setting.name)
    table.add(reference.name)
    table.add(metric)
    table.add(difference?.differences.count ?? 0)
    for statistics in [difference?.setting, difference?.reference, difference?.differences] {
      table.add(short: statistics?.mean)
      table.add(short: statistics?.deviation)
    }
    let inference = difference?.inference
    func add(_ interval: ClosedRange<Double>?) {
      table.add(short: interval?.lowerBound)
      table.add(short: interval?.upperBound)
    }
    add(inference?.interval)
    add(inference?.bootstrapInterval)
    table.add(short: inference?.p)
    add(inference?.narrowInterval)
    table.add(short: margin)
    table.add(verdict)
  }
}
