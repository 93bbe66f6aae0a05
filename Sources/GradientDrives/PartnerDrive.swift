import ODESolvers

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

  /// The breakpoints of all parts, the delayed ones shifted, and the arrival of the first signal. Where those of
  /// two parts are the same time but for rounding, there is one.
  public func breakpoints(in interval: Range<Double>) -> [Double] {
    var times = forward.breakpoints(in: interval)
    add(noise?.breakpoints(in: interval) ?? [], to: &times)
    if delay > 0 {
      let shifted = (interval.lowerBound - delay)..<(interval.upperBound - delay)
      var arrivals = forward.breakpoints(in: shifted).map { $0 + delay }
      if delay > interval.lowerBound && delay < interval.upperBound { arrivals.append(delay) }
      add(withoutEnds(arrivals.sorted(), of: interval), to: &times)
    }
    return times
  }

  /// Two neighbouring edges of the forward drive that arrive at one time, since times as late as that have too few
  /// digits to tell them apart; nil if there are none.
  package func collision(in interval: Range<Double>) -> (Double, Double)? {
    let edges = forward.breakpoints(
      in: (interval.lowerBound - delay)..<(interval.upperBound - delay))
    return zip(edges, edges.dropFirst()).first { ($0 + delay).isSameTime(as: $1 + delay) }
  }

  private func add(_ others: [Double], to times: inout [Double]) {
    times = times.isEmpty ? others : Set(times).union(land(others, on: times)).sorted()
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
      delayed: try forward.makeSource(), noise: try noise?.makeSource())
  }

  private struct Source: GradientSource {
    let count: Int
    let gain: Double
    let delay: Double
    var forward: any GradientSource
    var delayed: any GradientSource
    var noise: (any GradientSource)?
    /// The first piece that the delayed signal reaches.
    var firstReached = 0

    mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws {
      try forward.begin(pieces)
      let reached = pieces.drop { $0.inside < delay }
      firstReached = pieces.count - reached.count
      if !reached.isEmpty {
        try delayed.begin(reached.map { ($0.lowerBound - delay)...($0.upperBound - delay) }[...])
      }
      try noise?.begin(pieces)
    }

    func gradient(
      at time: Double, piece: Int, signals: Range<Int>, into gradient: inout MutableSpan<Double>
    ) {
      let own = signals.clamped(to: 0..<count)
      let partners = signals.clamped(to: count..<(2 * count))
      if !own.isEmpty {
        var part = gradient._mutatingExtracting(first: own.count)
        forward.gradient(at: time, piece: piece, signals: own, into: &part)
      }
      if !partners.isEmpty {
        var part = gradient._mutatingExtracting(last: partners.count)
        let range = (partners.lowerBound - count)..<(partners.upperBound - count)
        partnerGradient(at: time, piece: piece, signals: range, into: &part)
      }
    }

    private func partnerGradient(
      at time: Double, piece: Int, signals: Range<Int>, into gradient: inout MutableSpan<Double>
    ) {
      if piece >= firstReached {
        delayed.gradient(
          at: time - delay, piece: piece - firstReached, signals: signals, into: &gradient)
        for i in 0..<signals.count { gradient[i] *= gain }
      } else {
        for i in 0..<signals.count { gradient[i] = 0 }
      }
      guard let noise else { return }
      withScratch(signals.count) { values in
        noise.gradient(at: time, piece: piece, signals: signals, into: &values)
        for i in 0..<signals.count { gradient[i] += values[i] }
      }
    }
  }
}
