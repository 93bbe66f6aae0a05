import CKernels
import GradientDrives
import Parallel

/// ∫ |g| dt of every synapse of a population whose signals are held, taken along a run.
///
/// Methods that go through rows of signals block by block add these while they are in the cache. What they have not added is
/// added here when a piece is over. Each piece is added whole and once, in the order of the pieces: so sums hang neither on
/// threads nor on how many pieces are taken at once.
package final class GradientSums {
  /// All that changes along a run, besides the sums.
  package struct Memory: Codable, Sendable {
    /// Until when pieces were added.
    var time = 0.0
    /// That of the sums: a power of two, by which no digit changes, and no sum is larger than what it is divided by.
    var unit: Double
    /// The largest |g| of all.
    var largest = 0.0

    /// What all ranks remember together.
    package func gathered(over ranks: Ranks) -> Memory {
      var whole = self
      whole.largest = ranks.maximum(largest)
      return whole
    }
  }

  private let values: UnsafeMutableBufferPointer<Double>
  /// What each thread has found.
  private let largestOfThread: UnsafeMutableBufferPointer<Double>
  private var time = 0.0
  private var unit: Double
  private let end: Double
  private let threads: Int

  /// No time has passed.
  ///
  /// - Parameters:
  ///   - count: how many synapses there are.
  ///   - end: that of the run.
  ///   - threads: how many threads may add.
  package init(of count: Int, until end: Double, threads: Int) {
    self.end = end
    self.threads = threads
    unit = end.binade
    values = .allocate(capacity: count)
    values.initialize(repeating: 0)
    largestOfThread = .allocate(capacity: threads)
    largestOfThread.initialize(repeating: 0)
  }

  deinit {
    values.deallocate()
    largestOfThread.deallocate()
  }

  package var count: Int { values.count }
  /// The largest |g| of all.
  package var largest: Double { largestOfThread.max()! }

  package var memory: Memory {
    get { Memory(time: time, unit: unit, largest: largest) }
    set {
      (time, unit) = (newValue.time, newValue.unit)
      largestOfThread.update(repeating: newValue.largest)
    }
  }

  /// Whether a run like this can have come to remember this.
  package func isPossible(_ memory: Memory) -> Bool {
    (0...end).contains(memory.time) && memory.unit == memory.unit.binade && memory.unit.isNormal
      && memory.largest >= 0
  }

  /// Shows the bytes of the sums.
  package func withBytes(_ body: (RawSpan) throws -> Void) rethrows {
    let values = UnsafeRawBufferPointer(values)
    try body(values.bytes)
  }

  /// Fills the bytes of the sums.
  ///
  /// - Returns: whether they are such sums.
  package func fill(_ body: (inout MutableRawSpan) throws -> Void) rethrows -> Bool {
    let bytes = UnsafeMutableRawBufferPointer(values)
    var span = bytes.mutableBytes
    try body(&span)
    return values.allSatisfy { $0 >= 0 }
  }
}

// MARK: Adding

extension GradientSums {
  /// Adds the signals of a block in a whole piece, the next one after those added. May be called from several threads, by each for
  /// blocks of its own.
  ///
  /// - Returns: the largest |g| among them.
  @discardableResult
  package func add(
    _ signals: UnsafePointer<Double>, of block: Range<Int>, lasting length: Double, thread: Int
  ) -> Double {
    let largest = survey_add_magnitudes(
      block.count, signals, length / unit, values.baseAddress! + block.lowerBound)
    largestOfThread[thread] = max(largestOfThread[thread], largest)
    return largest
  }

  /// The same of signals in 32 bits.
  @discardableResult
  package func add(
    _ signals: UnsafePointer<Float>, of block: Range<Int>, lasting length: Double, thread: Int
  ) -> Double {
    let largest = survey_add_magnitudes_float(
      block.count, signals, length / unit, values.baseAddress! + block.lowerBound)
    largestOfThread[thread] = max(largestOfThread[thread], largest)
    return largest
  }

