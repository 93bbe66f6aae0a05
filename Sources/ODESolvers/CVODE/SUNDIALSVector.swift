#if SUNDIALS
  import CKernels
  import CSUNDIALS

  // SUNDIALS' serial vectors with their frequent operations replaced.
  //
  // Two reasons. The error norm of a population has to be the worst group's, which SUNDIALS' own
  // norm is not; and distributions compile SUNDIALS without vectorisation, or even without
  // optimisation, which costs a factor of two and more. Clones inherit the operations.

  /// Creates a serial vector with our operations.
  ///
  /// - Parameters:
  ///   - count: its length.
  ///   - groupCount: the number of groups whose worst is the norm; 1 for the root mean square of all.
  ///   - context: the context that owns it.
  func makeSUNDIALSVector(count: Int, groupCount: Int, context: SUNContext) -> N_Vector? {
    guard let vector = N_VNew_Serial(sunindextype(count), context) else { return nil }
    guard csundials_append_group_count(vector, sunindextype(groupCount)) == 0 else {
      N_VDestroy(vector)
      return nil
    }
    let operations = vector.pointee.ops!
    operations.pointee.nvclone = { original in
      guard let original, let clone = N_VClone_Serial(original) else { return nil }
      return inheritGroups(of: original, to: clone)
    }
    operations.pointee.nvcloneempty = { original in
      guard let original, let clone = N_VCloneEmpty_Serial(original) else { return nil }
      return inheritGroups(of: original, to: clone)
    }
    operations.pointee.nvlinearsum = { a, x, b, y, z in
      let z = elements(z)
      kernel_linear_sum(z.count, a, N_VGetArrayPointer(x), b, N_VGetArrayPointer(y), z.baseAddress)
    }
    operations.pointee.nvscale = { factor, x, z in
      let z = elements(z)
      kernel_scale(z.count, factor, N_VGetArrayPointer(x), z.baseAddress)
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

  private func inheritGroups(of original: N_Vector, to clone: N_Vector) -> N_Vector? {
    guard csundials_append_group_count(clone, csundials_group_count(original)) == 0 else {
      N_VDestroy(clone)
      return nil
    }
    return clone
  }

  /// The elements of a serial vector.
  func elements(_ vector: N_Vector?) -> UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(
      start: N_VGetArrayPointer(vector!), count: Int(N_VGetLength(vector!)))
  }

  /// The maximum over all groups of the root mean square of x·weights over the group's components.
  ///
  /// Eight groups at a time; with one group, eight partial sums added in a fixed order.
  private func worstGroupNorm(_ x: N_Vector, _ weights: N_Vector) -> Double {
    let groups = Int(csundials_group_count(x))
    let (x, weights) = (elements(x), elements(weights))
    guard groups > 1 else {
      return (sumOfSquares(x, weights) / Double(max(x.count, 1))).squareRoot()
    }
    let components = x.count / groups
    var worst = SIMD8<Double>.zero
    var group = 0
    while group + 8 <= groups {
      var sums = SIMD8<Double>.zero
      for component in 0..<components {
        let product =
          load(x, group + component * groups) * load(weights, group + component * groups)
        sums += product * product
      }
      worst.replace(with: sums, where: sums .> worst)
      group += 8
    }
    var worstSum = worst.max()
    while group < groups {
      var sum = 0.0
      for index in stride(from: group, to: x.count, by: groups) {
        let product = x[index] * weights[index]
        sum += product * product
      }
      worstSum = max(worstSum, sum)
      group += 1
    }
    return (worstSum / Double(components)).squareRoot()
  }

  private func sumOfSquares(
    _ x: UnsafeMutableBufferPointer<Double>, _ weights: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    var sums = SIMD8<Double>.zero
    var index = 0
    while index + 8 <= x.count {
      let product = load(x, index) * load(weights, index)
      sums += product * product
      index += 8
    }
    var sum = sums.sum()
    while index < x.count {
      let product = x[index] * weights[index]
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
