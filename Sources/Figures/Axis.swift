import Foundation

/// What an axis of a diagram spans, and whether by ratios.
struct Axis {
  var isLogarithmic = false
  /// The smallest and the largest of what is drawn; nil where gnuplot finds them, which it does for linear axes alone.
  var data: ClosedRange<Double>?
  /// What no value can be beyond, as accuracies cannot be above 1: there the axis ends.
  var bounds = -Double.infinity...Double.infinity
  /// How much room there is on either side of the data, as a share of the axis, so that what is drawn at the edge can be seen.
  var room = 0.04
  /// The smallest value above 0, where it is known: what there is below it has no place on a logarithmic axis.
  var leastAboveZero: Double?

  /// From where to where it goes.
  var range: ClosedRange<Double>? {
    guard let data else { return nil }
    let (low, high) = (data.lowerBound, data.upperBound)
    if isLogarithmic {
      guard low > 0 else { return nil }
      let factor = low == high ? 2 : exp(room * (log(high) - log(low)))
      let (least, greatest) = (low / factor, high * factor)
      return clamped(least > 0 ? least : low, greatest.isFinite ? greatest : high)
    }
    guard low < high else {
      let half = max(low.magnitude / 10, low == 0 ? 1 : .leastNormalMagnitude * 1e10)
      return clamped(low - half, low + half)
    }
    let space = room * high - room * low
    return clamped(
      max(low - space, -.greatestFiniteMagnitude), min(high + space, .greatestFiniteMagnitude))
  }

  /// How many digits the numbers of a linear axis need to differ; nil where six do.
  var digits: Int? {
    guard let range, range.lowerBound < range.upperBound else { return nil }
    let largest = max(range.lowerBound.magnitude, range.upperBound.magnitude)
    let digits = log10(largest) - log10(range.upperBound - range.lowerBound) + 3
    return digits > 6 ? min(Int(digits.rounded(.up)), 17) : nil
  }

  /// How much more room its numbers need than six digits, in the unit of layouts.
  var widthBeyondSixDigits: Double { isLogarithmic ? 0 : 8 * Double((digits ?? 6) - 6) }

  private func clamped(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    let (low, high) = (max(low, bounds.lowerBound), min(high, bounds.upperBound))
    return low < high ? low...high : min(low, high)...max(low, high)
  }

  /// Whether values that span this are seen better by ratios: all are above 0, and they differ by more than a factor.
  static func isBestLogarithmic(_ range: ClosedRange<Double>?, beyond factor: Double) -> Bool {
    guard let range else { return false }
    return range.lowerBound > 0 && range.upperBound > factor * range.lowerBound
  }
}

extension GnuplotScript {
  /// Sets an axis up: its scale, where it begins and ends, and its numbers.
  ///
  /// - Parameters:
  ///   - name: x or y.
  ///   - axis: as it is by itself.
  ///   - medium: where it is shown.
  /// - Returns: the axis as it became, by what somebody wants.
  @discardableResult mutating func axis(_ name: String, _ axis: Axis, on medium: Medium) -> Axis {
    var axis = wanted(name, axis)
    // What is drawn in the line of an axis is not seen.
    if medium == .terminal, name == "y", axis.room > 0 { axis.room = max(axis.room, 0.09) }
    numberedAxes.insert(name)
    let range = axis.range
    let ends = range.map { "[\($0.lowerBound):\($0.upperBound)]" } ?? "[*:*]"
    guard axis.isLogarithmic else {
      // Side by side long numbers have room for two.
      let tics =
        name == "x" && axis.digits != nil
        ? range.map { "(\($0.lowerBound), \($0.upperBound))" } ?? "autofreq" : "autofreq"
      if logarithmicAxes.remove(name) != nil { line("unset logscale \(name)") }
      let number = "%\(axis.digits.map { ".\($0)" } ?? "")g"
      let format = form == .tex ? "$\(number)$" : number
      line("set format \(name) '\(format)'; set \(name)tics \(tics); set \(name)range \(ends)")
      return axis
    }
    logarithmicAxes.insert(name)
    line("set logscale \(name); set format \(name) '\(form == .tex ? "$10^{%T}$" : medium.powers)'")
    line("set \(name)range \(ends)")
    if let range {
      let ticks = LogarithmicTicks(range)
      let numbers = ticks.numbers(on: medium).map { tick($0.text, at: $0.place) }
      line(
        "set \(name)tics (\((numbers + ticks.minor.map { "'' \($0) 1" }).joined(separator: ", ")))")
    }
    return axis
  }

  /// An axis as somebody wants it.
  private mutating func wanted(_ name: String, _ axis: Axis) -> Axis {
    guard let key = FigureOptions.AxisName(rawValue: name) else { return axis }
    var axis = axis
    if let range = options.ranges[key] {
      axis.data = range
      axis.bounds = range
      axis.room = 0
    }
    guard let logarithmic = options.logarithmic else {
      // A range that somebody wants may go beyond what has a place.
      if axis.isLogarithmic, axis.data.map({ $0.lowerBound <= 0 }) ?? false {
        axis.isLogarithmic = false
      }
      return axis
    }
    if logarithmic.isEmpty { axis.isLogarithmic = false }
    guard logarithmic.contains(key) else { return axis }
    axis.isLogarithmic = true
    guard let data = axis.data, data.lowerBound <= 0 else { return axis }
    if let least = axis.leastAboveZero, least <= data.upperBound {
      axis.data = least...data.upperBound
    } else {
      note(
        "--log \(name): found \(data.lowerBound) "
          + (options.ranges[key] == nil
            ? "on the axis, expected numbers above 0 alone: choose other panels, or say --range \(name)=FROM:TO"
            : "in --range \(name), expected numbers above 0 alone")
      )
      axis.isLogarithmic = false
    }
    return axis
  }
}
