/// Two signals for each pair: the forward synapse's g(t), and gain · g(t − delay) + noise for its
/// backward partner.
public struct PartnerDrive: GradientDrive {
  private let forward: any GradientDrive
  private let gain: Double
  private let delay: Double
  private let noise: (any GradientDrive)?

  /// Creates a drive.
  ///
  /// - Parameters:
  ///   - forward: the forward synapses' signals.
  ///   - gain: what the backward partners' signals are multiplied by.
  ///   - delay: how much later they arrive, at least 0; before that they are 0.
  ///   - noise: is added to them; must have as many signals.
  public init(
    forward: any GradientDrive, gain: Double = 1, delay: Double = 0,
    noise: (any GradientDrive)? = nil
  ) {
    precondition(delay >= 0, "a delay must not be negative")
    precondition(noise == nil || noise?.signalCount == forward.signalCount)
    self.forward = forward
    self.gain = gain
    self.delay = delay
    self.noise = noise
  }

  /// Twice the forward synapses'.
  public var signalCount: Int { 2 * forward.signalCount }
  /// Whether both parts are held.
  public var isHeld: Bool { forward.isHeld && (noise?.isHeld ?? true) }

  /// The breakpoints of all parts, the delayed ones shifted, and the arrival of the first signal.
  public func breakpoints(in interval: Range<Double>) -> [Double] {
    var times = forward.breakpoints(in: interval)
    times += noise?.breakpoints(in: interval) ?? []
    if delay > 0 {
      let shifted = (interval.lowerBound - delay)..<(interval.upperBound - delay)
      times += forward.breakpoints(in: shifted).map { $0 + delay }
      if delay > interval.lowerBound && delay < interval.upperBound { times.append(delay) }
    }
    return Array(Set(times)).sorted()
  }

  /// The forward bounds, and for the partners |gain| times them plus the noise's.
  public func magnitudeBounds(over interval: ClosedRange<Double>) throws -> [Double] {
    let own = try forward.magnitudeBounds(over: interval)
    var partner = try noise?.magnitudeBounds(over: interval) ?? own.map { _ in 0 }
    let arrived = interval.upperBound - delay
    if arrived > 0 {
      let delayed = max(interval.lowerBound - delay, 0)...arrived
      for (i, bound) in try forward.magnitudeBounds(over: delayed).enumerated() {
        partner[i] += gain.magnitude * bound
      }
    }
    return own + partner
  }

  /// Opens all parts; the delayed signal reads the forward drive a second time.
  public func makeSource() throws -> any GradientSource {
    Source(
      count: forward.signalCount, gain: gain, delay: delay, forward: try forward.makeSource(),
      delayed: try forward.makeSource(), noise: try noise?.makeSource(),
      values: Array(repeating: 0, count: forward.signalCount))
  }

  private struct Source: GradientSource {
    let count: Int
    let gain: Double
    let delay: Double
    var forward: any GradientSource
    var delayed: any GradientSource
    var noise: (any GradientSource)?
    var hasArrived = false
    /// One part's signals.
    var values: [Double]

    mutating func begin(_ segment: ClosedRange<Double>) throws {
      try forward.begin(segment)
      hasArrived = segment.upperBound > delay
      if hasArrived {
        try delayed.begin((segment.lowerBound - delay)...(segment.upperBound - delay))
      }
      try noise?.begin(segment)
    }

    mutating func gradient(at time: Double, into gradient: inout [Double]) {
      forward.gradient(at: time, into: &values)
      for i in values.indices { gradient[i] = values[i] }
      if hasArrived { delayed.gradient(at: time - delay, into: &values) }
      for i in values.indices { gradient[count + i] = hasArrived ? gain * values[i] : 0 }
      noise?.gradient(at: time, into: &values)
      if noise != nil {
        for i in values.indices { gradient[count + i] += values[i] }
      }
    }
  }
}
