import Foundation

/// How long the next step of a window map is to be, and how many signals it goes by.
struct OrderChoice {
  /// The most signals that a step goes by before it knows those at its end.
  private static let highest = SignalPath.mostPoints - 2
  /// What a step's error is to be, relative to the tolerance: jumps come unforeseen.
  private static let aim = 0.5

  private(set) var order = 1
  private(set) var length = Double.infinity

  /// At the start of a window.
  init(length: Double = .infinity) { self.length = length }

  /// After a step that was good.
  ///
  /// - Parameters:
  ///   - length: its length.
  ///   - errors: that of each order.
  ///   - isFirst: whether it was the first of its window, whose length is least known.
  mutating func goOn(after length: Double, errors: [Double], isFirst: Bool) {
    choose(after: length, errors: errors, upTo: order + 1, growth: isFirst ? 20 : 3)
    // Nothing is known yet of orders for which there were too few signals.
    if order == errors.count - 1, order < Self.highest { order += 1 }
  }

  /// After a step that was not.
  mutating func cut(after length: Double, errors: [Double]) {
    choose(after: length, errors: errors, upTo: order, growth: 0.5)
  }

  /// After a step in which synapses did not arrive.
  mutating func shorten(_ length: Double) { self.length = 0.25 * length }

  /// Takes the order that allows the longest step.
  private mutating func choose(
    after length: Double, errors: [Double], upTo last: Int, growth: Double
  ) {
    var best = (order: 1, factor: 0.1)
    for candidate in max(1, order - 2)...max(1, min(last, errors.count - 1, Self.highest)) {
      let error = errors[candidate]
      guard error.isFinite else { continue }
      let factor = min(growth, 0.9 * pow(Self.aim / max(error, 1e-12), 1 / Double(candidate + 1)))
      if factor >= best.factor { best = (candidate, factor) }
    }
    order = best.order
    self.length = best.factor * length
  }
}
