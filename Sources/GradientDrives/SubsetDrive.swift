/// Some of a drive's signals.
public struct SubsetDrive: GradientDrive {
  private let base: any GradientDrive
  private let signals: [Int]

  /// Creates a drive.
  ///
  /// - Precondition: the signals are those of the base drive.
  public init(_ base: any GradientDrive, signals: [Int]) {
    precondition(signals.allSatisfy { 0..<base.signalCount ~= $0 }, "no such signal")
    self.base = base
    self.signals = signals
  }

  /// The number of signals chosen.
  public var signalCount: Int { signals.count }
  /// Whether the base drive is held.
  public var isHeld: Bool { base.isHeld }
  /// The base drive's.
  public func breakpoints(in interval: Range<Double>) -> [Double] { base.breakpoints(in: interval) }

  /// The base drive's, of the signals chosen.
  public func magnitudeBounds(over interval: ClosedRange<Double>) throws -> [Double] {
    let bounds = try base.magnitudeBounds(over: interval)
    return signals.map { bounds[$0] }
  }

  /// Opens the base drive.
  public func makeSource() throws -> any GradientSource {
    Source(base: try base.makeSource(), signals: signals)
  }

  private struct Source: GradientSource {
    var base: any GradientSource
    let signals: [Int]

    mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws { try base.begin(pieces) }

    func gradient(
      at time: Double, piece: Int, signals range: Range<Int>,
      into gradient: inout MutableSpan<Double>
    ) {
      base.gradient(at: time, piece: piece, gathering: signals[range], into: &gradient)
    }

    func gradient(
      atEach times: Span<Double>, piece: Int, signals chosen: Span<Int>,
      into gradient: inout MutableSpan<Double>
    ) {
      withUnsafeTemporaryAllocation(of: Int.self, capacity: chosen.count) { places in
        for k in chosen.indices { places.initializeElement(at: k, to: signals[chosen[k]]) }
        base.gradient(
          atEach: times, piece: piece, signals: Span(_unsafeElements: places), into: &gradient)
      }
    }
  }
}
