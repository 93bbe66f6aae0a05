/// What supplies the gradient signals g_i(t) of a population, independent of its weights.
///
/// A drive is a description. ``makeSource()`` opens it: the source is moved forward piece by piece,
/// may read a file as it goes, and says what g is.
public protocol GradientDrive: Sendable {
  /// The number of signals.
  var signalCount: Int { get }
  /// Whether g is constant between breakpoints, as the exact propagator needs it.
  var isHeld: Bool { get }
  /// The times within an open interval at which g or its slope jumps, ascending.
  func breakpoints(in interval: Range<Double>) -> [Double]
  /// Opens the drive.
  ///
  /// - Throws: if a file cannot be read.
  func makeSource() throws -> any GradientSource
  /// For each signal a bound on |g| over an interval, as tight as is cheap.
  ///
  /// - Throws: if a file cannot be read.
  func magnitudeBounds(over interval: ClosedRange<Double>) throws -> [Double]
}

/// A drive at work.
public protocol GradientSource {
  /// Moves to a piece between neighbouring breakpoints (or a part of one).
  mutating func begin(_ segment: ClosedRange<Double>) throws
  /// Writes g, one value for each signal, at a time within the piece; at its right edge the value that the piece ends with.
  mutating func gradient(at time: Double, into gradient: inout [Double])
}
