import DataFiles
import Foundation
import Results

/// The table of differences between settings, for people: accuracies in per cent.
struct DifferencesText {
  /// A row for each setting but the one that the others are compared with.
  let rows: [DifferenceRow]
  private let settings: SettingDifferences
  private let metric: String
  /// 100 for per cent.
  private let factor: Double
  private let isShare: Bool

  /// - Parameters:
  ///   - settings: those that are compared.
  ///   - metric: the result.
  ///   - margin: within which differences do not matter, as people say it.
  init(_ settings: SettingDifferences, metric: String, within margin: Double?) {
    let isShare = SweepText.isShare(metric)
    let factor = isShare ? 100.0 : 1
    rows = settings.others.map {
      DifferenceRow(
        $0, settings.reference, metric: metric, within: margin.map { $0 / factor },
        text: margin.map { shortDescription($0) + (isShare ? " %" : "") } ?? "")
    }
    (self.settings, self.metric, self.factor, self.isShare) = (settings, metric, factor, isShare)
  }

  private var cells: [[String]] {
    let unit = isShare ? ", %" : ""
    let header = [
      "setting", "pairs", "\(metric)\(unit)", "difference\(unit)", "95 % interval",
      "bootstrap, 95 %", "p", "verdict",
    ]
    let reference = settings.reference
    let first = [
      reference.name, "\(reference.runCount - reference.missingCount)",
      reference.statistics?.text(times: factor) ?? "", "", "", "", "", "",
    ]
    return [header, first]
      + zip(settings.others, rows).map { setting, row in
        guard let difference = row.difference else {
          return [setting.name, "0", setting.statistics?.text(times: factor) ?? ""]
            + ["", "", "", "", row.verdict]
        }
        let inference = difference.inference
        let decimals = Self.decimals(
          (difference.differences.deviation ?? 0) * factor
            / Double(difference.differences.count).squareRoot(),
          beside: difference.differences.mean * factor)
        func text(_ number: Double) -> String {
          guard let decimals else { return shortDescription(number * factor) }
          // Without a sign of nothing.
          let text = String(format: "%.*f", decimals, number * factor)
          return text.allSatisfy { "-0.".contains($0) } ? String(text.drop { $0 == "-" }) : text
        }
        func text(_ interval: ClosedRange<Double>?) -> String {
          interval.map { "\(text($0.lowerBound)) to \(text($0.upperBound))" } ?? ""
        }
        return [
          setting.name, "\(difference.differences.count)",
          difference.setting.text(times: factor), text(difference.differences.mean),
          text(inference?.interval), text(inference?.bootstrapInterval),
          inference.map { String(format: "%.2g", $0.p) } ?? "", row.verdict,
        ]
      }
  }

  /// How many decimals show two digits of an error; nil where none does, or it takes too many beside a number.
  private static func decimals(_ error: Double, beside number: Double) -> Int? {
    guard error > 0, error < 1e6, error > 1e-6 * number.magnitude else { return nil }
    let decimals = 1 - Int(log10(error).rounded(.down))
    return decimals > 6 ? nil : max(decimals, 0)
  }

  /// The setting to the left and the verdict behind.
  var table: TextTable {
    TextTable(cells: cells, leftAligned: [0, cells[0].count - 1])
  }
}
