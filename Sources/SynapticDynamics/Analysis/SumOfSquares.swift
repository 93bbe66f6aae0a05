/// Σ x² of numbers of any size, for its root: no square is too large or too small for a number.
///
/// Large, small and all other numbers are summed apart, the former two scaled by powers of two; so the sum of
/// ordinary numbers is the plain one to the last bit. (J. L. Blue, ACM Transactions on Mathematical Software 4
/// (1978) 15–23; the limits are those of LAPACK's `dnrm2`.)
package struct SumOfSquares: Sendable {
  private var small = 0.0
  private var ordinary = 0.0
  private var large = 0.0

  /// Nothing yet.
  package init() {}

  /// Of all values.
  package init(_ values: Span<Double>) {
    for i in values.indices { add(values[i]) }
  }

  /// Adds x².
  @inline(__always)
  package mutating func add(_ x: Double) {
    if x.magnitude > 0x1p486 {
      large += (x * 0x1p-538) * (x * 0x1p-538)
    } else if x.magnitude < 0x1p-511 {
      small += (x * 0x1p537) * (x * 0x1p537)
    } else {
      ordinary += x * x
    }
  }

  /// √(Σ x² / n): the root mean square of n numbers, and the norm for n = 1. NaN if a number is.
  package func root(over n: Double = 1) -> Double {
    if large > 0 { return ((large + ordinary * 0x1p-538 * 0x1p-538) / n).squareRoot() * 0x1p538 }
    if ordinary == 0 { return (small / n).squareRoot() * 0x1p-537 }
    return ((ordinary + small * 0x1p-537 * 0x1p-537) / n).squareRoot()
  }

  /// √(Σ x² / Σ y²); NaN of nothing over nothing.
  package func rootRatio(to other: SumOfSquares) -> Double {
    let isOrdinary = [self, other].allSatisfy { $0.large == 0 && $0.small == 0 }
    return isOrdinary ? (ordinary / other.ordinary).squareRoot() : root() / other.root()
  }
}
