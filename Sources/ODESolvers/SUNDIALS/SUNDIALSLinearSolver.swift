#if SUNDIALS
  import CSUNDIALS

  /// A linear solver, with the matrix that it factorises if it has one.
  struct SUNDIALSLinearSolver: ~Copyable {
    /// For calls to SUNDIALS; valid as long as this owner.
    let handle: SUNLinearSolver
    private let matrix: SUNDIALSMatrix?
    private let context: SUNDIALSContext

    private init(
      handle: SUNLinearSolver, matrix: consuming SUNDIALSMatrix?, context: SUNDIALSContext
    ) {
      self.handle = handle
      self.matrix = matrix
      self.context = context
    }

    deinit {
      // Nobody is left who could be told.
      _ = SUNLinSolFree(handle)
    }

    /// The matrix, for calls to SUNDIALS; valid as long as this owner.
    var matrixHandle: SUNMatrix? {
      switch matrix {
      case .some(let matrix): matrix.handle
      case .none: nil
      }
    }

    /// LU factorisation of a dense matrix.
    static func dense(
      for vector: borrowing SUNDIALSVector, dimension: Int, context: SUNDIALSContext,
      _ call: SUNDIALSCall
    ) throws -> SUNDIALSLinearSolver {
      let matrix = try SUNDIALSMatrix(dimension: dimension, context: context, call)
      let handle = try call(
        "SUNLinSol_Dense", SUNLinSol_Dense(vector.handle, matrix.handle, context.handle))
      return SUNDIALSLinearSolver(handle: handle, matrix: matrix, context: context)
    }

    /// SPGMR, without a matrix and without a preconditioner.
    ///
    /// - Parameters:
    ///   - vector: one of those to be solved for.
    ///   - dimension: of the Krylov space at most; 0 for SUNDIALS' default of 5.
    ///   - context: the context.
    ///   - call: names the time if there is not enough memory.
    static func krylov(
      for vector: borrowing SUNDIALSVector, dimension: Int, context: SUNDIALSContext,
      _ call: SUNDIALSCall
    ) throws -> SUNDIALSLinearSolver {
      let handle = try call(
        "SUNLinSol_SPGMR", csundials_spgmr(vector.handle, Int32(dimension), context.handle))
      return SUNDIALSLinearSolver(handle: handle, matrix: nil, context: context)
    }

    /// A solver that hands each system to us.
    ///
    /// It belongs to the kind that SUNDIALS calls matrix-embedded: no matrix, no set-up, the system formed and
    /// solved at the integrator's present state.
    ///
    /// - Parameters:
    ///   - content: what `solve` finds in its solver's `content`; it must outlive the solver.
    ///   - context: the context.
    ///   - call: names the time if there is not enough memory.
    ///   - solve: writes the solution x for the right side b.
    static func embedded(
      content: UnsafeMutableRawPointer, context: SUNDIALSContext, _ call: SUNDIALSCall,
      solve:
        @escaping @convention(c) (
          _ solver: SUNLinearSolver?, _ matrix: SUNMatrix?, _ x: N_Vector?, _ b: N_Vector?,
          _ tolerance: Double
        ) -> Int32
    ) throws -> SUNDIALSLinearSolver {
      let handle = try call("SUNLinSolNewEmpty", SUNLinSolNewEmpty(context.handle))
      handle.pointee.content = content
      handle.pointee.ops.pointee.gettype = { _ in SUNLINEARSOLVER_MATRIX_EMBEDDED }
      handle.pointee.ops.pointee.solve = solve
      // The content is not the solver's to free.
      handle.pointee.ops.pointee.free = { solver in
        solver?.pointee.content = nil
        SUNLinSolFreeEmpty(solver)
        return 0
      }
      return SUNDIALSLinearSolver(handle: handle, matrix: nil, context: context)
    }
  }
#endif
