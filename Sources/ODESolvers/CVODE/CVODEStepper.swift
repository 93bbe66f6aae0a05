#if SUNDIALS
  import CSUNDIALS

  /// CVODE at work, with its memory and vectors.
  ///
  /// One context for each stepper, so that any number of them live side by side, one per thread.
  final class CVODEStepper: Stepper {
    private var problem: InitialValueProblem
    private let options: CVODE
    private let components: [Int]?
    private let callbacks: CVODECallbacks
    private var memory: CVODEMemory
    private var state: SUNDIALSVector
    private var scratch: SUNDIALSVector
    /// For the choice of the first step of a piece: f, f a little ahead, and the error weights.
    private var slope: SUNDIALSVector
    private var slopeAhead: SUNDIALSVector
    private var weights: SUNDIALSVector
    private var piece: ClosedRange<Double>
    /// The work before the last restart; CVODE's own counters start again there.
    private var earlier = SolverStatistics()
    private var begun = false
    /// Of the problem's switching functions.
    private var signs: SignFollower?
    /// What the groups' errors were at the steps that were looked at.
    private var paces: StepPaces?
    /// Whether signs turn at ``time``, where CVODE is to start anew.
    private var signsTurn = false
    /// The work since then.
    private var current = SolverStatistics()
    private(set) var time: Double
    private(set) var stepSize = 0.0

    init(_ problem: InitialValueProblem, reading components: [Int]?, options: CVODE) throws {
      self.problem = problem
      self.options = options
      self.components = components
      callbacks = CVODECallbacks(problem, options: options)
      time = problem.initialTime
      piece = problem.initialTime...problem.finalTime
      signs = problem.switches.map { SignFollower($0, tolerances: options.tolerances) }
      let call = SUNDIALSCall(time: time)
      let context = try SUNDIALSContext(ranks: problem.ranks, call)
      state = try SUNDIALSVector(
        count: problem.dimension, tolerances: options.tolerances, threads: problem.threads,
        context: context, call)
      scratch = try state.clone(call)
      slope = try state.clone(call)
      slopeAhead = try state.clone(call)
      weights = try state.clone(call)
      _ = state.elements.update(fromContentsOf: problem.initialState)
      memory = try .make(
        for: problem, options: options, state: state, callbacks: callbacks, context: context)
      // It stands in the vectors now.
      self.problem.initialState = []
    }

    // MARK: Stepping

    func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws {
      piece = pieces.first!
      try state.withMutableSpan { try callbacks.evaluate.begin(piece, state: &$0) }
      // Every rank is here before CVODE asks anything of all of them.
      try problem.ranks.agree()
      time = piece.lowerBound
      try start(takingSigns: true)
    }

    /// Starts anew at ``time``.
    private func start(takingSigns: Bool) throws {
      if begun {
        earlier = statistics
        earlier.restarts += 1
      }
      begun = true
      current = SolverStatistics()
      signsTurn = false
      // CVODE takes a time within a hundred roundings of the end for the end. In a piece that is not much longer
      // its time begins at 0.
      let isShort =
        piece.upperBound - piece.lowerBound < 0x1p20 * piece.upperBound.magnitude.ulp
      callbacks.origin = isShort ? piece.lowerBound : 0
      try memory.restart(at: time, state: state, end: piece.upperBound)
      try memory.setFirstStep(initialStepSize(takingSigns), at: time)
    }

    func step(until target: Double, atMost count: Int) throws {
      if signsTurn {
        try state.withSpan { try signs!.turn(at: time, state: $0) }
        try start(takingSigns: false)
      }
      let start = time
      let end = try advance()
      if let willAccept = options.willAccept { try scratch.withSpan { try willAccept(end, $0) } }
      swap(&state, &scratch)
      time = end
      stepSize = try memory.lastStep(at: end)
      try lookAtErrors()
      try stopAtChange(since: start)
      // CVODE's last correction rounds, to −1e-27 say, and would refuse a restart from there.
      let values = state.elements
      for range in options.nonNegative {
        for i in range where values[i] < 0 { values[i] = 0 }
      }
    }

    /// Lets CVODE take a step into the other vector, so that the last good state outlives whatever a failure leaves
    /// there.
    ///
    /// - Returns: when the step ends.
    private func advance() throws -> Double {
      let reached = Result { () throws(SolverFailure) in
        try memory.step(from: time, end: piece.upperBound, into: scratch)
      }
      current = try memory.work(at: time)
      try callbacks.check()
      if problem.ranks.failedRank != nil { try problem.ranks.agree() }
      switch reached {
      case .success(let end): return end
      case .failure(let failure): throw located(failure)
      }
    }

    /// Looks at the errors of a population's groups at some steps, by their number since CVODE started anew, so that a run that goes
    /// on from the edge of a piece looks at the same ones.
    private func lookAtErrors() throws {
      let groups = options.tolerances.norm.groupCount
      guard groups > 1 || problem.ranks.count > 1,
        current.steps % Self.stepsByLook == Self.firstLook
      else { return }
      try memory.readErrors(at: time, into: slope, weights: weights)
      let worst = slope.norm(weights: weights)
      let (errors, weights) = (slope.elements, weights.elements)
      let averaged = options.tolerances.averagedCount(ofDimension: errors.count)
      let squares = (0..<groups).lazy.map { group in
        stride(from: group, to: errors.count, by: groups).reduce(0.0) { sum, i in
          let error = errors[i] * weights[i]
          return sum + error * error
        } / Double(averaged)
      }
      let order = try memory.lastOrder(at: time)
      var seen = paces ?? StepPaces()
      seen.add(squares: squares, worst: worst * worst, order: order)
      paces = seen
    }

    /// Goes back to where the first sign changed within the last step, if one did. Until the next step CVODE
    /// still knows this one, for those who read within it.
    private func stopAtChange(since start: Double) throws {
      guard signs != nil else { return }
      let step = DenseStep(output: memory.denseOutput(into: slope), interval: start...time)
      let own = try state.withSpan { try signs!.firstChange(in: step, state: $0) }
      let change = -problem.ranks.maximum(-own)
      if problem.ranks.failedRank != nil { try problem.ranks.agree() }
      // CVODE cannot start so near to the end, and need not.
      guard change < piece.upperBound - Self.nearest * piece.upperBound.magnitude.ulp else {
        return signs!.advance()
      }
      signsTurn = true
      if change <= start {
        swap(&state, &scratch)
      } else if change < time {
        try step.output.read(at: change)
        swap(&state, &slope)
      }
      time = max(change, start)
      stepSize = time - start
    }

    /// Every so many steps the errors are looked at, which costs as much as a small part of a step.
    private static let stepsByLook = 16
    /// The first time at a step that is no longer one of the start's.
    private static let firstLook = 8

    /// In units in the last place of the time: so near to the end of a piece CVODE does not start.
    private static let nearest = 400.0

    func leavePieces() throws {
      try state.withMutableSpan { try callbacks.evaluate.end(state: &$0) }
    }

    func read(_ part: ReadComponents, at time: Double, into result: inout [Double]) throws {
      let components = part.components(of: components)
      if time < self.time {
        let output = memory.denseOutput(into: scratch)
        try output.read(at: time)
        select(components, from: output.elements, into: &result)
      } else {
        select(components, from: state.elements, into: &result)
      }
    }

    private func select(
      _ components: [Int]?, from values: UnsafeMutableBufferPointer<Double>,
      into result: inout [Double]
    ) {
      ODESolvers.select(components, of: values.count, into: &result) { values[$0] }
    }

    func withState(_ body: (Span<Double>) throws -> Void) throws { try state.withSpan(body) }

    func finish() -> StateVector { .double(Array(state.elements)) }

    /// The step h at which the error of a first-order step, h²y″/2, is a quarter of the tolerance;
    /// y″ is taken from f a small distance ahead.
    ///
    /// (Compare Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, II.4.)
    ///
    /// - Parameter takingSigns: whether the signs of switching functions are not known yet.
    private func initialStepSize(_ takingSigns: Bool) throws -> Double {
      let length = piece.upperBound - time
      let userData = Unmanaged.passUnretained(callbacks).toOpaque()
      guard CVODECallbacks.errorWeights(state.handle, weights.handle, userData) == 0 else {
        throw SolverFailure(
          .invalidOptions("a component is 0 and its absolute tolerance too"), time: time,
          advice: "Give an atol above 0.")
      }
      let start = time - callbacks.origin
      _ = CVODECallbacks.rightHandSide(start, state.handle, slope.handle, userData)
      try callbacks.check()
      let slopeNorm = slope.norm(weights: weights)
      // Ahead by what changes y by a hundredth of itself (in units of the tolerance), at most a
      // thousandth of the piece. What rests has no say, however large it is.
      let (values, slopes, moving) = (state.elements, slope.elements, scratch.elements)
      for i in 0..<values.count { moving[i] = slopes[i] == 0 ? 0 : values[i] }
      let ahead = min(
        1e-3 * length, max(1, 0.01 * scratch.norm(weights: weights)) / max(slopeNorm, 1e-300))
      scratch.set(1, state, ahead, slope)
      if takingSigns {
        try state.withSpan { state in
          try scratch.withSpan { later in
            try signs?.begin(at: time, state: state, ahead: time + ahead, state: later)
          }
        }
      }
      _ = CVODECallbacks.rightHandSide(start + ahead, scratch.handle, slopeAhead.handle, userData)
      try callbacks.check()
      slopeAhead.scale(by: 1 / ahead, adding: -1 / ahead, slope)
      let curvature = slopeAhead.norm(weights: weights)
      let step = curvature > 0 ? (0.5 / curvature).squareRoot() : 0.1 * length
      return min(step, 0.1 * length)
    }

    // MARK: Statistics and failures

    var statistics: SolverStatistics {
      var total = earlier + current
      total.paces = paces
      total.rightHandSideEvaluations = callbacks.evaluate.count
      return total
    }

    /// A failure of CVODE's step, with the step's size and the worst component.
    private func located(_ failure: SolverFailure) -> SolverFailure {
      if let attempted = try? memory.attemptedStep(at: time), attempted.isFinite {
        stepSize = attempted
      }
      var failure = failure
      failure.stepSize = stepSize
      failure.worstComponent = worstComponent()
      return failure
    }

    /// The component whose weighted local error is largest.
    private func worstComponent() -> String? {
      // All ranks fail or none.
      guard (try? memory.readErrors(at: time, into: slope, weights: weights)) != nil else {
        return nil
      }
      let (errors, weights) = (slope.elements, weights.elements)
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
