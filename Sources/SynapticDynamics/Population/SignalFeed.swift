import GradientDrives
import ODESolvers
import Parallel

/// The signals of a population on their way through time: a drive, opened for it.
///
/// A feed knows the pieces that it is in, and gives the signals of a time within them. If they depend on the weights, it
/// shows these to the drive's source: where a piece begins, and unless the drive is held again wherever signals are wanted.
///
/// One object serves one run at a time.
public final class SignalFeed {
  /// The number of synapse pairs, n.
  package let synapseCount: Int
  /// Whether signals are constant between breakpoints.
  package let isHeld: Bool
  private let signalsPerSynapse: Int
  /// Where the forward weights begin in a state; the backward ones follow them.
  let firstWeight: Int
  private let threads: Int
  private var source: any GradientSource
  /// The source, if its signals depend on the weights.
  private let weightSource: (any WeightDependentSource)?
  private var pieces: [ClosedRange<Double>] = []
  /// Whether the source's signals are those of the weights at the start of the piece.
  private var isAtStart = false
  /// How often signals were computed from weights.
  package private(set) var computations = 0
  /// All signals at the time of the last evaluation; empty until there was one.
  private var evaluated: [Double] = []
  /// That time, or nil if a new piece has begun since.
  private var evaluatedTime: Double?

  /// Opens a drive.
  ///
  /// - Parameters:
  ///   - drive: the drive.
  ///   - rule: what the population follows: it says how many signals a synapse has, and where its weights are.
  ///   - threads: how many threads may work on all signals.
  ///   - ranks: who share the population, if signals depend on all weights: then this feed has this rank's part of them.
  /// - Throws: what opening the drive throws.
  package init(
    _ drive: any GradientDrive, for rule: any SynapticRule, threads: Int, ranks: Ranks = .alone
  ) throws {
    precondition(
      drive.signalCount % rule.signalsPerSynapse == 0 && drive.signalCount > 0,
      "the drive must have \(rule.signalsPerSynapse) signals for each synapse")
    signalsPerSynapse = rule.signalsPerSynapse
    let count = drive.signalCount / rule.signalsPerSynapse
    synapseCount = drive.dependsOnWeights ? ranks.share(of: count).count : count
    firstWeight = (rule.components.count - 2) * synapseCount
    isHeld = drive.isHeld
    self.threads = threads
    switch try drive.makeSource() {
    case let dependent as any WeightDependentSource:
      (source, weightSource) = (dependent, dependent)
    case let following as any WeightFollowingSource:
      let dependent = FollowingSource(following, synapseCount: synapseCount)
      (source, weightSource) = (dependent, dependent)
    case let independent:
      (source, weightSource) = (independent, nil)
    }
    precondition(
      drive.dependsOnWeights == dependsOnWeights,
      "a drive's dependsOnWeights must say whether its source is a WeightFollowingSource")
    weightSource?.join(ranks)
  }

  /// The number of all signals.
  private var count: Int { signalsPerSynapse * synapseCount }

  /// Whether signals are known only as the weights are, piece by piece.
  package var dependsOnWeights: Bool { weightSource != nil }

  /// Whether the signals move with the weights within a piece.
  package var followsWeights: Bool { dependsOnWeights && !isHeld }

  /// Whether the signals are smooth functions of the weights.
  package var isSmooth: Bool { weightSource?.isSmooth ?? true }

  /// What the source remembers from piece to piece, besides what follows from the state.
  package var savedState: [Double] {
    get { weightSource?.memory ?? [] }
    set { weightSource?.memory = newValue }
  }
}

// MARK: Pieces

extension SignalFeed {
  /// Moves to consecutive pieces between breakpoints; to one alone if the signals depend on the weights.
  ///
  /// - Parameters:
  ///   - pieces: the pieces.
  ///   - state: the state at their start, whose backward weights may jump.
  /// - Throws: if a file of the drive cannot be read, or signals cannot be computed. If it cannot be read, the
  ///   pieces before are still those begun.
  package func begin<Scalar: WeightScalar>(
    _ pieces: ArraySlice<ClosedRange<Double>>, state: UnsafeMutablePointer<Scalar>
  ) throws {
    do { try source.begin(pieces) } catch {
      // Back to where the state is that is good: its signals are still known.
      if (try? source.begin(self.pieces[...])) == nil { self.pieces = [] }
      throw error
    }
    self.pieces.removeAll(keepingCapacity: true)
    self.pieces.append(contentsOf: pieces)
    evaluatedTime = nil
    guard let weightSource else { return }
    precondition(pieces.count == 1, "signals that depend on the weights are known piece by piece")
    let weights = weights(in: state)
    try weightSource.enter(weights)
    try weightSource.update(at: pieces.first!.lowerBound, weights: weights)
    computations += 1
    isAtStart = true
  }

  /// Ends the pieces begun last.
  ///
  /// - Parameter state: the state at their end, whose weights may jump.
  package func leave<Scalar: WeightScalar>(state: UnsafeMutablePointer<Scalar>) {
    weightSource?.leave(weights(in: state))
  }

  /// Computes the signals anew, if they move with the weights.
  ///
  /// - Throws: what stands in the way.
  package func update<Scalar: WeightScalar>(
    at time: Double, state: UnsafeMutablePointer<Scalar>
  ) throws {
    guard followsWeights else { return }
    // The first time in a piece: they are there already.
    if isAtStart, time == pieces[0].lowerBound {
      isAtStart = false
      return
    }
    isAtStart = false
    try weightSource?.update(at: time, weights: weights(in: state))
    computations += 1
  }

