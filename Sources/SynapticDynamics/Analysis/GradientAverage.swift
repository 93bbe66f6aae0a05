import GradientDrives
import Parallel

/// The time average of |g| of some synapses, taken along a run from the signals that the population itself sees.
///
/// Held signals are averaged exactly, moving ones on a grid of its own, so that neither the method nor what is recorded
/// has a say: some thousand midpoints over the run, at least one in each piece. Where there are too many pieces, some
/// spread evenly stand for all.
package struct GradientAverage {
  /// All that changes along a run.
  package struct Memory: Codable, Sendable {
    /// Of each synapse ∫ |g| dt, in units of a power of two.
    var sums: [Double]
    /// One of so many pieces is looked at.
    var every: Int
    /// Changes no digit; so no sum is larger than what it is divided by.
    var unit: Double
    /// The largest |g| of all, at the points that were looked at.
    var largest = 0.0
    /// How long that is over.
    var duration = 0.0
    /// When the piece begins that is not yet over, how many of its points were looked at, and how many were before it.
    var start = 0.0
    var points = 0
    var pieces = 0

    /// What all ranks remember together, at every rank.
    ///
    /// - Parameter counts: of how many synapses each rank has sums.
    /// - Throws: `FailureElsewhere` if another rank failed.
    package func gathered(over ranks: Ranks, counts: [Int]) throws -> Memory {
      var whole = self
      whole.sums = try ranks.gatherEverywhere(sums, counts: counts)
      whole.largest = ranks.maximum(largest)
      return whole
    }

    /// A rank's part of that.
    package func part(of rank: Int, counts: [Int]) -> Memory {
      var part = self
      let before = counts[..<rank].reduce(0, +)
      part.sums = Array(sums.dropFirst(before).prefix(counts[rank]))
      return part
    }

    mutating func add(_ gradient: [Double], over length: Double) {
      for i in sums.indices {
        sums[i] += gradient[i].magnitude * length
        largest = max(largest, gradient[i].magnitude)
      }
    }
  }

  package var memory: Memory
  /// The largest |g| of all, at the points that were looked at.
  package var largest: Double { memory.largest }
  private let synapses: [Int]
  /// How many all ranks have.
  private let allCount: Int
  private let isHeld: Bool
  private let end: Double
  private let pointCount: Double
  /// Of a moment.
  private var gradient: [Double]

  /// No more signals are looked at in all, which takes some seconds.
  private static let mostSignals = 1_000_000_000

  /// Nothing yet.
  ///
  /// - Parameters:
  ///   - synapses: which, ascending.
  ///   - allCount: how many these are with those of other ranks.
  ///   - end: that of the run.
  ///   - pieces: in how many pieces.
  ///   - isHeld: whether signals are constant in each.
  package init(
    of synapses: [Int], outOf allCount: Int, until end: Double, pieces: Int, isHeld: Bool
  ) {
    self.synapses = synapses
    self.allCount = allCount
    self.isHeld = isHeld
    self.end = end
    let count = max(1, allCount)
    pointCount = Double(min(4000, max(200, 20_000_000 / count)))
    gradient = Array(repeating: 0, count: synapses.count)
    memory = Memory(
      sums: gradient, every: max(1, pieces / max(1, Self.mostSignals / count)), unit: end.binade)
  }

  /// Whether a run like this can have come to remember this.
  package func isPossible(_ memory: Memory) -> Bool {
    let counts = 0...(1 << 53)
    return memory.sums.count == allCount
      && (memory.sums + [memory.largest]).allSatisfy { $0 >= 0 }
      && memory.every > 0 && memory.unit == memory.unit.binade && memory.unit.isNormal
      && (0...end).contains(memory.start) && (0...end).contains(memory.duration)
      && counts.contains(memory.points) && counts.contains(memory.pieces)
  }

  /// Takes in the signals up to a time within the pieces that were begun, or at their end.
  package mutating func advance(to time: Double, in feed: SignalFeed) {
    for piece in 0..<feed.pieceCount where feed.start(of: piece) >= memory.start {
      guard feed.start(of: piece) < time else { return }
      let cells = Cells(of: piece, in: feed, count: count(of: piece, in: feed))
      while memory.points < cells.count, cells.end(of: memory.points) <= time {
        if isLooked {
          look(at: cells, memory.points, in: feed)
          memory.add(gradient, over: cells.length / memory.unit)
        }
        memory.points += 1
      }
      guard memory.points == cells.count else { return }
      if isLooked { memory.duration += feed.end(of: piece) - feed.start(of: piece) }
      (memory.start, memory.points) = (feed.end(of: piece), 0)
      memory.pieces += 1
    }
  }

  /// ⟨|g|⟩ of each synapse up to a time, to which signals were taken in; 0 over no time at all.
  package mutating func values(at time: Double, in feed: SignalFeed) -> [Double] {
    var memory = memory
    let current = (0..<feed.pieceCount).first {
      feed.start(of: $0) == memory.start && memory.start < time
    }
    if let current, isLooked {
      // What is not over yet counts as far as it has got.
      let cells = Cells(of: current, in: feed, count: count(of: current, in: feed))
      let start = cells.start(of: memory.points)
      if start < time, memory.points < cells.count {
        look(at: cells, memory.points, in: feed)
        memory.add(gradient, over: (time - start) / memory.unit)
      }
      memory.duration += time - memory.start
    }
    let duration = memory.every == 1 ? time : memory.duration
    guard duration > 0 else { return Array(repeating: 0, count: synapses.count) }
    return memory.sums.map { $0 / (duration / memory.unit) }
  }

  /// Whether the piece that is not over is one of those looked at.
  private var isLooked: Bool { memory.pieces % memory.every == memory.every / 2 }

  private func count(of piece: Int, in feed: SignalFeed) -> Int {
    let length = feed.end(of: piece) - feed.start(of: piece)
    return isHeld ? 1 : Int(max((pointCount * length / end).rounded(.up), 1))
  }

  private mutating func look(at cells: Cells, _ point: Int, in feed: SignalFeed) {
    let synapses = synapses
    var span = gradient.mutableSpan
    feed.write(
      0, at: cells.middle(of: point), piece: cells.piece, of: synapses,
      block: 0..<synapses.count, into: &span)
  }
}

/// A piece in equal parts, in whose middles it is looked at.
private struct Cells {
  let piece: Int
  let count: Int
  let length: Double
  private let bounds: ClosedRange<Double>

  init(of piece: Int, in feed: SignalFeed, count: Int) {
    self.piece = piece
    self.count = count
    bounds = feed.start(of: piece)...feed.end(of: piece)
    length = (bounds.upperBound - bounds.lowerBound) / Double(count)
  }

  func start(of k: Int) -> Double { bounds.lowerBound + Double(k) * length }
  func middle(of k: Int) -> Double { bounds.lowerBound + (Double(k) + 0.5) * length }
  func end(of k: Int) -> Double { k + 1 == count ? bounds.upperBound : start(of: k + 1) }
}
