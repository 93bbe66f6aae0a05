#if SUNDIALS
  import CKernels
  import CSUNDIALS
  import Parallel

  /// What CVODE's callbacks reach through their user data pointer.
  ///
  /// SUNDIALS 6.4 swallows errors of the right-hand side in its fixed-point iteration, so the first
  /// error is kept here, every later call fails at once, and the stepper rethrows it whatever flag
  /// CVODE returns.
  final class CVODECallbacks {
    var evaluate: RightHandSideEvaluator
    let jacobian: InitialValueProblem.Jacobian?
    let newtonSolve: InitialValueProblem.NewtonSolve?
    private let relative: Double
    private let absolute: [Double]
    let threads: Int
    let ranks: Ranks
    /// CVODE's memory, for the linear solver, which CVODE tells nothing of itself.
    var memory: UnsafeMutableRawPointer?
    /// What is added to CVODE's time for the problem's.
    var origin = 0.0
    private(set) var error: (any Error)?

    init(_ problem: InitialValueProblem, options: CVODE) {
      evaluate = RightHandSideEvaluator(problem)
      jacobian = problem.jacobian
      newtonSolve = problem.newtonSolve
      (relative, absolute) = (options.tolerances.relative, options.weightedTolerances)
      threads = problem.threads
      ranks = problem.ranks
    }

    /// Rethrows the error that a callback left behind.
    func check() throws {
      if let error { throw error }
    }

    /// Runs the body of a callback; an error becomes −1, which SUNDIALS takes as final. All ranks
    /// fail in the same call, so that CVODE takes the same way on all.
    private func guarding(_ body: () throws -> Void) -> Int32 {
      guard error == nil else { return -1 }
      do { try body() } catch { self.error = error }
      do { try ranks.agree(failed: self.error != nil) } catch { self.error = self.error ?? error }
      return self.error == nil ? 0 : -1
    }

    private static func from(_ userData: UnsafeMutableRawPointer?) -> CVODECallbacks {
      Unmanaged<CVODECallbacks>.fromOpaque(userData!).takeUnretainedValue()
    }

    /// y′ = f(t, y).
    static let rightHandSide: CVRhsFn = { time, y, derivative, userData in
      let callbacks = from(userData)
      return callbacks.guarding {
        var rates = MutableSpan(_unsafeElements: elements(derivative))
        try callbacks.evaluate(
          callbacks.origin + time, Span(_unsafeElements: elements(y)), &rates)
      }
    }

    /// The dense Jacobian, column by column.
    static let denseJacobian: CVLsJacFn = { time, y, _, matrix, userData, _, _, _ in
      let callbacks = from(userData)
      return callbacks.guarding {
        let (y, time) = (elements(y), callbacks.origin + time)
        let values = UnsafeMutableBufferPointer(
          start: SUNDenseMatrix_Data(matrix), count: y.count * y.count)
        values.update(repeating: 0)
        var span = MutableSpan(_unsafeElements: values)
        try callbacks.jacobian!(time, Span(_unsafeElements: y), &span)
        if !allFinite(span.span) {
          throw callbacks.evaluate.notFinite(span.span, "Jacobian (row)", at: time)
        }
      }
    }

    /// Hands a Newton system to the problem.
    static let structuredSolve:
      @convention(c) (
        SUNLinearSolver?, SUNMatrix?, N_Vector?, N_Vector?, Double
      ) -> Int32 = { solver, _, solution, right, _ in
        let callbacks = from(solver!.pointee.content)
        return callbacks.guarding { try callbacks.solve(right, into: solution) }
      }

    /// The system (I − γJ) x = b at CVODE's present state.
    private func solve(_ right: N_Vector?, into solution: N_Vector?) throws {
      var (time, gamma, unused) = (0.0, 0.0, 0.0)
      var (predicted, state, derivative, first): (N_Vector?, N_Vector?, N_Vector?, N_Vector?)
      var userData: UnsafeMutableRawPointer?
      let flag = CVodeGetNonlinearSystemData(
        memory, &time, &predicted, &state, &derivative, &gamma, &unused, &first, &userData)
      try SUNDIALSCall(time: time)("CVodeGetNonlinearSystemData", flag)
      N_VScale(1, right, solution)
      var vector = MutableSpan(_unsafeElements: elements(solution))
      time += origin
      try newtonSolve!(time, gamma, Span(_unsafeElements: elements(state)), &vector)
      if !allFinite(vector.span) {
        throw evaluate.notFinite(vector.span, "Newton correction", at: time)
      }
    }

    /// The error weights 1 / (relative·|y| + absolute), nothing for what is left out of error control.
    static let errorWeights: CVEwtFn = { y, weights, userData in
      let callbacks = from(userData)
      let (relative, absolute) = (callbacks.relative, callbacks.absolute)
      let (y, weights) = (elements(y), elements(weights))
      absolute.withUnsafeBufferPointer { absolute in
        forEachBlock(of: y.count, size: vectorBlockSize, threads: callbacks.threads) { block, _ in
          let first = block.lowerBound
          kernel_error_weights(
            block.count, relative, absolute.count,
            absolute.baseAddress! + (absolute.count == 1 ? 0 : first), y.baseAddress! + first,
            weights.baseAddress! + first)
        }
      }
      // A component that is 0 without an absolute tolerance has an infinite weight.
      let isGood = allFinite(Span(_unsafeElements: UnsafeBufferPointer(weights)))
      return callbacks.ranks.maximum(isGood ? 0 : 1) == 0 ? 0 : -1
    }
  }
#endif
