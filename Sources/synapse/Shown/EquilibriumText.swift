import DataFiles
import Foundation
import RuleEquations
import RuleEquilibria

/// What is told of the rests of one pair.
struct EquilibriumText {
  let rule: RuleText
  let equilibria: Equilibria
  /// Nil where all are alike.
  let synapse: Int?
  let signals: [Double]
  /// How long a learning step is, if the study says it.
  let learningStep: PhysicalTime?

  /// So many points are told one by one.
  private static let mostShown = 12

  /// The lines.
  var text: String {
    var rows = [("rule", rule.name)]
    if let synapse { rows.append(("synapse", "\(synapse)")) }
    let names = zip(["g", "g_b"], signals)
    rows.append(
      ("signals", names.map { "\($0) = \($1)\(unit(of: $0))" }.joined(separator: ", ")))
    if equilibria.hasOneWeight {
      rows.append(("w", "either weight: both live alike, each by itself"))
    }
    let points = equilibria.points
    for reason in equilibria.reasons { rows.append(("no rest", reason)) }
    if !points.isEmpty {
      let what = equilibria.scope == .pair ? "the pair rests" : "substances rest"
      rows.append((what, "at \(points.count) point\(points.count == 1 ? "" : "s")"))
    }
    var texts = points.prefix(Self.mostShown).enumerated().map { number, point in
      let drifts = equilibria.drifts.isEmpty ? [] : equilibria.drifts[number]
      return formatted(
        self.rows(point, number: points.count == 1 ? nil : number + 1) + drifts.map(row))
    }
    if points.count > texts.count {
      texts.append(
        "and \(points.count - texts.count) more; where an eigenvalue is 0, rests may lie on a line")
    }
    return ([formatted(rows)] + texts).joined(separator: "\n")
  }

  private func rows(_ point: RestPoint, number: Int?) -> [(String, String)] {
    let title = "rest" + (number.map { " \($0)" } ?? "")
    var rows = [(title, text(point))]
    rows += point.values.map { one in
      let value = one.value.map { Self.digits($0) + unit(of: one.name) }
      return ("  \(one.name)", value ?? "any value: nothing here hangs on it")
    }
    if point.modes.count > 1 {
      rows += point.modes.map { ("  mode of \($0.components.joined(separator: ", "))", text($0)) }
    }
    return rows
  }

  private func text(_ point: RestPoint) -> String {
    switch point.stability {
    case .stable:
      let slowest = point.modes.max { $0.time ?? .infinity < $1.time ?? .infinity }!
      return "stable, the slowest deviation \(text(slowest))"
    case .neutral:
      return point.modes.isEmpty
        ? "wherever the weights are"
        : "neither stable nor unstable to first order: an eigenvalue is 0"
    case .unstable:
      let fastest = point.modes.max { $0.rate < $1.rate }!
      return "unstable, the fastest deviation \(text(fastest))"
    }
  }

  private func text(_ mode: RestPoint.Mode) -> String {
    let change =
      switch mode.time {
      case nil: "stays"
      case let time?: "\(mode.rate < 0 ? "falls" : "grows") by e in \(duration(time))"
      }
    return change + (mode.period.map { " and swings once in \(duration($0))" } ?? "")
  }

  private func row(_ drift: Equilibria.Drift) -> (String, String) {
    let place =
      drift.hangsOnWeight
      ? " at weights of 0"
      : equilibria.hasOneWeight ? ", whatever w is" : ", whatever the weights are"
    return ("  d\(drift.name)/dt", Self.digits(drift.rate) + place)
  }

  // MARK: Numbers

  private func duration(_ time: Double) -> String {
    if let unit = rule.unit(of: "time") { return "\(Self.digits(time)) \(unit)" }
    return "\(Self.digits(time)) steps" + (learningStep.map { " (\($0.text(of: time)))" } ?? "")
  }

  /// A unit behind a blank, if there is one.
  private func unit(of name: String) -> String { rule.unit(of: name).map { " \($0)" } ?? "" }

  /// Six digits, which tell apart what four do not.
  private static func digits(_ value: Double) -> String { String(format: "%.6g", value) }
}
