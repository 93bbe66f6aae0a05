#if SUNDIALS
  import CSUNDIALS

  /// A dense matrix, stored by columns.
  struct SUNDIALSMatrix: ~Copyable {
    /// For calls to SUNDIALS; valid as long as this owner.
    let handle: SUNMatrix
    private let context: SUNDIALSContext

    /// Creates a square matrix of numbers that are not set yet.
    init(dimension: Int, context: SUNDIALSContext, _ call: SUNDIALSCall) throws {
      let count = sunindextype(dimension)
      handle = try call("SUNDenseMatrix", SUNDenseMatrix(count, count, context.handle))
      self.context = context
    }

    deinit { SUNMatDestroy(handle) }
  }
#endif
