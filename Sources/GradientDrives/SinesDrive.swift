import CKernels

/// Smooth periodic gradients: g_i(t) = Σ_h A_i a_h sin(2π h f_i t + h φ_i) over harmonics
/// h = 1, 2, … of relative amplitude a_h.
public struct SinesDrive: GradientDrive {
  /// A_i of each signal.
  public let amplitude: [Double]
  /// f_i of each signal, in cycles per learning step.
  public let frequency: [Double]
  /// φ_i of each signal, in radians.
  public let phase: [Double]
  /// a_h for h = 1, 2, ….
  public let harmonics: [Double]

  /// Creates a drive.
  ///
  /// - Precondition: amplitudes, frequencies and phases are of the same number.
  public init(amplitude: [Double], frequency: [Double], phase: [Double], harmonics: [Double] = [1])
  {
    precondition(
      amplitude.count == frequency.count && amplitude.count == phase.count,
      "each signal needs an amplitude, a frequency and a phase")
    self.amplitude = amplitude
    self.frequency = frequency
    self.phase = phase
    self.harmonics = harmonics
  }

  /// The number of amplitudes.
  public var signalCount: Int { amplitude.count }
  /// No: the gradient moves all the time.
  public var isHeld: Bool { false }
  /// None: the signals are smooth.
  public func breakpoints(in interval: Range<Double>) -> [Double] { [] }
  /// Nothing needs opening.
  public func makeSource() -> any GradientSource { Source(drive: self) }

  /// |A_i| Σ|a_h|.
  public func magnitudeBounds(over interval: ClosedRange<Double>) -> [Double] {
    let sum = harmonics.reduce(0) { $0 + $1.magnitude }
    return amplitude.map { $0.magnitude * sum }
  }

  private struct Source: GradientSource {
    let drive: SinesDrive

    func begin(_ pieces: ArraySlice<ClosedRange<Double>>) {}

    func gradient(
      at time: Double, piece: Int, signals: Range<Int>, into gradient: inout MutableSpan<Double>
    ) {
      // The kernel's way, so that both ways give the same bits.
      var first = signals.lowerBound
      var times = InlineArray<64, Double>(repeating: time)
      var chosen = InlineArray<64, Int>(repeating: 0)
      while first < signals.upperBound {
        let count = min(64, signals.upperBound - first)
        for k in 0..<count { (times[k], chosen[k]) = (time, first + k) }
        var part = gradient._mutatingExtracting(
          (first - signals.lowerBound)..<(first - signals.lowerBound + count))
        self.gradient(
          atEach: times.span.extracting(first: count), piece: piece,
          signals: chosen.span.extracting(first: count), into: &part)
        first += count
      }
    }

    func gradient(
      atEach times: Span<Double>, piece: Int, signals: Span<Int>,
      into gradient: inout MutableSpan<Double>
    ) {
      times.withUnsafeBufferPointer { times in
        signals.withUnsafeBufferPointer { signals in
          gradient.withUnsafeMutableBufferPointer { gradient in
            signals.withMemoryRebound(to: UInt.self) { signals in
              sum_of_sines(
                times.count, times.baseAddress, signals.baseAddress, drive.amplitude,
                drive.frequency, drive.phase, drive.harmonics.count, drive.harmonics,
                gradient.baseAddress)
            }
          }
        }
      }
    }
  }
}
