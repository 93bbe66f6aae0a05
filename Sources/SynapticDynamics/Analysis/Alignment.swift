import CKernels
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
    let weights = WeightPairs(count: n, forward: forward, backward: backward, threads: threads)
    let largest = weights.reduce(from: alignment_extremes()) { pairs, _, extremes in
      alignment_find_extremes(pairs.count, pairs.forward, pairs.backward, &extremes)
    }.reduce(alignment_extremes()) { $0.larger($1) }
    let units = [Self.unit(ranks.maximum(largest.a)), Self.unit(ranks.maximum(largest.b))]
    let squares = try weights.sums(over: ranks) { pairs, terms in
      alignment_squares(pairs.count, pairs.forward, units[0], terms.0)
      alignment_squares(pairs.count, pairs.backward, units[1], terms.1)
    }
    let norms = [squares.0.squareRoot(), squares.1.squareRoot()]
    // Half the chord between the unit vectors, and half that between one and the other's opposite.
    let (minus, plus) = try weights.sums(over: ranks) { pairs, terms in
      alignment_chords(
        pairs.count, pairs.forward, pairs.backward, units, norms, terms.0, terms.1)
    }
    angle = 2 * atan2(minus.squareRoot(), plus.squareRoot()) * 180 / .pi
    normRatio = norms[1] / norms[0] * (units[1] / units[0])
    largestDifference = ranks.maximum(largest.difference)
  }

  /// A power of two near the largest component: in such units no square is too large or too small for a number.
  private static func unit(_ largest: Double) -> Double {
    largest > 0 && largest.isFinite ? largest.binade : 1
  }
}

/// Forward and backward weights, gone through block by block in 64 bits.
private struct WeightPairs<Number: BinaryFloatingPoint> {
  let count: Int
  let forward: UnsafeBufferPointer<Number>
  let backward: UnsafeBufferPointer<Number>
  let threads: Int

  /// Those of a block.
  struct Block {
    let count: Int
    let forward: UnsafePointer<Double>
    let backward: UnsafePointer<Double>
  }

  /// Room for a block of the terms of two sums.
  typealias Terms = (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)

  /// Looks at all blocks; gives what each thread found.
  func reduce<Found>(
    from start: Found, _ body: (_ pairs: Block, _ terms: Terms, _ found: inout Found) -> Void
  ) -> [Found] {
    // Read by several threads.
    nonisolated(unsafe) let pairs = self
    let memory = [Double](repeating: 0, count: 4 * blockSize)
    return reduceBlocks(of: count, threads: threads, from: (start, memory)) { block, found in
      // What a thread writes into is its own while it looks.
      var (own, memory) = found
      found.1 = []
      memory.withUnsafeMutableBufferPointer { memory in
        let first = memory.baseAddress!
        body(
          Block(
            count: block.count,
            forward: Self.doubles(pairs.forward, block, first + 2 * blockSize),
            backward: Self.doubles(pairs.backward, block, first + 3 * blockSize)),
          (first, first + blockSize), &own)
      }
      found = (own, memory)
    }.map(\.0)
  }

  /// Numbers of a block as they are, or put into other memory.
  private static func doubles(
    _ numbers: UnsafeBufferPointer<Number>, _ block: Range<Int>,
    _ memory: UnsafeMutablePointer<Double>
  ) -> UnsafePointer<Double> {
    let first = numbers.baseAddress! + block.lowerBound
    if Number.self == Double.self {
      return UnsafeRawPointer(first).assumingMemoryBound(to: Double.self)
    }
    for k in 0..<block.count { memory[k] = Double(first[k]) }
    return UnsafePointer(memory)
  }

  /// Two sums over all pairs of all ranks, of terms that are not negative.
  ///
  /// - Parameter write: writes the terms of a block, of both sums.
  func sums(over ranks: Ranks, _ write: (Block, Terms) -> Void) throws -> (Double, Double) {
    let largest = reduce(from: (0.0, 0.0)) { pairs, terms, largest in
      write(pairs, terms)
      largest.0 = alignment_largest(pairs.count, terms.0, largest.0)
      largest.1 = alignment_largest(pairs.count, terms.1, largest.1)
    }
    let start = (
      ExactSum(termsUpTo: ranks.maximum(largest.map(\.0).max()!)),
      ExactSum(termsUpTo: ranks.maximum(largest.map(\.1).max()!))
    )
    var sums = start
    let found = reduce(from: start) { pairs, terms, sums in
      write(pairs, terms)
      sums.0.add(terms.0, count: pairs.count)
      sums.1.add(terms.1, count: pairs.count)
    }
    for own in found {
      sums.0 += own.0
      sums.1 += own.1
    }
    return try (sums.0.value(over: ranks), sums.1.value(over: ranks))
  }
}

extension ExactSum {
  /// Adds the terms of a block.
  fileprivate mutating func add(_ terms: UnsafePointer<Double>, count: Int) {
    guard let scales else { return }
    let sum = alignment_add(count, terms, [scales.0, scales.1])
    add(high: sum.high, low: sum.low)
  }
}

extension alignment_extremes {
  fileprivate func larger(_ other: Self) -> Self {
    Self(a: max(a, other.a), b: max(b, other.b), difference: max(difference, other.difference))
  }
}
