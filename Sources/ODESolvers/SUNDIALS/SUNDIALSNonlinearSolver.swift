#if SUNDIALS
  import CSUNDIALS

  /// A solver of the implicit equations of a step.
  struct SUNDIALSNonlinearSolver: ~Copyable {
    /// For calls to SUNDIALS; valid as long as this owner.
    let handle: SUNNonlinearSolver
    private let context: SUNDIALSContext

    /// Fixed-point iteration without acceleration.
    init(
      fixedPointFor vector: borrowing SUNDIALSVector, context: SUNDIALSContext,
      _ call: SUNDIALSCall
    ) throws {
      handle = try call(
        "SUNNonlinSol_FixedPoint", SUNNonlinSol_FixedPoint(vector.handle, 0, context.handle))
      self.context = context
    }

    deinit {
      // Nobody is left who could be told.
      _ = SUNNonlinSolFree(handle)
    }
  }
#endif
