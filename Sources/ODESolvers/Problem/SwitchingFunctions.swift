/// Functions s(t, y) at whose zeros the right-hand side has kinks, such as |s|, and how it goes on without
/// them.
///
/// A step over a kink is of low order, however small the tolerance. A solver that knows where the signs
/// change ends its step there: between two changes it lets f take |s| to be sign·s, which is smooth, also in
/// the part of a step that turns out to lie beyond the zero.
///
/// ```swift
/// // y′ = |cos t|
/// var sign = 1.0
/// problem.switches = SwitchingFunctions(
///   count: 1, evaluate: { time, _, values in values[0] = cos(time) },
///   hold: { signs in sign = signs[0] })
/// ```
///
/// with `sign * cos(t)` in the right-hand side. CVODE uses them; the other methods never hold a sign, so a
/// problem that they are to solve too takes |s| itself until it is told signs, and again when a piece begins.
public struct SwitchingFunctions {
  /// Writes the value of each function at (time, state).
  public typealias Evaluate = (
    _ time: Double, _ state: Span<Double>, _ values: inout MutableSpan<Double>
  ) throws -> Void

  /// How many there are, with several ranks here.
  public var count: Int
  /// The values.
  public var evaluate: Evaluate
  /// Tells the right-hand side, and the Newton solve if there is one, the signs to go by, 1 or −1.
  public var hold: (_ signs: Span<Double>) -> Void
  /// For each function the component of the state that it is, whose absolute tolerance says how much of it is
  /// nothing, or nil; empty if none is one.
  public var components: [Int?]

  /// Creates functions.
  public init(
    count: Int, components: [Int?] = [], evaluate: @escaping Evaluate,
    hold: @escaping (_ signs: Span<Double>) -> Void
  ) {
    precondition(components.isEmpty || components.count == count, "a component for each function")
    self.count = count
    self.components = components
    self.evaluate = evaluate
    self.hold = hold
  }
}
