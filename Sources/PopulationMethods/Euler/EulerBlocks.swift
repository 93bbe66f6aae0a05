import Parallel
import SynapticDynamics

/// Steps a population in place, block by block.
struct EulerBlocks<Scalar: KernelScalar> {
  private let step: EulerBlock<Scalar>
  private let threads: Int
  /// The signals of a block, for each thread.
  private var signals: [Scalar]
  /// For each thread the first step that failed, and in which block.
  private var failures: [Failure]
  /// For each thread what was seen.
  private var seen: WatchSightings

  /// A step that left a value that is not finite, and the block in which it did; of several blocks the first.
  struct Failure {
    var step: Int
    var block: Range<Int>

    /// Whether it comes before another.
    func isBefore(_ other: Failure) -> Bool {
      (step, block.lowerBound) < (other.step, other.block.lowerBound)
    }
  }

  init(kernel: any RuleKernel, dynamics: PopulationDynamics, isSequential: Bool) {
    step = EulerBlock(
      kernel: kernel, signalsPerSynapse: dynamics.rule.signalsPerSynapse, feed: dynamics.feed,
      isSequential: isSequential)
    threads = dynamics.threads
    signals = Array(repeating: 0, count: threads * step.signalCount)
    failures = Array(repeating: Failure(step: 0, block: 0..<0), count: threads)
    seen = WatchSightings(threads: threads)
  }

  /// What was seen of broken invariants in the steps taken last, by their number.
  var sightings: [InvariantWatch.Sighting] { seen.first }

  var isSequential: Bool { step.isSequential }

  /// Takes steps.
  ///
  /// - Parameters:
  ///   - state: component-major.
  ///   - steps: the steps, within the pieces that the feed has begun.
  ///   - synapses: which synapses of the population the state is of, or nil: of all.
  ///   - watch: what is looked for after each step, if anything is.
  ///   - sums: what |g| of some of the pieces is added to, if to anything.
  /// - Returns: the first step that leaves a value that is not finite, if any, with its block.
  /// - Complexity: O(n) for each step, without allocation.
  mutating func advance(
    _ state: inout [Scalar], by steps: ArraySlice<PlannedStep>, synapses: [Int]?,
    watching watch: InvariantWatch? = nil, adding sums: PiecesToAdd? = nil
  ) -> Failure? {
    var step = step
    let threads = threads
    if let synapses { step.kernel = step.kernel.selecting(synapses) }
    let n = synapses?.count ?? step.feed.synapseCount
    for thread in 0..<threads { failures[thread] = Failure(step: steps.count, block: 0..<0) }
    seen.forget()
    steps.withUnsafeBufferPointer { steps in
      state.withUnsafeMutableBufferPointer { state in
        signals.withUnsafeMutableBufferPointer { signals in
          failures.withUnsafeMutableBufferPointer { failures in
            seen.withMemory { seen in
              forEachBlock(of: n, size: PopulationDynamics.blockSize, threads: threads) {
                block, thread in
                let places = (thread * step.signalCount)..<((thread + 1) * step.signalCount)
                let failure = step.advance(
                  state, block: block, of: n, by: steps, synapses: synapses, watching: watch,
                  adding: sums, thread: thread, seen: seen + thread * InvariantWatch.count,
                  signals: signals.extracting(places))
                if let failure {
                  let failure = Failure(step: failure, block: block)
                  if failure.isBefore(failures[thread]) { failures[thread] = failure }
                }
              }
            }
          }
        }
      }
    }
    let first = failures.min { $0.isBefore($1) }!
    return first.step < steps.count ? first : nil
  }
}

/// Which of the pieces begun are added to sums of |g|.
struct PiecesToAdd {
  let sums: GradientSums
  let pieces: Range<Int>

  /// - Returns: the largest |g| among them, if they are added.
  @discardableResult
  func add<Scalar: KernelScalar>(
    _ signals: UnsafePointer<Scalar>, of block: Range<Int>, in piece: Int, of feed: SignalFeed,
    thread: Int
  ) -> Double? {
    guard pieces.contains(piece) else { return nil }
    return Scalar.add(
      signals, of: block, to: sums, lasting: feed.end(of: piece) - feed.start(of: piece),
      thread: thread)
  }
}

