import CKernels

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
    let counter = (0..<4).map { counter[$0] }
    var words = counter
    philox_words(counter, [key[0], key[1]], &words)
    return SIMD4(words)
  }
}
