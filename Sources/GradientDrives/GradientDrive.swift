/// What supplies the gradient signals g_i of a population.
///
/// A drive is a description. ``makeSource()`` opens it: the source is moved forward piece by piece,
/// may read a file as it goes, and says what g is.
public protocol GradientDrive: Sendable {
  /// The number of signals.
  var signalCount: Int { get }
  /// Whether g is constant between breakpoints, as the exact propagator needs it.
  var isHeld: Bool { get }
  /// Whether g depends on the weights of the population: then it is known only as these are, one piece
  /// after the other, and ``makeSource()`` makes a ``WeightFollowingSource``.
  var dependsOnWeights: Bool { get }
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
  /// For each signal a bound on |g| at all times that is known without going through the signals, and may be larger than
  /// need be; nil if none is known.
  var knownBounds: [Double]? { get }
}

extension GradientDrive {
  /// None.
  public var knownBounds: [Double]? { nil }
  /// Signals come from elsewhere.
  public var dependsOnWeights: Bool { false }
}

/// A drive at work.
public protocol GradientSource {
  /// Moves to consecutive pieces, each between neighbouring breakpoints (or a part of what lies
  /// between them). What has to be read from a file is read here.
  ///
  /// - Throws: if a file cannot be read. Then the source can go back to the pieces that it was at before, without
  ///   reading.
  mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws
  /// Writes g of some signals at a time within one of the pieces; at its right edge the value that the
  /// piece ends with.
  ///
  /// Called from several threads at once.
  ///
  /// - Parameters:
  ///   - time: a time of the piece.
  ///   - piece: which of those begun, counted from 0.
  ///   - signals: which signals.
  ///   - gradient: receives one value for each of these signals.
  func gradient(
    at time: Double, piece: Int, signals: Range<Int>, into gradient: inout MutableSpan<Double>)
  /// The same in 32 bits.
  func gradient(
    at time: Double, piece: Int, signals: Range<Int>, into gradient: inout MutableSpan<Float>)
  /// Writes g of any signals, each at a time of its own within a piece; the same values as the other
  /// way. Called from several threads at once.
  func gradient(
    atEach times: Span<Double>, piece: Int, signals: Span<Int>,
    into gradient: inout MutableSpan<Double>)
}

extension GradientSource {
  /// Rounds those of 64 bits.
  public func gradient(
    at time: Double, piece: Int, signals: Range<Int>, into gradient: inout MutableSpan<Float>
  ) {
    withScratch(signals.count) { values in
      self.gradient(at: time, piece: piece, signals: signals, into: &values)
      for i in 0..<signals.count { gradient[i] = Float(values[i]) }
    }
  }

  /// One signal after the other.
  public func gradient(
    atEach times: Span<Double>, piece: Int, signals: Span<Int>,
    into gradient: inout MutableSpan<Double>
  ) {
    for k in signals.indices {
      var part = gradient._mutatingExtracting(k..<(k + 1))
      self.gradient(
        at: times[k], piece: piece, signals: signals[k]..<(signals[k] + 1), into: &part)
    }
  }

  /// All signals of the first piece begun.
  package func gradient(at time: Double, into gradient: inout [Double]) {
    let signals = gradient.indices
    var span = gradient.mutableSpan
    self.gradient(at: time, piece: 0, signals: signals, into: &span)
  }
}
