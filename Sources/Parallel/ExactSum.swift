/// A sum of numbers that is the same to the last bit in whatever order, and by however many threads and ranks, its
/// terms are added.
///
/// Terms are rounded to multiples of the largest one's 2⁻⁶², and whole numbers add up the same in any order. For n
/// terms the error is about √n·2⁻⁶³ of the largest term: less than that of adding one after the other.
package struct ExactSum: Sendable {
  /// Two factors that make whole numbers of the terms; their product alone may be too large for a number.
  private let scale: (Double, Double)
  private let isFinite: Bool
  private var total: Int128 = 0
  private static let nearlyHalf = 0.5.nextDown

  /// Nothing yet.
  ///
  /// - Parameter largest: the largest magnitude that any term of any thread and rank has.
  package init(termsUpTo largest: Double) {
    isFinite = largest.isFinite
    // Terms below the smallest normal number do not matter to any sum that is looked at.
    guard isFinite, largest >= .leastNormalMagnitude else {
      scale = (0, 0)
      return
    }
    let exponent = 61 - largest.exponent
    scale = (
      Double(sign: .plus, exponent: Int(exponent / 2), significand: 1),
      Double(sign: .plus, exponent: Int(exponent - exponent / 2), significand: 1)
    )
  }

  /// Adds a term.
  ///
  /// - Precondition: it is no larger than was said.
  @inline(__always)
  package mutating func add(_ term: Double) {
    guard isFinite else { return }
    let number = term * scale.0 * scale.1
    // To the nearest whole number, ties away from 0, without the call of a library function. A number of more than 52
    // bits is whole, and adding less than a half leaves it as it is.
    total += Int128(Int64(number + (number < 0 ? -Self.nearlyHalf : Self.nearlyHalf)))
  }

  /// What loops of their own multiply a term by, one after the other, before they round as ``add(_:)`` does; nil where terms do
  /// not matter, or are not finite.
  package var scales: (Double, Double)? { isFinite && scale.0 > 0 ? scale : nil }

  /// Adds 2³² × high + low, which such a loop has found.
  package mutating func add(high: Int64, low: Int64) { total += Int128(high) << 32 + Int128(low) }

  /// Adds what another thread has.
  package static func += (sum: inout ExactSum, other: ExactSum) { sum.total += other.total }

  /// The sum over all ranks; NaN if a term was not finite.
  ///
  /// - Throws: ``FailureElsewhere`` if another rank failed.
  package func value(over ranks: Ranks) throws -> Double {
    guard isFinite else { return .nan }
    guard scale.0 > 0 else { return 0 }
    return Double(try ranks.sum(total)) / scale.0 / scale.1
  }
}

extension Ranks {
  /// The sum of a whole number over all ranks.
  ///
  /// - Throws: ``FailureElsewhere`` if another rank failed.
  package func sum(_ number: Int128) throws -> Int128 {
    // In limbs of 32 bits, so that two thousand million ranks cannot overflow them.
    let limbs = (0..<4).map { place in
      Int64(truncatingIfNeeded: place < 3 ? (number >> (32 * place)) & 0xFFFF_FFFF : number >> 96)
    }
    var all: Int128 = 0
    for (place, limb) in try sum(limbs).enumerated() { all += Int128(limb) << (32 * place) }
    return all
  }
}
