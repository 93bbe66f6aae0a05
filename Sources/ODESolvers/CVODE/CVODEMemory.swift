#if SUNDIALS
  import CSUNDIALS

  /// CVODE's memory, with the solvers and the callbacks that it uses.
  ///
  /// Times are the problem's; CVODE's own begin at ``CVODECallbacks/origin``.
  struct CVODEMemory: ~Copyable {
    /// For calls to SUNDIALS; valid as long as this owner.
    let handle: UnsafeMutableRawPointer
    /// What CVODE reaches by its user data pointer.
    private let callbacks: CVODECallbacks
    private let context: SUNDIALSContext
    private var linearSolver: SUNDIALSLinearSolver?
    private var nonlinearSolver: SUNDIALSNonlinearSolver?

    private init(
      handle: UnsafeMutableRawPointer, callbacks: CVODECallbacks, context: SUNDIALSContext
    ) {
      self.handle = handle
      self.callbacks = callbacks
      self.context = context
      linearSolver = nil
      nonlinearSolver = nil
      callbacks.memory = handle
    }

    deinit {
      var handle: UnsafeMutableRawPointer? = handle
      CVodeFree(&handle)
    }
  }

  // MARK: Set-up

  extension CVODEMemory {
    /// Creates the memory for a problem.
    ///
    /// - Parameters:
    ///   - problem: the problem.
    ///   - options: the method and what it is asked for.
    ///   - state: the initial state.
    ///   - callbacks: the problem's functions.
    ///   - context: the context of the state.
    static func make(
      for problem: InitialValueProblem, options: CVODE, state: borrowing SUNDIALSVector,
      callbacks: CVODECallbacks, context: SUNDIALSContext
    ) throws -> CVODEMemory {
      let call = SUNDIALSCall(time: problem.initialTime)
      let formulas = options.method == .adams ? CV_ADAMS : CV_BDF
      let handle = try call("CVodeCreate", CVodeCreate(formulas, context.handle))
      var memory = CVODEMemory(handle: handle, callbacks: callbacks, context: context)
      try call("CVodeSetErrHandlerFn", csundials_silence(context.handle, handle))
      try call(
        "CVodeInit",
        CVodeInit(handle, CVODECallbacks.rightHandSide, problem.initialTime, state.handle))
      try call(
        "CVodeSetUserData",
        CVodeSetUserData(handle, Unmanaged.passUnretained(callbacks).toOpaque()))
      try call("CVodeWFtolerances", CVodeWFtolerances(handle, CVODECallbacks.errorWeights))
      // Steps are taken one at a time, and counted by the caller for the whole run.
      try call("CVodeSetMaxNumSteps", CVodeSetMaxNumSteps(handle, -1))
      if let maximum = options.maximumStepSize {
        try call("CVodeSetMaxStep", CVodeSetMaxStep(handle, maximum))
      }
      try memory.constrain(options.nonNegative, like: state, call)
      try memory.attachSolvers(for: problem, options: options, state: state, call)
      return memory
    }

    /// Lets components not become negative in any accepted step.
    private func constrain(
      _ ranges: [Range<Int>], like state: borrowing SUNDIALSVector, _ call: SUNDIALSCall
    ) throws {
      guard !ranges.isEmpty else { return }
      // CVODE keeps a copy.
      let constraints = try state.clone(call)
      let kinds = constraints.elements
      kinds.update(repeating: 0)
      for range in ranges { kinds[range].update(repeating: 1) }
      try withExtendedLifetime(constraints) {
        try call("CVodeSetConstraints", CVodeSetConstraints(handle, constraints.handle))
      }
    }

    private mutating func attachSolvers(
      for problem: InitialValueProblem, options: CVODE, state: borrowing SUNDIALSVector,
      _ call: SUNDIALSCall
    ) throws {
      switch options.method {
      case .adams:
        let solver = try SUNDIALSNonlinearSolver(fixedPointFor: state, context: context, call)
        try call("CVodeSetNonlinearSolver", CVodeSetNonlinearSolver(handle, solver.handle))
        nonlinearSolver = consume solver
      case .bdf(.dense):
        try attach(
          .dense(for: state, dimension: problem.dimension, context: context, call), call)
        if problem.jacobian != nil {
          try call("CVodeSetJacFn", CVodeSetJacFn(handle, CVODECallbacks.denseJacobian))
        }
      case .bdf(.structured):
        try attach(
          .embedded(
            content: Unmanaged.passUnretained(callbacks).toOpaque(), context: context, call,
            solve: CVODECallbacks.structuredSolve),
          call)
      case .bdf(.krylov(let dimension)):
        try attach(.krylov(for: state, dimension: dimension, context: context, call), call)
        // The Krylov solver works in the 2-norm, CVODE tests in the norm of the worst group: the
        // factor between them is the root of the number of components that are averaged.
        let averaged = options.tolerances.averagedCount(ofDimension: problem.dimension)
        try call(
          "CVodeSetLSNormFactor", CVodeSetLSNormFactor(handle, Double(averaged).squareRoot()))
      }
    }

    private mutating func attach(
      _ solver: consuming SUNDIALSLinearSolver, _ call: SUNDIALSCall
    ) throws {
      try call(
        "CVodeSetLinearSolver", CVodeSetLinearSolver(handle, solver.handle, solver.matrixHandle))
      linearSolver = consume solver
    }
  }

  // MARK: Stepping

  extension CVODEMemory {
    /// Starts anew at a time, in a piece that ends at another.
    func restart(at time: Double, state: borrowing SUNDIALSVector, end: Double) throws {
      let call = SUNDIALSCall(time: time)
      let origin = callbacks.origin
      try call("CVodeReInit", CVodeReInit(handle, time - origin, state.handle))
      try call("CVodeSetStopTime", CVodeSetStopTime(handle, end - origin))
    }

    /// Chooses the first step of a piece that begins at a time.
    func setFirstStep(_ size: Double, at time: Double) throws {
      try SUNDIALSCall(time: time)("CVodeSetInitStep", CVodeSetInitStep(handle, size))
    }

    /// Takes a step.
    ///
    /// - Parameters:
    ///   - time: where it begins.
    ///   - end: where the piece ends.
    ///   - vector: receives the state at its end.
    /// - Returns: when it ends; the end of the piece, however that is rounded, only if it is reached.
    func step(from time: Double, end: Double, into vector: borrowing SUNDIALSVector)
      throws(SolverFailure) -> Double
    {
      let call = SUNDIALSCall(time: time)
      let (origin, last) = (callbacks.origin, end - callbacks.origin)
      var reached = time - origin
      // Steps below the resolution of time would succeed without end and never get on.
      try call("CVodeSetMinStep", CVodeSetMinStep(handle, reached.magnitude.ulp))
      try call("CVode", CVode(handle, last, vector.handle, &reached, CV_ONE_STEP))
      return reached >= last ? end : min(origin + reached, end.nextDown)
    }

    /// The solution within the last step, to be left in a vector.
    func denseOutput(into vector: borrowing SUNDIALSVector) -> DenseOutput {
      DenseOutput(memory: handle, origin: callbacks.origin, vector: vector.handle)
    }
  }

  // MARK: What CVODE knows of its work

  extension CVODEMemory {
    /// The work since the last restart, evaluations of the right-hand side apart.
    ///
    /// The linear solver's counters are those since the restart only once a step was tried.
    func work(at time: Double) throws(SolverFailure) -> SolverStatistics {
      let call = SUNDIALSCall(time: time)
      var (steps, errorTests, nonlinear, convergence) = (0, 0, 0, 0)
      var (jacobians, setups, linear) = (0, 0, 0)
      try call("CVodeGetNumSteps", CVodeGetNumSteps(handle, &steps))
      try call("CVodeGetNumErrTestFails", CVodeGetNumErrTestFails(handle, &errorTests))
      try call(
        "CVodeGetNonlinSolvStats", CVodeGetNonlinSolvStats(handle, &nonlinear, &convergence))
      if hasLinearSolver {
        try call("CVodeGetNumJacEvals", CVodeGetNumJacEvals(handle, &jacobians))
        try call("CVodeGetNumLinSolvSetups", CVodeGetNumLinSolvSetups(handle, &setups))
        try call("CVodeGetNumLinIters", CVodeGetNumLinIters(handle, &linear))
      }
      var work = SolverStatistics()
      work.steps = steps
      work.jacobianEvaluations = jacobians
      work.linearSetups = setups
      work.linearIterations = linear
      work.nonlinearIterations = nonlinear
      work.errorTestFailures = errorTests
      work.nonlinearConvergenceFailures = convergence
      return work
    }

    private var hasLinearSolver: Bool {
      switch linearSolver {
      case .some: true
      case .none: false
      }
    }

    /// The order of the last step.
    func lastOrder(at time: Double) throws(SolverFailure) -> Int {
      var order: Int32 = 0
      try SUNDIALSCall(time: time)("CVodeGetLastOrder", CVodeGetLastOrder(handle, &order))
      return Int(order)
    }

    /// The size of the last step.
    func lastStep(at time: Double) throws(SolverFailure) -> Double {
      var size = 0.0
      try SUNDIALSCall(time: time)("CVodeGetLastStep", CVodeGetLastStep(handle, &size))
      return size
    }

    /// The size of the step that was tried last, or that is to be tried next.
    func attemptedStep(at time: Double) throws(SolverFailure) -> Double {
      var size = 0.0
      try SUNDIALSCall(time: time)("CVodeGetCurrentStep", CVodeGetCurrentStep(handle, &size))
      return size
    }

    /// The estimated errors of the step that was tried last, and the weights that they are measured by.
    func readErrors(
      at time: Double, into errors: borrowing SUNDIALSVector, weights: borrowing SUNDIALSVector
    ) throws(SolverFailure) {
      let call = SUNDIALSCall(time: time)
      try call("CVodeGetEstLocalErrors", CVodeGetEstLocalErrors(handle, errors.handle))
      try call("CVodeGetErrWeights", CVodeGetErrWeights(handle, weights.handle))
    }
  }

  /// The solution within CVODE's last step; valid as long as the memory and the vector, and until the next step.
  struct DenseOutput {
    fileprivate let memory: UnsafeMutableRawPointer
    fileprivate let origin: Double
    fileprivate let vector: N_Vector

    /// Leaves the solution at a time in the vector.
    func read(at time: Double) throws {
      try SUNDIALSCall(time: time)("CVodeGetDky", CVodeGetDky(memory, time - origin, 0, vector))
    }

    /// What was read last.
    var elements: UnsafeMutableBufferPointer<Double> { ODESolvers.elements(vector) }
  }
#endif
