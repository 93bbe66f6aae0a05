extension Ranks {
  /// The sum of all ranks' terms, the same to the last bit however they are shared out.
  ///
  /// Terms are rounded to multiples of the largest one's 2⁻⁶², and whole numbers add up the same in
  /// any order. For n terms the error is about √n·2⁻⁶³ of the largest term: less than that of adding
  /// one after the other.
  ///
  /// - Parameters:
  ///   - count: the number of this rank's terms.
  ///   - term: one of them. Called twice for each.
  /// - Returns: the sum, NaN if a term is not finite.
  /// - Throws: ``FailureElsewhere`` if another rank failed.
  package func sum(of count: Int, _ term: (Int) -> Double) throws -> Double {
    var largest = 0.0
    for i in 0..<count {
      let magnitude = term(i).magnitude
      largest = magnitude.isNaN ? .infinity : max(largest, magnitude)
    }
    largest = maximum(largest)
    guard largest.isFinite else { return .nan }
    // Terms below the smallest normal number do not matter to any sum that is looked at.
    guard largest >= .leastNormalMagnitude else { return 0 }
    let exponent = 61 - largest.exponent
    // Two factors, for 2 to the exponent alone may be too large for a number.
    let (first, second) = (exponent / 2, exponent - exponent / 2)
    let scale = (
      Double(sign: .plus, exponent: Int(first), significand: 1),
      Double(sign: .plus, exponent: Int(second), significand: 1)
    )
    var total: Int128 = 0
    for i in 0..<count { total += Int128(Int64((term(i) * scale.0 * scale.1).rounded())) }
    // In limbs of 32 bits, so that two thousand million ranks cannot overflow them.
    let limbs = (0..<4).map { place in
      Int64(truncatingIfNeeded: place < 3 ? (total >> (32 * place)) & 0xFFFF_FFFF : total >> 96)
    }
    total = 0
    for (place, limb) in try sum(limbs).enumerated() { total += Int128(limb) << (32 * place) }
    return Double(total) / scale.0 / scale.1
  }
}
