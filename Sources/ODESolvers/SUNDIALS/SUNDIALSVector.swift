#if SUNDIALS
  import CSUNDIALS

  /// A SUNDIALS vector with our operations.
  struct SUNDIALSVector: ~Copyable {
    /// For calls to SUNDIALS; valid as long as this owner.
    let handle: N_Vector
    private let context: SUNDIALSContext

    /// Creates a vector of numbers that are not set yet.
    ///
    /// - Parameters:
    ///   - count: its length on this rank.
    ///   - tolerances: what the norm measures.
    ///   - threads: how many may work on it.
    ///   - context: whose ranks share the vector.
    ///   - call: names the time if there is not enough memory.
    init(
      count: Int, tolerances: Tolerances, threads: Int, context: SUNDIALSContext,
      _ call: SUNDIALSCall
    ) throws {
      let made = try makeVector(
        count: count, tolerances: tolerances, threads: threads, context: context)
      handle = try call("N_VNew", made)
      self.context = context
    }

    private init(handle: N_Vector, context: SUNDIALSContext) {
      self.handle = handle
      self.context = context
    }

    /// Another vector of the same kind and length, whose numbers are not set yet.
    func clone(_ call: SUNDIALSCall) throws -> SUNDIALSVector {
      SUNDIALSVector(handle: try call("N_VClone", N_VClone(handle)), context: context)
    }

    deinit { N_VDestroy(handle) }

    /// The elements that are here; valid as long as this owner.
    var elements: UnsafeMutableBufferPointer<Double> { ODESolvers.elements(handle) }

    /// Shows the elements that are here.
    func withSpan<Result>(_ body: (Span<Double>) throws -> Result) rethrows -> Result {
      try body(Span(_unsafeElements: elements))
    }

    /// Lets the elements that are here be changed.
    mutating func withMutableSpan<Result>(
      _ body: (inout MutableSpan<Double>) throws -> Result
    ) rethrows -> Result {
      var span = MutableSpan(_unsafeElements: elements)
      return try body(&span)
    }
  }

  // MARK: Arithmetic

  extension SUNDIALSVector {
    /// Makes this vector a x + b y.
    mutating func set(
      _ a: Double, _ x: borrowing SUNDIALSVector, _ b: Double, _ y: borrowing SUNDIALSVector
    ) {
      N_VLinearSum(a, x.handle, b, y.handle, handle)
    }

    /// Multiplies this vector by a, and adds b x.
    mutating func scale(by a: Double, adding b: Double, _ x: borrowing SUNDIALSVector) {
      N_VLinearSum(a, handle, b, x.handle, handle)
    }

    /// The weighted norm of the worst group, or of all.
    func norm(weights: borrowing SUNDIALSVector) -> Double {
      N_VWrmsNorm(handle, weights.handle)
    }
  }
#endif
