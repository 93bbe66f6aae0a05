import Foundation
import Parallel

/// By how much a method that steps a whole population is held up by its worst group.
///
/// A step of order q is as long as the group with the largest error e lets it be. A group whose error is e_i, for whom alone
/// it were made, could have it (e/e_i)^(1/(q+1)) times longer: its pace. Few steps are looked at, and paces are counted
/// in classes, so that it costs next to nothing and several ranks find what one does.
package struct StepPaces: Sendable, Equatable, Codable {
  /// How often each class was seen: k of paces from 2^(k/8) on.
  private var counts = [Int](repeating: 0, count: Self.classCount)

  package static let classCount = 128
  private static let classesByOctave = 8.0

  /// No step was looked at.
  package init() {}

  /// What was counted in each class.
  package init(counts: [Int]) { self.counts = counts }

  /// Looks at a step.
  ///
  /// - Parameters:
  ///   - errors: the square of each group's error.
  ///   - worst: the largest of them, of all ranks' groups; to rounding.
  ///   - order: the step's order.
  mutating func add(squares errors: some Sequence<Double>, worst: Double, order: Int) {
    guard worst > 0, worst.isFinite else { return }
    let scale = 0.5 * Self.classesByOctave / Double(order + 1)
    for error in errors {
      let place = scale * log2(worst / error)
      // An error of 0 stops at no step.
      counts[place < Double(Self.classCount - 1) ? Int(max(place, 0)) : Self.classCount - 1] += 1
    }
  }

  /// The median of the paces of all groups at all steps that were looked at, or up to 9 % less; nil if none was.
  package var median: Double? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    var seen = 0
    let place = counts.firstIndex { count in
      seen += count
      return 2 * seen >= total
    }!
    return exp2(Double(place) / Self.classesByOctave)
  }

  /// What both saw.
  static func + (a: StepPaces, b: StepPaces) -> StepPaces {
    StepPaces(counts: zip(a.counts, b.counts).map { $0 + $1 })
  }

  /// What all ranks saw, if any did.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  static func whole(_ own: StepPaces?, over ranks: Ranks) throws -> StepPaces? {
    guard ranks.count > 1 else { return own }
    let sums = try ranks.sum((own ?? StepPaces()).counts.map { Int64($0) })
    let whole = StepPaces(counts: sums.map { Int($0) })
    return whole.median == nil ? nil : whole
  }

  /// Whether other counts can be added.
  package var isCountable: Bool {
    counts.count == Self.classCount && counts.allSatisfy { (0...(1 << 53)).contains($0) }
  }
}
