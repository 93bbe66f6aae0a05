#if SUNDIALS
  import CSUNDIALS

  /// CVODE at work: owns its context, memory, vectors, matrix and solvers.
  ///
  /// One context for each stepper, so that any number of them live side by side, one per thread.
  final class CVODEStepper: Stepper {
    private var problem: InitialValueProblem
    private let options: CVODE
    private let components: [Int]?
    private let callbacks: CVODECallbacks
    private var context: SUNContext?
    private var memory: UnsafeMutableRawPointer?
    private var state: N_Vector?
    private var scratch: N_Vector?
    /// For the choice of the first step of a piece: f, f a little ahead, and the error weights.
    private var slope: N_Vector?
    private var slopeAhead: N_Vector?
    private var weights: N_Vector?
    private var constraints: N_Vector?
    private var matrix: SUNMatrix?
    private var linearSolver: SUNLinearSolver?
    private var nonlinearSolver: SUNNonlinearSolver?
    private var segment: ClosedRange<Double>
    /// The work before the last restart; CVODE's own counters start again there.
    private var earlier = SolverStatistics()
    private var begun = false
    /// Of the problem's switching functions.
    private var signs: SignFollower?
    /// Whether signs turn at ``time``, where CVODE is to start anew.
    private var signsTurn = false
    /// Whether a step was tried since the last restart; until then CVODE's counters for the linear
    /// solver still hold the earlier work.
    private var hasStepped = false
    private(set) var time: Double
    private(set) var stepSize = 0.0

    init(_ problem: InitialValueProblem, reading components: [Int]?, options: CVODE) throws {
      self.problem = problem
      self.options = options
      self.components = components
      callbacks = CVODECallbacks(problem, tolerances: options.tolerances)
      time = problem.initialTime
      segment = problem.initialTime...problem.finalTime
      signs = problem.switches.map { SignFollower($0, tolerances: options.tolerances) }
      try setUp()
      // It stands in the vectors now.
      self.problem.initialState = []
    }

    deinit {
      if memory != nil { CVodeFree(&memory) }
      if let linearSolver { _ = SUNLinSolFree(linearSolver) }
      if let nonlinearSolver { _ = SUNNonlinSolFree(nonlinearSolver) }
      if let matrix { SUNMatDestroy(matrix) }
      for vector in [state, scratch, slope, slopeAhead, weights, constraints] where vector != nil {
        N_VDestroy(vector)
      }
      if context != nil { _ = SUNContext_Free(&context) }
    }

    private func setUp() throws {
      let call = SUNDIALSCall(time: time)
      try call("SUNContext_Create", makeContext(&context, ranks: problem.ranks))
      let context = context!
      let groupCount =
        switch options.tolerances.norm {
        case .rootMeanSquare: 1
        case .worstGroup(let count): count
        }
      state = try call(
        "N_VNew",
        try makeSUNDIALSVector(
          count: problem.dimension, groupCount: groupCount, threads: problem.threads,
          ranks: problem.ranks, context: context))
      scratch = try call("N_VClone", N_VClone(state))
      slope = try call("N_VClone", N_VClone(state))
      slopeAhead = try call("N_VClone", N_VClone(state))
      weights = try call("N_VClone", N_VClone(state))
      _ = elements(state).update(fromContentsOf: problem.initialState)

      memory = try call(
        "CVodeCreate", CVodeCreate(options.method == .adams ? CV_ADAMS : CV_BDF, context))
      callbacks.memory = memory
      try call("CVodeSetErrHandlerFn", csundials_silence(context, memory))
      try call("CVodeInit", CVodeInit(memory, CVODECallbacks.rightHandSide, time, state))
      try call(
        "CVodeSetUserData",
        CVodeSetUserData(memory, Unmanaged.passUnretained(callbacks).toOpaque()))
      try call("CVodeWFtolerances", CVodeWFtolerances(memory, CVODECallbacks.errorWeights))
      // Steps are taken one at a time, and counted by the caller for the whole run.
      try call("CVodeSetMaxNumSteps", CVodeSetMaxNumSteps(memory, -1))
      if let maximum = options.maximumStepSize {
        try call("CVodeSetMaxStep", CVodeSetMaxStep(memory, maximum))
      }
      if !options.nonNegative.isEmpty {
        constraints = try call("N_VClone", N_VClone(state))
        let kinds = elements(constraints)
        kinds.update(repeating: 0)
        for range in options.nonNegative { kinds[range].update(repeating: 1) }
        try call("CVodeSetConstraints", CVodeSetConstraints(memory, constraints))
      }
      try attachSolvers(call, groupSize: problem.dimension / groupCount, grouped: groupCount > 1)
    }

    private func attachSolvers(_ call: SUNDIALSCall, groupSize: Int, grouped: Bool) throws {
      switch options.method {
      case .adams:
        nonlinearSolver = try call(
          "SUNNonlinSol_FixedPoint", SUNNonlinSol_FixedPoint(state, 0, context))
        try call("CVodeSetNonlinearSolver", CVodeSetNonlinearSolver(memory, nonlinearSolver))
      case .bdf(.dense):
        let dimension = sunindextype(problem.dimension)
        matrix = try call("SUNDenseMatrix", SUNDenseMatrix(dimension, dimension, context))
        linearSolver = try call("SUNLinSol_Dense", SUNLinSol_Dense(state, matrix, context))
        try call("CVodeSetLinearSolver", CVodeSetLinearSolver(memory, linearSolver, matrix))
        if problem.jacobian != nil {
          try call("CVodeSetJacFn", CVodeSetJacFn(memory, CVODECallbacks.denseJacobian))
        }
      case .bdf(.structured):
        linearSolver = try call("SUNLinSolNewEmpty", callbacks.makeLinearSolver(context!))
        try call("CVodeSetLinearSolver", CVodeSetLinearSolver(memory, linearSolver, nil))
      case .bdf(.krylov(let dimension)):
        linearSolver = try call(
          "SUNLinSol_SPGMR", csundials_spgmr(state, Int32(dimension), context!))
        try call("CVodeSetLinearSolver", CVodeSetLinearSolver(memory, linearSolver, nil))
        // The Krylov solver works in the 2-norm, CVODE tests in the norm of the worst group: the
        // factor between them is the root of the number of components that are averaged.
        if grouped {
          let factor = Double(groupSize).squareRoot()
          try call("CVodeSetLSNormFactor", CVodeSetLSNormFactor(memory, factor))
        }
      }
    }

    // MARK: Stepping

    func begin(_ segments: ArraySlice<ClosedRange<Double>>) throws {
      segment = segments.first!
      var values = MutableSpan(_unsafeElements: elements(state))
      try callbacks.evaluate.begin(segment, state: &values)
      // Every rank is here before CVODE asks anything of all of them.
      try problem.ranks.agree()
      time = segment.lowerBound
      try start(takingSigns: true)
    }

    /// Starts anew at ``time``.
    private func start(takingSigns: Bool) throws {
      if begun {
        earlier = statistics
        earlier.restarts += 1
      }
      begun = true
      hasStepped = false
      signsTurn = false
      let call = SUNDIALSCall(time: time)
      // CVODE takes a time within a hundred roundings of the end for the end. In a piece that is not much longer
      // its time begins at 0.
      let isShort =
        segment.upperBound - segment.lowerBound < 0x1p20 * segment.upperBound.magnitude.ulp
      callbacks.origin = isShort ? segment.lowerBound : 0
      try call("CVodeReInit", CVodeReInit(memory, time - callbacks.origin, state))
      try call("CVodeSetInitStep", CVodeSetInitStep(memory, try initialStepSize(takingSigns)))
      try call("CVodeSetStopTime", CVodeSetStopTime(memory, segmentEnd))
    }

    func step(until target: Double, atMost count: Int) throws {
      if signsTurn {
        try signs!.turn(at: time, state: Span(_unsafeElements: elements(state)))
        try start(takingSigns: false)
      }
      let start = time
      // Steps below the resolution of time would succeed without end and never get on.
      var reached = time - callbacks.origin
      try SUNDIALSCall(time: time)(
        "CVodeSetMinStep", CVodeSetMinStep(memory, reached.magnitude.ulp))
      // Into the other vector, so that the last good state outlives whatever a failure leaves there.
      let flag = CVode(memory, segmentEnd, scratch, &reached, CV_ONE_STEP)
      hasStepped = true
      try callbacks.check()
      if problem.ranks.failedRank != nil { try problem.ranks.agree() }
      guard flag >= 0 else { throw failure(flag) }
      // Before the end of a piece it is before it, however it is rounded.
      let end =
        reached >= segmentEnd
        ? segment.upperBound : min(callbacks.origin + reached, segment.upperBound.nextDown)
      try options.willAccept?(end, Span(_unsafeElements: elements(scratch)))
      swap(&state, &scratch)
      time = end
      CVodeGetLastStep(memory, &stepSize)
      try stopAtChange(since: start)
      // CVODE's last correction rounds, to −1e-27 say, and would refuse a restart from there.
      let values = elements(state)
      for range in options.nonNegative {
        for i in range where values[i] < 0 { values[i] = 0 }
      }
    }

    /// Goes back to where the first sign changed within the last step, if one did. Until the next step CVODE
    /// still knows this one, for those who read within it.
    private func stopAtChange(since start: Double) throws {
      guard signs != nil else { return }
      let step = DenseStep(
        memory: memory, origin: callbacks.origin, interval: start...time, vector: slope)
      let own = try signs!.firstChange(in: step, state: Span(_unsafeElements: elements(state)))
      let change = -problem.ranks.maximum(-own)
      if problem.ranks.failedRank != nil { try problem.ranks.agree() }
      // CVODE cannot start so near to the end, and need not.
      guard change < segment.upperBound - Self.nearest * segment.upperBound.magnitude.ulp else {
        return signs!.advance()
      }
      signsTurn = true
      if change <= start {
        swap(&state, &scratch)
      } else if change < time {
        try step.read(at: change)
        swap(&state, &slope)
      }
      time = max(change, start)
      stepSize = time - start
    }

    /// In units in the last place of the time: so near to the end of a piece CVODE does not start.
    private static let nearest = 400.0

    /// The end of the piece in CVODE's time.
    private var segmentEnd: Double { segment.upperBound - callbacks.origin }

    func leavePieces() throws {
      var values = MutableSpan(_unsafeElements: elements(state))
      try callbacks.evaluate.end(state: &values)
    }

    func read(at time: Double, into result: inout [Double]) throws {
      var source = state
      if time < self.time {
        source = scratch
        try SUNDIALSCall(time: time)(
          "CVodeGetDky", CVodeGetDky(memory, time - callbacks.origin, 0, scratch))
      }
      let values = elements(source)
      select(components, of: values.count, into: &result) { values[$0] }
    }

    func withState(_ body: (Span<Double>) throws -> Void) throws {
      try body(Span(_unsafeElements: elements(state)))
    }

    func finish() -> StateVector { .double(Array(elements(state))) }

    /// The step h at which the error of a first-order step, h²y″/2, is a quarter of the tolerance;
    /// y″ is taken from f a small distance ahead.
    ///
    /// (Compare Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, II.4.)
    ///
    /// - Parameter takingSigns: whether the signs of switching functions are not known yet.
    private func initialStepSize(_ takingSigns: Bool) throws -> Double {
      let length = segment.upperBound - time
      let userData = Unmanaged.passUnretained(callbacks).toOpaque()
      guard CVODECallbacks.errorWeights(state, weights, userData) == 0 else {
        throw SolverFailure(
          .invalidOptions("a component is 0 and its absolute tolerance too"), time: time,
          advice: "Give an atol above 0.")
      }
      let start = time - callbacks.origin
      _ = CVODECallbacks.rightHandSide(start, state, slope, userData)
      try callbacks.check()
      let slopeNorm = N_VWrmsNorm(slope, weights)
      // Ahead by what changes y by a hundredth of itself (in units of the tolerance), at most a
      // thousandth of the piece. What rests has no say, however large it is.
      let (values, slopes, moving) = (elements(state), elements(slope), elements(scratch))
      for i in 0..<values.count { moving[i] = slopes[i] == 0 ? 0 : values[i] }
      let ahead = min(
        1e-3 * length, max(1, 0.01 * N_VWrmsNorm(scratch, weights)) / max(slopeNorm, 1e-300))
      N_VLinearSum(1, state, ahead, slope, scratch)
      if takingSigns {
        try signs?.begin(
          at: time, state: Span(_unsafeElements: elements(state)), ahead: time + ahead,
          state: Span(_unsafeElements: elements(scratch)))
      }
      _ = CVODECallbacks.rightHandSide(start + ahead, scratch, slopeAhead, userData)
      try callbacks.check()
      N_VLinearSum(1 / ahead, slopeAhead, -1 / ahead, slope, slopeAhead)
      let curvature = N_VWrmsNorm(slopeAhead, weights)
      let step = curvature > 0 ? (0.5 / curvature).squareRoot() : 0.1 * length
      return min(step, 0.1 * length)
    }

    // MARK: Statistics and failures

    var statistics: SolverStatistics {
      var steps = 0, jacobians = 0, setups = 0, linear = 0, nonlinear = 0
      var errorTests = 0, convergence = 0
      CVodeGetNumSteps(memory, &steps)
      CVodeGetNumErrTestFails(memory, &errorTests)
      CVodeGetNumNonlinSolvIters(memory, &nonlinear)
      CVodeGetNumNonlinSolvConvFails(memory, &convergence)
      if linearSolver != nil && hasStepped {
        CVodeGetNumJacEvals(memory, &jacobians)
        CVodeGetNumLinSolvSetups(memory, &setups)
        CVodeGetNumLinIters(memory, &linear)
      }
      var current = SolverStatistics()
      current.steps = steps
      current.jacobianEvaluations = jacobians
      current.linearSetups = setups
      current.linearIterations = linear
      current.nonlinearIterations = nonlinear
      current.errorTestFailures = errorTests
      current.nonlinearConvergenceFailures = convergence
      var total = earlier + current
      total.rightHandSideEvaluations = callbacks.evaluate.count
      return total
    }

    private func failure(_ flag: Int32) -> SolverFailure {
      var attempted = 0.0
      CVodeGetCurrentStep(memory, &attempted)
      if attempted.isFinite { stepSize = attempted }
      return SolverFailure(
        .sundials(function: "CVode", flag: SolverFailure.SUNDIALSFlag(cvode: flag)), time: time,
        stepSize: stepSize, worstComponent: worstComponent(),
        advice: SolverFailure.advice(forCVODE: flag))
    }

    /// The component whose weighted local error is largest.
    private func worstComponent() -> String? {
      // Both fail on all ranks or on none.
      guard CVodeGetEstLocalErrors(memory, slope) == 0, CVodeGetErrWeights(memory, weights) == 0
      else { return nil }
      let (errors, weights) = (elements(slope), elements(weights))
      var worst = (index: -1, value: 0.0)
      for i in 0..<errors.count {
        let value = (errors[i] * weights[i]).magnitude
        if value > worst.value || value.isNaN { worst = (i, value) }
      }
      let name = worst.index < 0 ? "" : problem.componentName(worst.index)
      let named = problem.ranks.text(ofLargest: worst.value, name)
      return named.isEmpty ? nil : named
    }
  }
#endif