  private func weights<Scalar: WeightScalar>(in state: UnsafeMutablePointer<Scalar>)
    -> PopulationWeights
  {
    let forward = state + firstWeight
    return Scalar.weights(forward: forward, backward: forward + synapseCount)
  }

  /// Whether a piece was begun, so that there are signals.
  package var hasBegun: Bool { !pieces.isEmpty }

  /// How many pieces were begun together.
  package var pieceCount: Int { pieces.count }
  /// When one of the pieces begun begins.
  package func start(of piece: Int) -> Double { pieces[piece].lowerBound }
  /// When it ends.
  package func end(of piece: Int) -> Double { pieces[piece].upperBound }
  /// The last of them.
  var lastPiece: ClosedRange<Double>? { pieces.last }
}

// MARK: Signals

extension SignalFeed {
  /// The signals of some synapses at a time within the pieces begun; where two pieces meet, those of
  /// the later one.
  ///
  /// - Parameters:
  ///   - time: the time.
  ///   - synapses: which, or nil for all.
  /// - Returns: first one signal of each synapse, then, if the rule has two, the other of each.
  public func gradient(at time: Double, of synapses: [Int]? = nil) -> [Double] {
    let piece = pieces.lastIndex { $0.lowerBound <= time } ?? 0
    let count = synapses?.count ?? synapseCount
    var values = [Double](repeating: 0, count: signalsPerSynapse * count)
    var span = values.mutableSpan
    for signal in 0..<signalsPerSynapse {
      var part = span._mutatingExtracting((signal * count)..<((signal + 1) * count))
      write(signal, at: time, piece: piece, of: synapses, block: 0..<count, into: &part)
    }
    return values
  }

  /// Writes one signal of a block of synapses. May be called from several threads.
  ///
  /// - Parameters:
  ///   - signal: which of a synapse's signals.
  ///   - time: a time of the piece.
  ///   - piece: which of those begun.
  ///   - synapses: the synapses that blocks are counted in, or nil for all.
  ///   - block: which of these.
  ///   - gradient: receives one value for each synapse of the block.
  package func write<Scalar: SignalScalar>(
    _ signal: Int, at time: Double, piece: Int, of synapses: [Int]?, block: Range<Int>,
    into gradient: inout MutableSpan<Scalar>
  ) {
    let first = signal * synapseCount
    if let synapses {
      let signals = first == 0 ? synapses[block] : synapses[block].map { first + $0 }[...]
      Scalar.write(from: source, at: time, piece: piece, gathering: signals, into: &gradient)
    } else {
      Scalar.write(
        from: source, at: time, piece: piece,
        signals: (first + block.lowerBound)..<(first + block.upperBound), into: &gradient)
    }
  }

  /// Lends one signal of a block of synapses at the start of a piece: that of the last evaluation, if it was in this piece and
  /// signals are held. May be called from several threads.
  func withSignals(
    of block: Range<Int>, in piece: Int, _ body: (UnsafePointer<Double>) -> Void
  ) {
    if isHeld, evaluatedTime != nil, pieceCount == 1 {
      evaluated.withUnsafeBufferPointer { body($0.baseAddress! + block.lowerBound) }
      return
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: block.count) { signals in
      signals.initialize(repeating: 0)
      var part = MutableSpan(_unsafeElements: signals)
      write(0, at: start(of: piece), piece: piece, of: nil, block: block, into: &part)
      body(UnsafePointer(signals.baseAddress!))
    }
  }

  /// Writes signals of the drive, each at a time of its own within the one piece begun. May be called
  /// from several threads.
  package func write(
    atEach times: Span<Double>, signals: Span<Int>, into gradient: inout MutableSpan<Double>
  ) {
    source.gradient(atEach: times, piece: 0, signals: signals, into: &gradient)
  }

  /// Copies all signals that were computed from weights last.
  ///
  /// - Parameter signals: receives them; room for them is made if it is empty.
  package func copyComputed(into signals: inout [Double]) {
    if signals.isEmpty { signals = Array(repeating: 0, count: count) }
    source.gradient(at: pieces[0].lowerBound, into: &signals)
  }

  /// All signals at a time within the one piece begun, for a trial state: remembered until others are asked for.
  ///
  /// - Throws: what stands in the way of computing them.
  package func evaluate(at time: Double, state: Span<Double>) throws -> [Double] {
    if followsWeights {
      try state.withUnsafeBufferPointer {
        // It is only read.
        try update(at: time, state: UnsafeMutablePointer(mutating: $0.baseAddress!))
      }
      evaluatedTime = nil
    }
    if let evaluatedTime, isHeld || evaluatedTime == time { return evaluated }
    if evaluated.isEmpty { evaluated = Array(repeating: 0, count: count) }
    let source = source
    evaluated.withUnsafeMutableBufferPointer { evaluated in
      forEachBlock(of: evaluated.count, size: PopulationDynamics.blockSize, threads: threads) {
        block, _ in
        var part = MutableSpan(_unsafeElements: evaluated.extracting(block))
        source.gradient(at: time, piece: 0, signals: block, into: &part)
      }
    }
    evaluatedTime = time
    return evaluated
  }
}
