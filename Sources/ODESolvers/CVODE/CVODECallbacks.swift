#if SUNDIALS
  import CSUNDIALS

  /// What CVODE's callbacks reach through their user data pointer.
  ///
  /// SUNDIALS 6.4 swallows errors of the right-hand side in its fixed-point iteration, so the first
  /// error is kept here, every later call fails at once, and the stepper rethrows it whatever flag
  /// CVODE returns.
  final class CVODECallbacks {
    var evaluate: RightHandSideEvaluator
    let jacobian: InitialValueProblem.Jacobian?
    let tolerances: Tolerances
    private(set) var error: (any Error)?

    init(_ problem: InitialValueProblem, tolerances: Tolerances) {
      evaluate = RightHandSideEvaluator(problem)
      jacobian = problem.jacobian
      self.tolerances = tolerances
    }

    /// Rethrows the error that a callback left behind.
    func check() throws {
      if let error { throw error }
    }

    /// Runs the body of a callback; an error becomes −1, which SUNDIALS takes as final.
    private func guarding(_ body: () throws -> Void) -> Int32 {
      guard error == nil else { return -1 }
      do {
        try body()
        return 0
      } catch {
        self.error = error
        return -1
      }
    }

    private static func from(_ userData: UnsafeMutableRawPointer?) -> CVODECallbacks {
      Unmanaged<CVODECallbacks>.fromOpaque(userData!).takeUnretainedValue()
    }

    /// y′ = f(t, y).
    static let rightHandSide: CVRhsFn = { time, y, derivative, userData in
      let callbacks = from(userData)
      return callbacks.guarding {
        var rates = MutableSpan(_unsafeElements: elements(derivative))
        try callbacks.evaluate(time, Span(_unsafeElements: elements(y)), &rates)
      }
    }

    /// The dense Jacobian, column by column.
    static let denseJacobian: CVLsJacFn = { time, y, _, matrix, userData, _, _, _ in
      let callbacks = from(userData)
      return callbacks.guarding {
        let y = elements(y)
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

    /// The error weights 1 / (relative·|y| + absolute).
    static let errorWeights: CVEwtFn = { y, weights, userData in
      let tolerances = from(userData).tolerances
      let (y, weights) = (elements(y), elements(weights))
      let relative = tolerances.relative
      var smallest = Double.infinity
      tolerances.absolute.withUnsafeBufferPointer { absolute in
        if absolute.count == 1 {
          let absolute = absolute[0]
          for i in 0..<y.count {
            let scale = relative * y[i].magnitude + absolute
            weights[i] = 1 / scale
            smallest = min(smallest, scale)
          }
        } else {
          for i in 0..<y.count {
            let scale = relative * y[i].magnitude + absolute[i]
            weights[i] = 1 / scale
            smallest = min(smallest, scale)
          }
        }
      }
      return smallest > 0 ? 0 : -1
    }
  }
#endif
