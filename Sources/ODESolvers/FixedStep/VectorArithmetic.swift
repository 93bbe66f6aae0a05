import CKernels
import Parallel

/// Numbers of a vector that a thread works on at a time.
package let vectorBlockSize = 8192

/// result = base + h · direction on the given components.
func advance(
  _ result: inout [Double], by h: Double, along direction: [Double], from base: [Double],
  in range: Range<Int>, threads: Int
) {
  precondition(
    range.upperBound <= min(result.count, direction.count, base.count), "vectors differ in length")
  result.withUnsafeMutableBufferPointer { result in
    base.withUnsafeBufferPointer { base in
      direction.withUnsafeBufferPointer { direction in
        linearSum(
          count: range.count, 1, base.baseAddress! + range.lowerBound, h,
          direction.baseAddress! + range.lowerBound, result.baseAddress! + range.lowerBound,
          threads: threads)
      }
    }
  }
}

/// result = result + h · direction.
func advance(_ result: inout [Double], by h: Double, along direction: [Double], threads: Int) {
  precondition(result.count == direction.count, "vectors differ in length")
  result.withUnsafeMutableBufferPointer { result in
    direction.withUnsafeBufferPointer { direction in
      linearSum(
        count: result.count, 1, result.baseAddress!, h, direction.baseAddress!,
        result.baseAddress!, threads: threads)
    }
  }
}

/// z = a x + b y. z may be x or y.
func linearSum(
  count: Int, _ a: Double, _ x: UnsafePointer<Double>, _ b: Double, _ y: UnsafePointer<Double>,
  _ z: UnsafeMutablePointer<Double>, threads: Int
) {
  forEachBlock(of: count, size: vectorBlockSize, threads: threads) { block, _ in
    let first = block.lowerBound
    kernel_linear_sum(block.count, a, x + first, b, y + first, z + first)
  }
}
