import CKernels
import SynapticDynamics

/// A time at which lanes are read, where what they are there is written, and what is remembered of the
/// steps that lead over it.
struct CollocationReading {
  let time: Double
  let sample: collocation_lanes
  let found: UnsafeMutablePointer<Double>
  let landings: UnsafeMutablePointer<UInt8>
}

/// Steps lanes, up to 64 together, each with steps of its own; who arrives makes room for the next.
///
/// The kernel says where it wants the signal, the drive writes it, the kernel goes on.
final class CollocationTile {
  private let feed: SignalFeed
  private let tolerances: collocation_tolerances
  private let tile: OpaquePointer
  private let points: collocation_points
  /// The signals wanted, where they are not the synapses.
  private var signals: [Int]

  private static let width = Int(COLLOCATION_LANES)
  static let nodes = Int(COLLOCATION_NODES)

  init(_ feed: SignalFeed, tolerances: CollocationTolerances) {
    self.feed = feed
    self.tolerances = tolerances.values
    tile = collocation_tile_create()!
    points = collocation_tile_points(tile)
    signals = Array(repeating: 0, count: Self.nodes * Self.width)
  }

  deinit { collocation_tile_destroy(tile) }

  /// What was done since the tile was made, over all lanes.
  var work: collocation_work { collocation_tile_work(tile) }
  /// Where a lane could not go on, since failures were forgotten last: with one none goes on.
  var failure: collocation_failure? {
    let failure = collocation_tile_failure(tile)
    return failure.is_there != 0 ? failure : nil
  }

  func forgetFailure() { collocation_forget_failure(tile) }

  /// Carries lanes to a time, or to within their steps, or by so many steps.
  ///
  /// - Parameters:
  ///   - block: which synapses.
  ///   - lanes: where they are.
  ///   - law: their law.
  ///   - end: the time at which all steps end.
  ///   - steps: how many each lane may take; then it rests on its way.
  ///   - reading: a time before, or nil; lanes then stay before the step that leads over it.
  ///   - synapses: which synapses of the population these are, or nil: all.
  func run(
    _ block: Range<Int>, of lanes: collocation_lanes, law: law, until end: Double,
    atMost steps: Int, reading: CollocationReading?, synapses: [Int]?
  ) {
    var task = collocation_task(
      law: law, tolerances: tolerances, lanes: lanes, first: block.lowerBound,
      last: block.upperBound, end: end, most_steps: steps, reading: reading?.time ?? .infinity,
      sample: reading?.sample ?? lanes, found: reading?.found, landings: reading?.landings)
    collocation_begin(tile, &task)
    while case let count = collocation_prepare(tile), count > 0 {
      writeGradient(count, signal: law.signal, synapses: synapses)
      collocation_advance(tile)
    }
  }

  private func writeGradient(_ count: Int, signal: Int, synapses: [Int]?) {
    let total = Self.nodes * Self.width
    points.synapses.withMemoryRebound(to: Int.self, capacity: total) { wanted in
      guard signal > 0 || synapses != nil else {
        return write(count, signals: wanted)
      }
      let first = signal * feed.synapseCount
      for j in 0..<Self.nodes {
        for k in (j * Self.width)..<(j * Self.width + count) {
          signals[k] = first + (synapses?[wanted[k]] ?? wanted[k])
        }
      }
      signals.withUnsafeBufferPointer { write(count, signals: $0.baseAddress!) }
    }
  }

  /// At once where all places are taken, else node by node.
  private func write(_ count: Int, signals: UnsafePointer<Int>) {
    func write(_ range: Range<Int>) {
      let (start, count) = (range.lowerBound, range.count)
      var gradient = MutableSpan(_unsafeStart: points.gradient + start, count: count)
      feed.write(
        atEach: Span(_unsafeStart: points.times + start, count: count),
        signals: Span(_unsafeStart: signals + start, count: count), into: &gradient)
    }
    if count == Self.width {
      write(0..<(Self.nodes * Self.width))
    } else {
      for j in 0..<Self.nodes { write((j * Self.width)..<(j * Self.width + count)) }
    }
  }
}
