/// A function g(t, y) whose sign changes are located along a solution.
///
/// Signs are compared at the ends of every accepted step, and a change is narrowed down on the
/// step's dense output; two zeros within one step cancel and are not seen.
public struct Event {
  /// Which sign changes count.
  public enum Direction: Sendable {
    /// From negative to positive.
    case rising
    /// From positive to negative.
    case falling
    /// Both.
    case either
  }

  /// What the event is called in ``Solution/events``.
  public var name: String
  /// Which sign changes count.
  public var direction: Direction
  /// Whether the first occurrence ends the run.
  public var isTerminal: Bool
  /// g(t, y).
  public var function: (_ time: Double, _ state: Span<Double>) -> Double

  /// Creates an event.
  public init(
    _ name: String, direction: Direction = .either, isTerminal: Bool = false,
    function: @escaping (_ time: Double, _ state: Span<Double>) -> Double
  ) {
    self.name = name
    self.direction = direction
    self.isTerminal = isTerminal
    self.function = function
  }

  /// Where an event took place.
  public struct Occurrence: Sendable, Equatable {
    /// The event's name.
    public var name: String
    /// The time, to within a few units in the last place of the step's dense output.
    public var time: Double
  }
}