  /// Says before a block's signals are computed that they will be added: its sums come from memory meanwhile.
  package func expect(_ block: Range<Int>) {
    survey_expect(block.count, values.baseAddress! + block.lowerBound)
  }

  /// Of all blocks pieces were added up to a time.
  package func didAdd(upTo time: Double) { self.time = time }

  /// Adds those of the pieces begun that are over by a time, unless they were added.
  package func advance(to time: Double, in feed: SignalFeed) {
    for piece in 0..<feed.pieceCount where feed.start(of: piece) >= self.time {
      let (start, end) = (feed.start(of: piece), feed.end(of: piece))
      guard end <= time else { return }
      forEachBlock(of: count, size: blockSize, threads: threads) { block, thread in
        feed.withSignals(of: block, in: piece) {
          add($0, of: block, lasting: end - start, thread: thread)
        }
      }
      didAdd(upTo: end)
    }
  }

  /// Takes back what lies behind a time, by adding all anew: a method that fails has added pieces that it did not get through.
  ///
  /// - Throws: if a file of the drive cannot be read.
  package func retract(to time: Double, of dynamics: PopulationDynamics) throws {
    guard self.time > time else { return }
    values.update(repeating: 0)
    self.time = 0
    let feed = try SignalFeed(dynamics.drive, for: dynamics.rule, threads: threads)
    let edges = [0] + dynamics.drive.breakpoints(in: 0..<end) + [end]
    var none = 0.0
    for (start, end) in zip(edges, edges.dropFirst()) where end <= time {
      try feed.begin([start...end], state: &none)
      advance(to: end, in: feed)
    }
  }
}

// MARK: Averages

extension GradientSums {
  /// What becomes of the sums at a time.
  package struct Moment {
    /// The piece begun that is not over, and how long it has lasted, in the unit of the sums.
    fileprivate var current: (piece: Int, length: Double)?
    fileprivate let duration: Double
  }

  /// A time to which the run has come, and which is not 0.
  ///
  /// - Precondition: nothing behind it was added.
  package func moment(_ time: Double, in feed: SignalFeed) -> Moment {
    precondition(time > 0, "over no time there is no average")
    advance(to: time, in: feed)
    precondition(self.time <= time, "what lies behind the time is not part of the average")
    var moment = Moment(duration: time / unit)
    if let piece = (0..<feed.pieceCount).first(where: {
      feed.start(of: $0) < time && time < feed.end(of: $0)
    }) {
      moment.current = (piece, (time - feed.start(of: piece)) / unit)
    }
    return moment
  }

  /// Writes ⟨|g|⟩ of a block up to a moment. May be called from several threads.
  package func writeAverages(
    of block: Range<Int>, at moment: Moment, in feed: SignalFeed,
    into averages: UnsafeMutablePointer<Double>
  ) {
    averages.update(from: values.baseAddress! + block.lowerBound, count: block.count)
    if let (piece, length) = moment.current {
      feed.withSignals(of: block, in: piece) {
        _ = survey_add_magnitudes(block.count, $0, length, averages)
      }
    }
    for i in 0..<block.count { averages[i] /= moment.duration }
  }

  /// ⟨|g|⟩ of some synapses up to a time; 0 over no time at all.
  ///
  /// - Complexity: O(n) for all n synapses.
  package func averages(of synapses: [Int], at time: Double, in feed: SignalFeed) -> [Double] {
    guard time > 0 else { return Array(repeating: 0, count: synapses.count) }
    let moment = moment(time, in: feed)
    var averages: [Double] = []
    averages.reserveCapacity(synapses.count)
    var block = 0..<0
    var ofBlock = [Double](repeating: 0, count: blockSize)
    for i in synapses {
      if !block.contains(i) {
        let first = i / blockSize * blockSize
        block = first..<min(first + blockSize, count)
        ofBlock.withUnsafeMutableBufferPointer {
          writeAverages(of: block, at: moment, in: feed, into: $0.baseAddress!)
        }
      }
      averages.append(ofBlock[i - block.lowerBound])
    }
    return averages
  }
}
