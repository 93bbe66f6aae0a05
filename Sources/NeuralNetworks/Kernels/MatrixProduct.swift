import Parallel

/// A product of matrices, computed in parts that do not depend on the number of threads: neither does the
/// result.
package struct MatrixProduct<Scalar: NetworkScalar> {
  /// The size of the result, and the length of the sums.
  package var rows, columns, inner: Int
  /// Whether the factors stand transposed: stored as inner × rows, and columns × inner.
  package var isLeftTransposed = false
  package var isRightTransposed = false

  /// A product.
  package init(
    rows: Int, columns: Int, inner: Int, isLeftTransposed: Bool = false,
    isRightTransposed: Bool = false
  ) {
    (self.rows, self.columns, self.inner) = (rows, columns, inner)
    self.isLeftTransposed = isLeftTransposed
    self.isRightTransposed = isRightTransposed
  }

  /// Parts take about a tenth of a millisecond at least, and there are at most eight, along the longer side.
  private var partSize: (along: Int, size: Int) {
    let side = max(rows, columns)
    let work = rows * columns * inner
    let parts = max(1, min(8, work / 3_000_000))
    // Whole groups of 16, which the kernels of BLAS work on.
    return (side, max(16, (side + 16 * parts - 1) / (16 * parts) * 16))
  }

  /// c = a·b + beta·c.
  package func callAsFunction(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, plus beta: Scalar = 0,
    times c: UnsafeMutablePointer<Scalar>, threads: Int
  ) {
    let strideOfA = isLeftTransposed ? rows : inner
    let strideOfB = isRightTransposed ? inner : columns
    let (side, size) = partSize
    let isByRows = rows >= columns
    forEachBlock(of: side, size: size, threads: threads, leastBlocks: 1) { part, _ in
      let first = part.lowerBound
      let left = isByRows ? a + first * (isLeftTransposed ? 1 : strideOfA) : a
      let right = isByRows ? b : b + first * (isRightTransposed ? strideOfB : 1)
      Scalar.multiply(
        rows: isByRows ? part.count : rows, columns: isByRows ? columns : part.count, inner: inner,
        left, stride: strideOfA, isTransposed: isLeftTransposed, right, stride: strideOfB,
        isTransposed: isRightTransposed, plus: beta,
        times: c + first * (isByRows ? columns : 1), stride: columns)
    }
  }
}
