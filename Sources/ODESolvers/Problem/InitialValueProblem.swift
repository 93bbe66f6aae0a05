import Parallel

/// An initial-value problem y′ = f(t, y), y(t₀) = y₀ on [t₀, t₁].
///
/// The state is a flat vector of any dimension; the right-hand side writes the derivative in place.
///
/// ```swift
/// // y′ = −y, y(0) = 1
/// let decay = InitialValueProblem(from: 0, to: 5, initialState: [1]) { _, y, derivative in
///   derivative[0] = -y[0]
/// }
/// let solution = try RungeKutta4(stepSize: 0.01).solve(decay, at: [1, 2, 5])
/// ```
///
/// **Discontinuities.** If f jumps at known times, declare them in ``breakpoints``. Every solver
/// then integrates the half-open pieces [t_k, t_{k+1}) one after the other, lands exactly on each
/// edge and restarts there. ``pieceWillBegin`` is told of each piece before the first evaluation
/// in it, and may change the state, which jumps there; evaluations at the right edge of a piece still belong to that piece, so a right-hand side
/// that switches at the edges must go by the piece, not by comparing times.
///
/// Pieces may be as short as two neighbouring numbers are apart: a pulse is a pulse.
///
/// The closures are called from one thread, in order of time, but for the trial evaluations of
/// implicit and multi-stage methods within a step.
public struct InitialValueProblem {
  /// Writes dy/dt at (time, state) into `derivative`, which has the state's length.
  ///
  /// An error thrown here stops the run and comes out unchanged.
  public typealias RightHandSide = (
    _ time: Double, _ state: Span<Double>, _ derivative: inout MutableSpan<Double>
  ) throws -> Void

  /// Writes ∂f_i/∂y_j at (time, state) into element `i + j * dimension` of `jacobian`, which holds
  /// zeros on entry.
  public typealias Jacobian = (
    _ time: Double, _ state: Span<Double>, _ jacobian: inout MutableSpan<Double>
  ) throws -> Void

  /// Replaces `vector` by the solution x of (I − γ ∂f/∂y) x = `vector` at (time, state).
  public typealias NewtonSolve = (
    _ time: Double, _ gamma: Double, _ state: Span<Double>, _ vector: inout MutableSpan<Double>
  ) throws -> Void

  /// t₀.
  public var initialTime: Double
  /// t₁ > t₀.
  public var finalTime: Double
  /// y₀, in the numbers that it was given in.
  public var start: StateVector
  /// f.
  public var rightHandSide: RightHandSide
  /// ∂f/∂y, if known. Without it implicit solvers use difference quotients.
  public var jacobian: Jacobian?
  /// The solution of Newton's linear systems, if the structure of ∂f/∂y makes it cheap.
  public var newtonSolve: NewtonSolve?
  /// Times at which f jumps; unordered, duplicates and times outside (t₀, t₁) are allowed.
  public var breakpoints: [Double]
  /// Told of each piece [t_k, t_{k+1}] and of the state at its start, before the first evaluation of f
  /// in it. What is changed of the state is a jump.
  public var pieceWillBegin:
    ((_ piece: ClosedRange<Double>, _ state: inout MutableSpan<Double>) throws -> Void)?
  /// Told of the state at the end of each piece, before anybody else sees it there. What is changed of it is a
  /// jump.
  public var pieceDidEnd: ((_ state: inout MutableSpan<Double>) throws -> Void)?
  /// Where f has kinks within pieces, if that is known.
  public var switches: SwitchingFunctions?
  /// Functions whose zeros are located along the solution.
  public var events: [Event]
  /// How many threads solvers may use for their vectors. Results do not depend on it.
  public var threads: Int
  /// The processes that share the problem; this one has ``initialState``. Only
  /// ``Tolerances/ErrorNorm/worstGroup(count:)`` gives results that do not depend on them.
  public var ranks: Ranks
  /// What a component is called in messages; by default `y[i]`.
  public var componentName: @Sendable (Int) -> String

  /// Creates a problem.
  ///
  /// - Precondition: the times are finite with `initialTime < finalTime`, the state is not empty.
  public init(
    from initialTime: Double,
    to finalTime: Double,
    initialState: [Double],
    breakpoints: [Double] = [],
    rightHandSide: @escaping RightHandSide
  ) {
    self.init(
      from: initialTime, to: finalTime, start: .double(initialState), breakpoints: breakpoints,
      rightHandSide: rightHandSide)
  }

  /// Creates a problem whose state may be in 32 bits, for methods that step it so.
  ///
  /// - Precondition: the times are finite with `initialTime < finalTime`, the state is not empty.
  public init(
    from initialTime: Double,
    to finalTime: Double,
    start: StateVector,
    breakpoints: [Double] = [],
    rightHandSide: @escaping RightHandSide
  ) {
    precondition(
      initialTime.isFinite && finalTime.isFinite && initialTime < finalTime,
      "an initial-value problem needs finite times with initialTime < finalTime")
    precondition(start.count > 0, "an initial-value problem needs at least one component")
    self.initialTime = initialTime
    self.finalTime = finalTime
    self.start = start
    self.rightHandSide = rightHandSide
    self.jacobian = nil
    self.newtonSolve = nil
    self.breakpoints = breakpoints
    self.pieceWillBegin = nil
    self.pieceDidEnd = nil
    self.switches = nil
    self.events = []
    self.threads = 1
    self.ranks = .alone
    self.componentName = { "y[\($0)]" }
  }

  /// The number of components of the state.
  public var dimension: Int { start.count }
  /// y₀ in 64 bits.
  public var initialState: [Double] {
    get { start.doubles }
    set { start = .double(newValue) }
  }
}
