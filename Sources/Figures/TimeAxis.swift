import DataFiles
import Foundation
import HostSystem
import Results
import SystemPackage

/// The axis of time below a diagram, in learning steps or epochs, and one above it in the unit that suits where it is known how
/// long one is.
struct TimeAxis {
  /// What stands at the axis below.
  let label: String
  /// How long a learning step, or an epoch, is, if it is known.
  let step: PhysicalTime?
  /// All times; on a logarithmic axis those above 0.
  let times: ClosedRange<Double>
  let isLogarithmic: Bool
  /// The first time above 0: where the axis begins if somebody wants it logarithmic.
  var leastAboveZero: Double?

  /// How long a learning step is by the `summary.json` beside a file, of a run or a comparison; nil if there is none, or it
  /// does not say.
  static func step(beside path: String) -> PhysicalTime? {
    guard let json = InputFile.contents(FilePath(path).beside("summary.json")) else { return nil }
    let parameters =
      (try? Summary(json: json))?.parameters ?? (try? ComparisonSummary(json: json))?.parameters
    return parameters?["learning_step"].flatMap(PhysicalTime.init)
  }

  /// What of some times is drawn, and whether by ratios, as somebody wants it.
  ///
  /// - Parameters:
  ///   - shown: first and last time that are drawn by themselves.
  ///   - isLogarithmic: whether by ratios, by themselves.
  ///   - firstPositive: the first time above 0.
  ///   - options: how somebody wants it.
  static func drawn(
    _ shown: ClosedRange<Double>, isLogarithmic: Bool, firstPositive: Double?,
    _ options: FigureOptions
  ) -> ThinnedCurve.Times {
    let isLogarithmic =
      options.logarithmic.map { $0.contains(.x) || (isLogarithmic && !$0.isEmpty) } ?? isLogarithmic
    let wanted = options.ranges[.x] ?? shown
    let low = max(wanted.lowerBound, shown.lowerBound)
    let first = isLogarithmic && low <= 0 ? firstPositive ?? low : low
    let last = min(wanted.upperBound, shown.upperBound)
    return ThinnedCurve.Times(
      range: min(first, last)...max(first, last), isLogarithmic: isLogarithmic && first > 0)
  }

  /// Sets the axes up.
  func begin(_ script: inout GnuplotScript, on medium: Medium) {
    let axis = Axis(
      isLogarithmic: isLogarithmic, data: times, room: 0, leastAboveZero: leastAboveZero)
    script.label("x", label)
    let shown = script.axis("x", axis, on: medium)
    guard medium == .file, let step else { return }
    let times = shown.range ?? times
    let unit = step.unit(of: times.upperBound)
    let count = step.count(of: unit)
    script.line("set xtics nomirror")
    if shown.isLogarithmic {
      // gnuplot links no logarithmic axes.
      let (low, high) = (times.lowerBound, times.upperBound)
      script.line("set x2range [\(count * low):\(count * high)]")
      let ticks = LogarithmicTicks((count * low)...(count * high)).numbers(on: medium)
        .map { script.tick($0.text, at: $0.place) }.joined(separator: ", ")
      script.line("set logscale x2; set format x2 '\(medium.powers)'; set x2tics (\(ticks))")
    } else {
      script.line("set link x2 via \(count)*x inverse x/\(count)")
      script.line(
        "set x2tics \(Self.distance(over: count * (times.upperBound - times.lowerBound)))")
    }
    script.line("set x2label \(script.shown("time (\(unit.rawValue))")) offset 0,-0.5")
  }

  /// A round distance of ticks, of which some four to eight are in a length.
  private static func distance(over length: Double) -> Double {
    guard length > 0 else { return 1 }
    let power = pow(10, (log10(length / 4)).rounded(.down))
    return [5, 2, 1].lazy.map { $0 * power }.first { length / $0 >= 4 } ?? power
  }
}
