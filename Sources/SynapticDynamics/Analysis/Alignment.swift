import Foundation
import Parallel

/// How well backward weights agree with forward weights.
public struct Alignment: Sendable, Equatable {
  /// The angle between both as vectors, in degrees: arccos(⟨w_f, w_b⟩/(‖w_f‖‖w_b‖)); NaN if one of
  /// them is zero.
  public let angle: Double
  /// ‖w_b‖/‖w_f‖; NaN if both are zero.
  public let normRatio: Double
  /// max |w_f − w_b|.
  public let largestDifference: Double

  /// Compares two vectors of equal length.
  ///
  /// The angle is taken from half the chord between the unit vectors, 2 arcsin(‖a − b‖/2), which,
  /// unlike the arccosine, keeps its digits near zero.
  ///
  /// - Complexity: O(n).
  public init(forward: Span<Double>, backward: Span<Double>) {
    // One rank alone has nobody to fail.
    try! self.init(forward: forward, backward: backward, ranks: .alone)
  }

  /// Compares two vectors of which each rank has a part; the result is the same for every split.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  public init(forward: Span<Double>, backward: Span<Double>, ranks: Ranks) throws {
    precondition(forward.count == backward.count, "both need the same number of weights")
    let n = forward.count
    self = try forward.withUnsafeBufferPointer { forward in
      try backward.withUnsafeBufferPointer { backward in
        try Self(of: n, forward: forward, backward: backward, threads: 1, ranks: ranks)
      }
    }
  }

  /// Compares two vectors of `n` components each, in 32 or 64 bits; the same for any number of threads.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  @_specialize(where Number == Double)
  @_specialize(where Number == Float)
  package init<Number: BinaryFloatingPoint>(
    of n: Int, forward: UnsafeBufferPointer<Number>, backward: UnsafeBufferPointer<Number>,
    threads: Int, ranks: Ranks
  ) throws {
    nonisolated(unsafe) let (forward, backward) = (forward, backward)
    let largest = reduceBlocks(of: n, threads: threads, from: Pair()) { block, found in
      for i in block {
        let (f, b) = (Double(forward[i]), Double(backward[i]))
        found.first = max(found.first, f.magnitude)
        found.second = max(found.second, b.magnitude)
        found.difference = max(found.difference, (f - b).magnitude)
      }
    }.reduce(Pair()) { $0.larger($1) }
    let units = (
      forward: Self.unit(ranks.maximum(largest.first)),
      backward: Self.unit(ranks.maximum(largest.second))
    )
    let squares = try Self.sums(of: n, threads: threads, ranks: ranks) { block, own, others in
      for (k, i) in block.enumerated() {
        let (f, b) = (Double(forward[i]) / units.forward, Double(backward[i]) / units.backward)
        (own[k], others[k]) = (f * f, b * b)
      }
    }
    let norms = (forward: squares.0.squareRoot(), backward: squares.1.squareRoot())
    // Half the chord between the unit vectors, and half that between one and the other's opposite.
    let (minus, plus) = try Self.sums(of: n, threads: threads, ranks: ranks) { block, minus, plus in
      for (k, i) in block.enumerated() {
        let f = Double(forward[i]) / units.forward / norms.forward
        let b = Double(backward[i]) / units.backward / norms.backward
        (minus[k], plus[k]) = ((f - b) * (f - b), (f + b) * (f + b))
      }
    }
    angle = 2 * atan2(minus.squareRoot(), plus.squareRoot()) * 180 / .pi
    normRatio = norms.backward / norms.forward * (units.backward / units.forward)
    largestDifference = ranks.maximum(largest.difference)
  }

  /// A power of two near the largest component: in such units no square is too large or too small for a number.
  private static func unit(_ largest: Double) -> Double {
    largest > 0 && largest.isFinite ? largest.binade : 1
  }

  /// Two sums over all components of all ranks, of terms that are not negative.
  ///
  /// - Parameter write: writes the terms of a block, of both sums.
  private static func sums(
    of n: Int, threads: Int, ranks: Ranks,
    _ write: (Range<Int>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) throws -> (Double, Double) {
    let terms = Terms()
    let largest = reduceBlocks(of: n, threads: threads, from: (Pair(), terms)) { block, found in
      var pair = found.0
      found.1.write(block, write) { a, b in
        for k in a.indices {
          pair.first = a[k].isNaN ? .infinity : max(pair.first, a[k])
          pair.second = b[k].isNaN ? .infinity : max(pair.second, b[k])
        }
      }
      found.0 = pair
    }.reduce(Pair()) { $0.larger($1.0) }
    let start = (
      ExactSum(termsUpTo: ranks.maximum(largest.first)),
      ExactSum(termsUpTo: ranks.maximum(largest.second))
    )
    let found = reduceBlocks(of: n, threads: threads, from: (start, terms)) { block, found in
      var sums = found.0
      found.1.write(block, write) { a, b in
        sums.0.add(a)
        sums.1.add(b)
      }
      found.0 = sums
    }
    var sums = start
    for (own, _) in found {
      sums.0 += own.0
      sums.1 += own.1
    }
    return try (sums.0.value(over: ranks), sums.1.value(over: ranks))
  }
}

/// A thread's memory for the terms of two sums over a block.
private struct Terms: Sendable {
  private var memory = [Double](repeating: 0, count: 2 * blockSize)

  /// Has the terms of a block written, and shows them.
  mutating func write(
    _ block: Range<Int>,
    _ write: (Range<Int>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void,
    _ body: (UnsafeMutableBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    let count = block.count
    memory.withUnsafeMutableBufferPointer { terms in
      write(block, terms.baseAddress!, terms.baseAddress! + count)
      body(terms.extracting(..<count), terms.extracting(count..<(2 * count)))
    }
  }
}

/// Largest magnitudes.
private struct Pair: Sendable {
  var first = 0.0
  var second = 0.0
  var difference = 0.0

  func larger(_ other: Pair) -> Pair {
    Pair(
      first: max(first, other.first), second: max(second, other.second),
      difference: max(difference, other.difference))
  }
}
