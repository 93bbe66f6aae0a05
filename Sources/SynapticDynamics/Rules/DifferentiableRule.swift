/// A rule that knows its Jacobian, which spares implicit solvers the difference quotients.
public protocol DifferentiableRule: SynapticRule {
  /// Calls `set` for every element of ∂rates/∂state that may differ from zero.
  func jacobian(
    at time: Double, gradient: Span<Double>, state: Span<Double>,
    set: (_ row: Int, _ column: Int, _ value: Double) -> Void)
}
