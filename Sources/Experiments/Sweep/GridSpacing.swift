import Foundation

/// How the numbers of a grid go on beyond its ends: by the same factor, or by the same difference.
package struct GridSpacing {
  private enum Kind {
    case difference(Double)
    case factor(Double)
  }

  private let kind: Kind
  /// Whether all numbers are whole, as where a key takes no others.
  private let isWhole: Bool

  /// The spacing of some numbers: that of their differences if these are the same within one per cent, else that of their
  /// factors if the largest is at most twice the smallest and adds at most four times as much, as in 1, 2, 5, 10 and not in 1000, 1001,
  /// 1010. Two numbers go by their factor.
  ///
  /// - Parameter numbers: ascending.
  /// - Returns: nil if there are fewer than two, one is not above 0, or they stand neither way.
  package init?(_ numbers: [Double]) {
    guard numbers.count >= 2, numbers.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let pairs = zip(numbers, numbers.dropFirst())
    let differences = pairs.map { $1 - $0 }
    let factors = pairs.map { $1 / $0 }
    let steps = Double(numbers.count - 1)
    if numbers.count > 2, differences.max()! <= 1.01 * differences.min()! {
      kind = .difference((numbers.last! - numbers[0]) / steps)
    } else if factors.max()! <= min(2 * factors.min()!, 1 + 4 * (factors.min()! - 1)) {
      kind = .factor(pow(numbers.last! / numbers[0], 1 / steps))
    } else {
      return nil
    }
    isWhole = numbers.allSatisfy { $0 == $0.rounded() }
  }

  /// The number beyond an end, and of a grid of whole numbers also the nearest whole one, if there are some above 0.
  ///
  /// Where a factor is meant and the number at the end stands a decade from another of the grid, that one's neighbour says
  /// what comes: 1, 3, 10 is followed by 30. Else the step to the next number has three digits.
  ///
  /// - Parameters:
  ///   - numbers: those of the grid by now, ascending.
  ///   - above: whether the upper end is meant.
  package func next(beyond numbers: [Double], above: Bool) -> [Double] {
    let end = above ? numbers.last! : numbers[0]
    let number: Double
    switch kind {
    case .difference(let difference):
      number = rounded(above ? end + difference : end - difference, from: end)
    case .factor(let factor):
      number =
        decade(beyond: numbers, above: above)
        ?? rounded(above ? end * factor : end / factor, from: end)
    }
    let candidates = isWhole ? [number, number.rounded()] : [number]
    return candidates.enumerated().filter { place, candidate in
      candidate > 0 && candidate.isFinite && (above ? candidate > end : candidate < end)
        && (place == 0 || candidate != candidates[0])
    }.map(\.element)
  }

  /// What follows a decade nearer to the other end, a decade on.
  private func decade(beyond numbers: [Double], above: Bool) -> Double? {
    func isDecade(_ low: Double, _ high: Double) -> Bool {
      (high - 10 * low).magnitude <= 1e-9 * high
    }
    if above {
      guard let place = numbers.firstIndex(where: { isDecade($0, numbers.last!) }) else {
        return nil
      }
      return short(10 * numbers[place + 1])
    }
    guard let place = numbers.firstIndex(where: { isDecade(numbers[0], $0) }) else { return nil }
    return short(numbers[place - 1] / 10)
  }

  /// A number with as many decimals as give the step to it three digits.
  private func rounded(_ number: Double, from end: Double) -> Double {
    let step = (number - end).magnitude
    guard step > 0, step.isFinite else { return end }
    let unit = pow(10, log10(step).rounded(.down) - 2)
    return short((number / unit).rounded() * unit)
  }

  /// Without the roundings of binary numbers: 0.3 and not 0.30000000000000004.
  private func short(_ number: Double) -> Double { Double(String(format: "%.12g", number))! }
}
