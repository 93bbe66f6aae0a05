#if SUNDIALS
  import CKernels
  import CSUNDIALS
  import Parallel

  // SUNDIALS' serial vectors, and its parallel ones if there are several ranks, with their frequent
  // operations replaced.
  //
  // Two reasons. The error norm of a population has to be the worst group's, which SUNDIALS' own
  // norm is not; and distributions compile SUNDIALS without vectorisation, or even without
  // optimisation, which costs a factor of two and more. Clones inherit the operations.

  /// Creates a vector with our operations, for ``SUNDIALSVector``.
  ///
  /// - Returns: nil if there is not enough memory.
  func makeVector(
    count: Int, tolerances: Tolerances, threads: Int, context: SUNDIALSContext
  ) throws -> N_Vector? {
    guard let vector = try makePlainVector(count: count, context: context) else { return nil }
    let ranks = context.ranks
    let tail = csundials_tail(
      count: sunindextype(count), group_count: sunindextype(tolerances.norm.groupCount),
      averaged: sunindextype(tolerances.averagedCount(ofDimension: count)),
      threads: sunindextype(threads), ranks: Unmanaged.passUnretained(ranks).toOpaque())
    guard csundials_append(vector, tail) == 0 else {
      N_VDestroy(vector)
      return nil
    }
    let operations = vector.pointee.ops!
    replaceCloning(operations, isParallel: ranks.count > 1)
    operations.pointee.nvlinearsum = { a, x, b, y, z in
      linearSum(
        count: elements(z).count, a, N_VGetArrayPointer(x), b, N_VGetArrayPointer(y),
        N_VGetArrayPointer(z), threads: threadCount(z!))
    }
    operations.pointee.nvscale = { factor, x, z in
      let (x, target) = (elements(x).baseAddress!, elements(z))
      forEachBlock(of: target.count, size: vectorBlockSize, threads: threadCount(z!)) { block, _ in
        kernel_scale(
          block.count, factor, x + block.lowerBound, target.baseAddress! + block.lowerBound)
      }
    }
    operations.pointee.nvconst = { value, z in
      let z = elements(z)
      for i in 0..<z.count { z[i] = value }
    }
    operations.pointee.nvprod = { x, y, z in
      let (x, y, z) = (elements(x), elements(y), elements(z))
      for i in 0..<z.count { z[i] = x[i] * y[i] }
    }
    operations.pointee.nvdiv = { x, y, z in
      let (x, y, z) = (elements(x), elements(y), elements(z))
      for i in 0..<z.count { z[i] = x[i] / y[i] }
    }
    operations.pointee.nvwrmsnorm = { x, weights in worstGroupNorm(x!, weights!) }
    return vector
  }

  /// SUNDIALS' own serial vector, or a parallel one if there are several ranks.
  private func makePlainVector(count: Int, context: SUNDIALSContext) throws -> N_Vector? {
    #if MPI
      if context.ranks.count > 1 { return try makeParallelVector(count: count, context: context) }
    #endif
    return N_VNew_Serial(sunindextype(count), context.handle)
  }

  private func replaceCloning(_ operations: N_Vector_Ops, isParallel: Bool) {
    #if MPI
      if isParallel {
        replaceParallelOperations(operations)
        return
      }
    #endif
    operations.pointee.nvclone = { original in
      guard let original, let clone = N_VClone_Serial(original) else { return nil }
      return inheritTail(of: original, to: clone)
    }
    operations.pointee.nvcloneempty = { original in
      guard let original, let clone = N_VCloneEmpty_Serial(original) else { return nil }
      return inheritTail(of: original, to: clone)
    }
  }

  func inheritTail(of original: N_Vector, to clone: N_Vector) -> N_Vector? {
    guard csundials_append(clone, csundials_tail_of(original)) == 0 else {
      N_VDestroy(clone)
      return nil
    }
    return clone
  }

  /// How many threads may work on a vector.
  func threadCount(_ vector: N_Vector) -> Int { Int(csundials_tail_of(vector).threads) }

  /// The ranks that share the vector.
  func ranks(_ vector: N_Vector) -> Ranks {
    Unmanaged.fromOpaque(csundials_tail_of(vector).ranks).takeUnretainedValue()
  }

  /// The elements of a vector that are here.
  func elements(_ vector: N_Vector?) -> UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(
      start: N_VGetArrayPointer(vector!), count: Int(csundials_tail_of(vector!).count))
  }

  /// The maximum over all groups of the root mean square of x·weights over those of the group's components that are
  /// under error control. The weights of the others are nothing.
  ///
  /// With one group the partial sums are added in a fixed order. A maximum needs none, and so the
  /// norm is the same for every number of threads and ranks.
  private func worstGroupNorm(_ x: N_Vector, _ weights: N_Vector) -> Double {
    let norm = worstGroupNorm(x, weights, scale: 1)
    // Squares that are too large for a number: what is scaled by a power of two has the same digits.
    return norm == .infinity ? worstGroupNorm(x, weights, scale: 0x1p-538) * 0x1p538 : norm
  }

  private func worstGroupNorm(_ x: N_Vector, _ weights: N_Vector, scale: Double) -> Double {
    let (tail, threads) = (csundials_tail_of(x), threadCount(x))
    let (groups, averaged) = (Int(tail.group_count), Double(tail.averaged))
    let ranks = ranks(x)
    let (x, weights) = (elements(x), elements(weights))
    guard groups > 1 || ranks.count > 1 else {
      return (sumOfSquares(x, weights, scale: scale) / averaged).squareRoot()
    }
    let worst = withUnsafeTemporaryAllocation(of: Double.self, capacity: threads) { worst in
      worst.initialize(repeating: 0)
      forEachBlock(of: groups, size: vectorBlockSize / 8, threads: threads) { block, thread in
        let largest = largestSumOfSquares(
          x, weights, scale: scale, groups: block, of: groups)
        worst[thread] = max(worst[thread], largest)
      }
      return worst.max()!
    }
    return (ranks.maximum(worst) / averaged).squareRoot()
  }

  /// The largest sum of squares of x·weights over the components of any of some groups, eight groups at
  /// a time.
  private func largestSumOfSquares(
    _ x: UnsafeMutableBufferPointer<Double>, _ weights: UnsafeMutableBufferPointer<Double>,
    scale: Double, groups: Range<Int>, of groupCount: Int
  ) -> Double {
    let components = x.count / groupCount
    var worst = SIMD8<Double>.zero
    var group = groups.lowerBound
    while group + 8 <= groups.upperBound {
      var sums = SIMD8<Double>.zero
      for component in 0..<components {
        let product =
          load(x, group + component * groupCount) * load(weights, group + component * groupCount)
          * scale
        sums += product * product
      }
      worst.replace(with: sums, where: sums .> worst)
      group += 8
    }
    var worstSum = worst.max()
    while group < groups.upperBound {
      var sum = 0.0
      for index in stride(from: group, to: x.count, by: groupCount) {
        let product = x[index] * weights[index] * scale
        sum += product * product
      }
      worstSum = max(worstSum, sum)
      group += 1
    }
    return worstSum
  }

  private func sumOfSquares(
    _ x: UnsafeMutableBufferPointer<Double>, _ weights: UnsafeMutableBufferPointer<Double>,
    scale: Double
  ) -> Double {
    var sums = SIMD8<Double>.zero
    var index = 0
    while index + 8 <= x.count {
      let product = load(x, index) * load(weights, index) * scale
      sums += product * product
      index += 8
    }
    var sum = sums.sum()
    while index < x.count {
      let product = x[index] * weights[index] * scale
      sum += product * product
      index += 1
    }
    return sum
  }

  @inline(__always)
  private func load(_ values: UnsafeMutableBufferPointer<Double>, _ index: Int) -> SIMD8<Double> {
    UnsafeRawPointer(values.baseAddress! + index).loadUnaligned(as: SIMD8<Double>.self)
  }
#endif
