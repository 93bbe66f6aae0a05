/// The counter-based generator Philox4x32-10.
///
/// A counter and a key go in, four random words come out, and nothing is remembered: the value of
/// synapse 17 in window 1000 does not depend on what was drawn before, nor on who draws it.
///
/// Reference: J. K. Salmon, M. A. Moraes, R. O. Dror & D. E. Shaw, Parallel random numbers: as easy
/// as 1, 2, 3, SC'11, doi:10.1145/2063384.2063405.
public enum Philox {
  /// The four words that belong to a counter and a key.
  public static func words(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var counter = counter
    var key = key
    for _ in 0..<10 {
      let first = UInt64(counter[0]) * 0xD251_1F53
      let second = UInt64(counter[2]) * 0xCD9E_8D57
      counter = SIMD4(
        UInt32(second >> 32) ^ counter[1] ^ key[0],
        UInt32(truncatingIfNeeded: second),
        UInt32(first >> 32) ^ counter[3] ^ key[1],
        UInt32(truncatingIfNeeded: first))
      key &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return counter
  }
}
