import GradientDrives
import SynapticDynamics
import Testing

/// Opened signals by themselves, without a solver.
@Suite struct SignalFeedTests {
  /// g = time of the row + number of the signal, held from time to time.
  private static func table(signals: Int) -> TabulatedDrive<ListedTable> {
    let times = [0.0, 10, 20]
    return TabulatedDrive(
      ListedTable(times: times, rows: times.map { t in (0..<signals).map { t + Double($0) } }))
  }

  private func begin(_ feed: SignalFeed, _ pieces: [ClosedRange<Double>]) throws {
    var state = [Double](repeating: 0, count: 64)
    try state.withUnsafeMutableBufferPointer {
      try feed.begin(pieces[...], state: $0.baseAddress!)
    }
  }

  /// Of several pieces each has its row; where two meet, the later one's counts. Second signals follow the first
  /// ones, also of some synapses alone.
  @Test func givesTheSignalsOfItsPieces() throws {
    let rule = BioAdam(backward: BioAdam.Kinetics())
    let feed = try SignalFeed(Self.table(signals: 6), for: rule, threads: 1)
    #expect(feed.synapseCount == 3 && feed.isHeld && !feed.dependsOnWeights && !feed.hasBegun)
    try begin(feed, [0...10, 10...20])
    #expect(feed.hasBegun)
    #expect(feed.gradient(at: 9) == [0, 1, 2, 3, 4, 5])
    #expect(feed.gradient(at: 10) == [10, 11, 12, 13, 14, 15])
    #expect(feed.gradient(at: 4, of: [2, 0]) == [2, 0, 5, 3])
    #expect(feed.start(of: 1) == 10 && feed.end(of: 1) == 20)
    #expect(feed.computations == 0)
  }

  /// What was evaluated is not kept beyond its piece, nor beyond its time unless signals are held.
  @Test func evaluatesAnewWhereSignalsAreOthers() throws {
    let state = [0.0, 0]
    let held = try SignalFeed(Self.table(signals: 1), for: GradientFlow(), threads: 1)
    try begin(held, [0...10])
    #expect(try held.evaluate(at: 3, state: state.span) == [0])
    try begin(held, [10...20])
    #expect(try held.evaluate(at: 10, state: state.span) == [10])
    var linear = Self.table(signals: 1)
    linear.interpolation = .linear
    let moving = try SignalFeed(linear, for: GradientFlow(), threads: 1)
    try begin(moving, [0...10])
    #expect(
      try [2.5, 7.5, 2.5].map { try moving.evaluate(at: $0, state: state.span)[0] } == [
        2.5, 7.5, 2.5,
      ])
  }

  /// Signals that follow: computed where a piece begins, not again for the first evaluation there, and then for every
  /// state that is shown. Weights are the last two components, in 64 bits or in 32.
  @Test func showsTheWeightsToASourceThatFollows() throws {
    let calls = Calls()
    let rule = Momentum()
    let feed = try SignalFeed(Sum(isHeld: false, calls: calls), for: rule, threads: 1)
    #expect(feed.dependsOnWeights && feed.followsWeights && feed.isSmooth)
    // One momentum, w_f and w_b of each of two pairs: g = w_f + 10 w_b.
    var state = [7.0, 7, 1, 2, 3, 4]
    #expect(state.count == rule.components.count * 2)
    try state.withUnsafeMutableBufferPointer {
      try feed.begin([0...1], state: $0.baseAddress!)
    }
    #expect(feed.gradient(at: 0) == [31, 42] && feed.computations == 1)
    #expect(try feed.evaluate(at: 0, state: state.span) == [31, 42])
    #expect(feed.computations == 1)
    state[2] = 2
    #expect(try feed.evaluate(at: 0, state: state.span) == [32, 42])
    #expect(feed.computations == 2 && calls.times == [0, 0])
    var single = state.map(Float.init)
    try single.withUnsafeMutableBufferPointer {
      try feed.begin([1...2], state: $0.baseAddress!)
    }
    var signals: [Double] = []
    feed.copyComputed(into: &signals)
    #expect(signals == [32, 42])
  }

  /// Signals that are held are computed once a piece, whatever states are tried in it.
  @Test func holdsSignalsInAPiece() throws {
    let calls = Calls()
    let feed = try SignalFeed(Sum(isHeld: true, calls: calls), for: GradientFlow(), threads: 1)
    #expect(feed.dependsOnWeights && !feed.followsWeights)
    let states = [[1.0, 2, 3, 4], [5.0, 6, 7, 8]]
    for (k, state) in states.enumerated() {
      var state = state
      let piece = Double(k)...Double(k + 1)
      try state.withUnsafeMutableBufferPointer {
        try feed.begin([piece], state: $0.baseAddress!)
      }
      for other in states {
        #expect(
          try feed.evaluate(at: piece.upperBound, state: other.span)
            == (k == 0 ? [31, 42] : [75, 86]))
      }
    }
    #expect(feed.computations == 2 && calls.times == [0, 1])
  }

  /// A piece that cannot be begun leaves the feed in the one before, with its signals.
  @Test func staysWhereItWasAfterAFailure() throws {
    let feed = try SignalFeed(Breaking(), for: GradientFlow(), threads: 1)
    try begin(feed, [0...1])
    #expect(feed.gradient(at: 0.5) == [1])
    #expect(throws: Breaking.Broken.self) { try begin(feed, [1...2]) }
    #expect(feed.hasBegun && feed.start(of: 0) == 0)
    #expect(feed.gradient(at: 0.5) == [1])
  }
}

private final class Calls: @unchecked Sendable {
  var times: [Double] = []
}

/// g = w_f + 10 w_b of two pairs.
private struct Sum: GradientDrive {
  let isHeld: Bool
  let calls: Calls
  let signalCount = 2
  let dependsOnWeights = true

  func breakpoints(in interval: Range<Double>) -> [Double] { [] }
  func magnitudeBounds(over interval: ClosedRange<Double>) -> [Double] { [.infinity, .infinity] }
  func makeSource() -> any GradientSource { Source(calls: calls) }

  struct Source: WeightFollowingSource {
    let calls: Calls
    var signals = [0.0, 0]

    mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) {}
    mutating func update(at time: Double, forward: Span<Double>, backward: Span<Double>) {
      calls.times.append(time)
      for i in forward.indices { signals[i] = forward[i] + 10 * backward[i] }
    }
    func gradient(
      at time: Double, piece: Int, signals range: Range<Int>,
      into gradient: inout MutableSpan<Double>
    ) {
      for (k, i) in range.enumerated() { gradient[k] = signals[i] }
    }
  }
}

/// g is the number of the piece that was begun, from 1; there is but one.
private struct Breaking: GradientDrive {
  struct Broken: Error {}
  let signalCount = 1
  let isHeld = true

  func breakpoints(in interval: Range<Double>) -> [Double] { [1] }
  func magnitudeBounds(over interval: ClosedRange<Double>) -> [Double] { [1] }
  func makeSource() -> any GradientSource { Source() }

  struct Source: GradientSource {
    var value = 0.0

    mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws {
      value = pieces.first!.upperBound
      if value > 1 { throw Broken() }
    }
    func gradient(
      at time: Double, piece: Int, signals: Range<Int>, into gradient: inout MutableSpan<Double>
    ) { for k in 0..<signals.count { gradient[k] = value } }
  }
}