/// What stepping a block takes, besides its memory.
private struct EulerBlock<Scalar: KernelScalar> {
  var kernel: any RuleKernel
  let signalsPerSynapse: Int
  let feed: SignalFeed
  let isSequential: Bool

  /// How many signals a block has.
  var signalCount: Int { signalsPerSynapse * PopulationDynamics.blockSize }

  func advance(
    _ state: UnsafeMutableBufferPointer<Scalar>, block: Range<Int>, of n: Int,
    by steps: UnsafeBufferPointer<PlannedStep>, synapses: [Int]?, watching watch: InvariantWatch?,
    adding sums: PiecesToAdd?, thread: Int, seen: UnsafeMutablePointer<InvariantWatch.Sighting>,
    signals: UnsafeMutableBufferPointer<Scalar>
  ) -> Int? {
    var piece = -1
    var largest = InlineArray<2, Double>(repeating: 0)
    var largestSignal = 0.0
    sums?.sums.expect(block)
    /// Whether a step may break an invariant, so that it is looked after.
    func isWatched(_ step: PlannedStep) -> Bool {
      guard let watch else { return false }
      return (0..<signalsPerSynapse).contains {
        watch.canBreak(signal: $0, largest: largest[$0], step: step.size)
      }
    }
    var k = 0
    while k < steps.count {
      let step = steps[k]
      if !(feed.isHeld && step.piece == piece) {
        write(signals, at: step, block: block, synapses: synapses)
        piece = step.piece
        let added = sums?.add(
          UnsafePointer(signals.baseAddress!), of: block, in: piece, of: feed, thread: thread)
        if let watch {
          largestSignal = 0
          for signal in 0..<signalsPerSynapse {
            largest[signal] =
              (signal == 0 ? added : nil)
              ?? largestMagnitude(
                UnsafePointer(signals.baseAddress! + signal * PopulationDynamics.blockSize),
                count: block.count)
            largestSignal = max(largestSignal, watch.signal(signal, largest: largest[signal]))
          }
          seen[0].largestSignal = max(seen[0].largestSignal, largestSignal)
        }
      }
      let looks = isWatched(step)
      // As many steps as the signals hold, unless somebody looks between them.
      var end = k + 1
      if feed.isHeld && !looks {
        while end < steps.count && steps[end].piece == piece && !isWatched(steps[end]) { end += 1 }
      }
      let failing = Scalar.eulerSteps(
        kernel, UnsafeBufferPointer(rebasing: steps[k..<end]), isSequential: isSequential,
        synapses: block, of: n, gradient: signals.baseAddress!,
        signalStride: PopulationDynamics.blockSize, state: state.baseAddress!)
      if let failing {
        // In other blocks all are added.
        for step in steps[(k + failing + 1)...] where step.piece > piece {
          write(signals, at: step, block: block, synapses: synapses)
          piece = step.piece
          sums?.add(
            UnsafePointer(signals.baseAddress!), of: block, in: piece, of: feed, thread: thread)
        }
        return k + failing
      }
      if let watch, looks {
        watch.look(
          at: state.baseAddress! + block.lowerBound, stride: n, synapses: block, step: k,
          stepRate: watch.stepRate(step.size, signal: largestSignal), into: seen)
      }
      k = end
    }
    return nil
  }

  private func write(
    _ signals: UnsafeMutableBufferPointer<Scalar>, at step: PlannedStep, block: Range<Int>,
    synapses: [Int]?
  ) {
    for signal in 0..<signalsPerSynapse {
      let first = signal * PopulationDynamics.blockSize
      var part = MutableSpan(
        _unsafeElements: signals.extracting(first..<(first + block.count)))
      feed.write(
        signal, at: step.start, piece: step.piece, of: synapses, block: block, into: &part)
    }
  }
}
