#if SUNDIALS
  /// The variable-order, variable-step multistep methods of SUNDIALS' CVODE.
  ///
  /// Adams (order 1–12) with fixed-point iteration for problems that are not stiff, BDF (order 1–5)
  /// with Newton iteration for stiff ones. At every breakpoint the run stops exactly and restarts.
  ///
  /// The first step of each piece is chosen here, from the size of f and of its change, so that
  /// neither the sample times nor the end of the run have a say in the trajectory.
  ///
  /// Reference: A. C. Hindmarsh et al., SUNDIALS: Suite of nonlinear and differential/algebraic
  /// equation solvers, ACM TOMS 31 (2005) 363–396, doi:10.1145/1089014.1089020.
  public struct CVODE: Solver, Sendable {
    /// The family of formulas, and how their implicit equations are solved.
    public enum Method: Sendable, Equatable {
      /// Adams–Moulton with fixed-point iteration.
      case adams
      /// Backward differentiation with Newton iteration.
      case bdf(LinearSolver)
    }

    /// How BDF's linear systems are solved.
    public enum LinearSolver: Sendable, Equatable {
      /// LU factorisation of the whole Jacobian: O(n³), for some hundred components at most.
      case dense
      /// By the problem's own ``InitialValueProblem/newtonSolve``, at the present state.
      case structured
      /// SPGMR, matrix-free, up to this Krylov dimension (0: SUNDIALS' default of 5).
      case krylov(dimension: Int)
    }

    /// The family of formulas.
    public var method: Method
    /// The error allowed per step.
    public var tolerances: Tolerances
    /// Components that must not become negative in any accepted step. Dense output between steps
    /// may still undershoot by about the absolute tolerance.
    public var nonNegative: [Range<Int>]
    /// Shown the end of each step before it is accepted; what it throws ends the run at the step's start.
    public var willAccept: (@Sendable (_ time: Double, _ state: Span<Double>) throws -> Void)?
    /// The largest step size, or none.
    public var maximumStepSize: Double?

    /// Creates the method.
    public init(
      _ method: Method, tolerances: Tolerances = Tolerances(), nonNegative: [Range<Int>] = [],
      maximumStepSize: Double? = nil
    ) {
      self.method = method
      self.tolerances = tolerances
      self.nonNegative = nonNegative
      self.maximumStepSize = maximumStepSize
    }

    /// `cvodeAdams` or `cvodeBDF`.
    public var name: String { method == .adams ? "cvodeAdams" : "cvodeBDF" }

    /// Allocates CVODE's memory: about 16 vectors for Adams, 9 for BDF, and n² for a dense matrix.
    public func makeStepper(for problem: InitialValueProblem, reading components: [Int]?) throws
      -> any Stepper
    {
      if let message = tolerances.problem(forDimension: problem.dimension) {
        throw SolverFailure(
          .invalidOptions(message), time: problem.initialTime, advice: "Correct the tolerances.")
      }
      if problem.ranks.count > 1 {
        try refuseUnsplittable(problem)
      }
      if method == .bdf(.structured), problem.newtonSolve == nil {
        throw SolverFailure(
          .invalidOptions("the structured linear solver needs a problem with newtonSolve"),
          time: problem.initialTime, advice: "Use the dense or the Krylov linear solver.")
      }
      if method == .bdf(.dense), problem.jacobian == nil, tolerances.leavesOut {
        throw SolverFailure(
          .invalidOptions(
            "difference quotients need a scale for every component, and some are left out of error control"
          ),
          time: problem.initialTime, advice: "Give a Jacobian, or finite absolute tolerances.")
      }
      return try CVODEStepper(problem, reading: components, options: self)
    }

    /// Several ranks get the same result as one only by maxima, and can have no matrix.
    private func refuseUnsplittable(_ problem: InitialValueProblem) throws {
      guard method == .adams || method == .bdf(.structured) else {
        throw SolverFailure(
          .invalidOptions("the dense and the Krylov linear solver need one rank"),
          time: problem.initialTime, advice: "Use the structured linear solver.")
      }
      guard tolerances.norm != .rootMeanSquare else {
        throw SolverFailure(
          .invalidOptions("several ranks need the norm of the worst group"),
          time: problem.initialTime, advice: "Use worstGroup, or one rank.")
      }
    }

    /// The absolute tolerances that error weights are made of. The Krylov solver divides by the weights, so what is left
    /// out of error control has a weight there whose square is nothing beside any other.
    var weightedTolerances: [Double] {
      guard case .bdf(.krylov) = method, tolerances.leavesOut else { return tolerances.absolute }
      return tolerances.absolute.map { min($0, 1e300) }
    }

    /// The version of the SUNDIALS headers that this was built with.
    public static var version: String { sundialsVersion() }
  }
#endif
