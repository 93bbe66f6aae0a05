/// Why a run failed, where, and what to change.
public struct SolverFailure: Error, CustomStringConvertible, Sendable {
  /// What went wrong.
  public enum Reason: Sendable, Equatable {
    /// The options do not fit the problem.
    case invalidOptions(String)
    /// The right-hand side, the Jacobian or a step produced a NaN or an infinity.
    case notFinite(quantity: String, component: String, value: Double)
    /// A quantity that cannot be negative became so.
    case negative(component: String, value: Double)
    /// No step is small enough for the tolerances.
    case stepTooSmall(component: String)
    /// The step budget of the run is used up.
    case stepBudget(Int)
    /// What drives the problem cannot go on.
    case drive(String)
    /// A SUNDIALS function returned an error flag.
    case sundials(function: String, flag: SUNDIALSFlag)
  }

  /// What went wrong.
  public var reason: Reason
  /// The time reached.
  public var time: Double
  /// The step size in use.
  public var stepSize: Double
  /// The component with the largest weighted error, by name, where the solver knows it.
  public var worstComponent: String?
  /// What to change.
  public var advice: String

  /// Creates a failure.
  public init(
    _ reason: Reason, time: Double, stepSize: Double = 0, worstComponent: String? = nil,
    advice: String
  ) {
    self.reason = reason
    self.time = time
    self.stepSize = stepSize
    self.worstComponent = worstComponent
    self.advice = advice
  }

  /// One sentence on what happened, where, and one on what to change.
  public var description: String {
    let what =
      switch reason {
      case .invalidOptions(let message): message
      case .notFinite(let quantity, let component, let value):
        "the \(quantity) of \(component) became \(value)"
      case .negative(let component, let value): "\(component) became negative: \(value)"
      case .stepTooSmall(let component): "the step of \(component) became too small"
      case .stepBudget(let budget): "the budget of \(budget) steps is used up"
      case .drive(let message): message
      case .sundials(let function, let flag): "\(function) returned \(flag.name) (\(flag.rawValue))"
      }
    var place = " at t = \(time)"
    if stepSize != 0 { place += " with step size \(stepSize)" }
    if let worstComponent { place += "; worst component: \(worstComponent)" }
    return "\(what)\(place). \(advice)"
  }
}
