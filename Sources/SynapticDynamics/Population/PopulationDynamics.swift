import ODESolvers
import Parallel

/// A population of synapse pairs that follows a rule under a drive, ready to be integrated.
///
/// ```swift
/// let dynamics = try PopulationDynamics(rule: BioAdam(), drive: drive)
/// let problem = dynamics.problem(from: 0, to: 2000, initialState: state)
/// let solution = try CVODE(.adams, tolerances: dynamics.tolerances()).solve(problem)
/// ```
///
/// One object serves one run at a time: it holds the gradients of the pieces being integrated.
public final class PopulationDynamics {
  /// The law.
  public let rule: any SynapticRule
  /// The signals.
  public let drive: any GradientDrive
  /// The number of synapse pairs, n.
  public let synapseCount: Int
  /// How many threads may work on the population. Results do not depend on it.
  public let threads: Int
  /// Who share the whole population.
  public let ranks: Ranks
  /// The synapse of the whole population that is number 0 here.
  public let firstSynapse: Int
  /// What becomes of the weights besides.
  public let weights: WeightLaw
  package let isHeld: Bool
  /// Watches the invariants of a run, if anything does; methods that take many windows or steps at once tell it.
  package var monitor: InvariantMonitor?
  let kernelRule: (any KernelRule)?
  /// Whether solvers that can locate changes of sign are asked to.
  package var locatesSignChanges: Bool
  /// The signs that kernels go by, if a solver is to hold them.
  private var heldSigns: HeldSigns?
  private var source: any GradientSource
  /// The source, if its signals depend on the weights.
  private let weightSource: (any WeightDependentSource)?
  private var pieces: [ClosedRange<Double>] = []
  /// All signals at the time of the last evaluation; empty until there was one.
  private var gradient: [Double] = []
  /// That time, or nil if a new piece has begun since.
  private var gradientTime: Double?
  /// How often signals were computed from weights.
  package private(set) var signalComputations = 0
  /// Whether the source's signals are those of the weights at the start of the piece.
  private var isAtStart = false
  /// Signals that were kept, and whether they stand in for the source's.
  private(set) var keptSignals: [Double] = []
  private var holdsKeptSignals = false

  /// Opens the drive.
  ///
  /// - Parameters:
  ///   - rule: the law.
  ///   - drive: the signals.
  ///   - weights: what becomes of the weights besides.
  ///   - threads: how many threads may work on the population.
  ///   - ranks: who share the whole population, of which this is one's part.
  ///   - firstSynapse: the first of this part, for messages.
  /// - Throws: what opening the drive throws.
  /// - Precondition: the drive has ``SynapticRule/signalsPerSynapse`` signals for each synapse, and
  ///   there is at least one thread.
  public init(
    rule: any SynapticRule, drive: any GradientDrive, weights: WeightLaw = WeightLaw(),
    threads: Int = 1, ranks: Ranks = .alone, firstSynapse: Int = 0
  ) throws {
    precondition(
      drive.signalCount % rule.signalsPerSynapse == 0 && drive.signalCount > 0,
      "the drive must have \(rule.signalsPerSynapse) signals for each synapse")
    precondition(threads > 0, "there must be a thread to work on the population")
    self.rule = rule
    self.drive = drive
    self.weights = weights
    self.threads = threads
    self.ranks = ranks
    self.firstSynapse = firstSynapse
    kernelRule = rule as? any KernelRule
    synapseCount = drive.signalCount / rule.signalsPerSynapse
    isHeld = drive.isHeld
    locatesSignChanges = ranks.count == 1 && synapseCount <= Self.mostLocatedSynapses
    let opened = try drive.makeSource()
    if let following = opened as? any WeightFollowingSource {
      source = FollowingSource(following, synapseCount: synapseCount)
    } else {
      source = opened
    }
    weightSource = source as? any WeightDependentSource
    precondition(
      drive.dependsOnWeights == (weightSource != nil),
      "a drive's dependsOnWeights must say whether its source is a WeightFollowingSource")
    precondition(
      !(drive.dependsOnWeights && ranks.count > 1),
      "signals that depend on the weights need all weights")
  }

  /// The problem of integrating this population.
  ///
  /// - Precondition: the state has one value for each component and synapse.
  public func problem(from start: Double, to end: Double, initialState: consuming [Double])
    -> InitialValueProblem
  {
    problem(from: start, to: end, initialState: .double(initialState))
  }

  /// The same with a state that may be in 32 bits.
  public func problem(from start: Double, to end: Double, initialState: consuming StateVector)
    -> InitialValueProblem
  {
    precondition(
      initialState.count == rule.components.count * synapseCount,
      "the state needs \(rule.components.count) components for each of \(synapseCount) synapses")
    var problem = InitialValueProblem(
      from: start, to: end, start: initialState,
      breakpoints: drive.breakpoints(in: start..<end)
    ) { [self] time, state, rates in
      try writeRates(at: time, state: state, rates: &rates)
    }
    problem.segmentWillBegin = { [self] segment, state in
      try state.withUnsafeMutableBufferPointer { try begin([segment], state: $0.baseAddress!) }
    }
    problem.segmentDidEnd = { [self] state in
      state.withUnsafeMutableBufferPointer { leave(state: $0.baseAddress!) }
    }
    if let rule = rule as? any DifferentiableRule {
      addJacobian(of: rule, to: &problem)
    }
    if signChanges == .located {
      let signs = HeldSigns(laws: rule.signalsPerSynapse, synapseCount: synapseCount)
      problem.switches = switches(holding: signs)
      heldSigns = signs
    }
    problem.threads = threads
    problem.ranks = ranks
    problem.componentName = componentName
    return problem
  }

  private func addJacobian(
    of rule: some DifferentiableRule, to problem: inout InitialValueProblem
  ) {
    let size = rule.components.count
    var block = [Double](repeating: 0, count: size * size)
    problem.jacobian = { [self] time, state, jacobian in
      let gradient = try evaluatedGradient(at: time, state: state)
      rule.fillJacobian(
        at: time, gradient: gradient.span, state: state, weights: weights, block: &block, &jacobian)
    }
    let kernels = rule as? any KernelRule
    problem.newtonSolve = { [self] time, gamma, state, vector in
      let gradient = try evaluatedGradient(at: time, state: state)
      if let kernels {
        kernels.laws(at: time).with(weights).by(heldSigns).solveNewton(
          gamma: gamma, of: synapseCount, gradient: gradient.span, state: state, &vector)
        return
      }
      rule.solveNewton(
        gamma: gamma, at: time, gradient: gradient.span, state: state, weights: weights,
        block: &block, &vector)
    }
  }

  // MARK: Signals

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
    gradientTime = nil
    holdsKeptSignals = false
    heldSigns?.release()
    guard let weightSource else { return }
    precondition(pieces.count == 1, "signals that depend on the weights are known piece by piece")
    let weights = weights(in: state)
    weightSource.enter(weights)
    try weightSource.update(at: pieces.first!.lowerBound, weights: weights)
    signalComputations += 1
    isAtStart = true
  }

  /// Ends the pieces begun last.
  ///
  /// - Parameter state: the state at their end, whose weights may jump.
  package func leave<Scalar: WeightScalar>(state: UnsafeMutablePointer<Scalar>) {
    weightSource?.leave(weights(in: state))
  }

  /// What the source remembers from piece to piece, besides what follows from the state.
  package var signalMemory: [Double] {
    get { weightSource?.memory ?? [] }
    set { weightSource?.memory = newValue }
  }

  /// Whether ``ExactPropagator`` solves the population.
  package var isExactPossible: Bool { rule is BioAdam && isHeld && weights.decay == 0 }

  /// Whether the signals move with the weights within a piece.
  package var followsWeights: Bool { weightSource != nil && !isHeld }

  /// Whether the signals are smooth functions of the weights.
  var hasSmoothSignals: Bool { weightSource?.isSmooth ?? true }

  /// Computes the signals anew, if they move with the weights.
  ///
  /// - Throws: what stands in the way.
  package func update<Scalar: WeightScalar>(
    at time: Double, state: UnsafeMutablePointer<Scalar>
  ) throws {
    guard followsWeights else { return }
    holdsKeptSignals = false
    // The first time in a piece: they are there already.
    if isAtStart, time == pieces[0].lowerBound {
      isAtStart = false
      return
    }
    isAtStart = false
    try weightSource?.update(at: time, weights: weights(in: state))
    signalComputations += 1
  }

  /// Keeps the signals that were computed last.
  func keepSignals() { copySignals(into: &keptSignals) }

  /// Copies the signals that were computed last.
  func copySignals(into signals: inout [Double]) {
    if signals.isEmpty { signals = Array(repeating: 0, count: drive.signalCount) }
    source.gradient(at: pieces[0].lowerBound, into: &signals)
  }

  /// Lets the signals that were kept stand in for the source's, until these are computed anew.
  func recallSignals() { holdsKeptSignals = true }

  private func weights<Scalar: WeightScalar>(in state: UnsafeMutablePointer<Scalar>)
    -> PopulationWeights
  {
    let forward = state + (rule.components.count - 2) * synapseCount
    return Scalar.weights(forward: forward, backward: forward + synapseCount)
  }

  /// Whether a piece was begun, so that there are signals.
  package var hasBegun: Bool { !pieces.isEmpty }

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
    var values = [Double](repeating: 0, count: rule.signalsPerSynapse * count)
    var span = values.mutableSpan
    for signal in 0..<rule.signalsPerSynapse {
      var part = span._mutatingExtracting((signal * count)..<((signal + 1) * count))
      writeSignal(signal, at: time, piece: piece, of: synapses, block: 0..<count, into: &part)
    }
    return values
  }

  /// When one of the pieces begun begins.
  func start(of piece: Int) -> Double { pieces[piece].lowerBound }
  /// When it ends.
  func end(of piece: Int) -> Double { pieces[piece].upperBound }

  /// Writes one signal of a block of synapses. May be called from several threads.
  ///
  /// - Parameters:
  ///   - signal: which of a synapse's signals.
  ///   - time: a time of the piece.
  ///   - piece: which of those begun.
  ///   - synapses: the synapses that blocks are counted in, or nil for all.
  ///   - block: which of these.
  ///   - gradient: receives one value for each synapse of the block.
  package func writeSignal(
    _ signal: Int, at time: Double, piece: Int, of synapses: [Int]?, block: Range<Int>,
    into gradient: inout MutableSpan<Double>
  ) {
    let first = signal * synapseCount
    if holdsKeptSignals {
      for (k, i) in block.enumerated() { gradient[k] = keptSignals[first + (synapses?[i] ?? i)] }
    } else if let synapses {
      let signals = first == 0 ? synapses[block] : synapses[block].map { first + $0 }[...]
      source.gradient(at: time, piece: piece, gathering: signals, into: &gradient)
    } else {
      source.gradient(
        at: time, piece: piece, signals: (first + block.lowerBound)..<(first + block.upperBound),
        into: &gradient)
    }
  }

  /// Writes signals of the drive, each at a time of its own within the one piece begun. May be called
  /// from several threads.
  func writeSignals(
    atEach times: Span<Double>, signals: Span<Int>, into gradient: inout MutableSpan<Double>
  ) {
    source.gradient(atEach: times, piece: 0, signals: signals, into: &gradient)
  }

  /// All signals at a time within the one piece begun.
  func evaluatedGradient(at time: Double, state: Span<Double>) throws -> [Double] {
    if followsWeights {
      try state.withUnsafeBufferPointer {
        // It is only read.
        try update(at: time, state: UnsafeMutablePointer(mutating: $0.baseAddress!))
      }
      gradientTime = nil
    }
    if let gradientTime, isHeld || gradientTime == time { return gradient }
    if gradient.isEmpty { gradient = Array(repeating: 0, count: drive.signalCount) }
    let source = source
    gradient.withUnsafeMutableBufferPointer { gradient in
      forEachBlock(of: gradient.count, size: Self.blockSize, threads: threads) { block, _ in
        var part = MutableSpan(_unsafeElements: gradient.extracting(block))
        source.gradient(at: time, piece: 0, signals: block, into: &part)
      }
    }
    gradientTime = time
    return gradient
  }

  // MARK: Right-hand side

  /// Synapses that are worked on together: their state stays in the second-level cache.
  package static let blockSize = 1024

  private func writeRates(
    at time: Double, state: Span<Double>, rates: inout MutableSpan<Double>
  ) throws {
    let gradient = try evaluatedGradient(at: time, state: state)
    guard let kernelRule else {
      rule.rates(at: time, gradient: gradient.span, state: state, rates: &rates)
      weights.complete(&rates, state: state, synapseCount: synapseCount)
      return
    }
    let laws = kernelRule.laws(at: time).with(weights).by(heldSigns)
    let n = synapseCount
    if !weights.movesBackward {
      // The kernels leave them out.
      for i in (state.count - n)..<state.count { rates[i] = 0 }
    }
    gradient.withUnsafeBufferPointer { gradient in
      state.withUnsafeBufferPointer { state in
        rates.withUnsafeMutableBufferPointer { rates in
          forEachBlock(of: n, size: Self.blockSize, threads: threads) { block, _ in
            laws.writeRates(
              synapses: block, of: n, gradient: gradient.baseAddress!, state: state.baseAddress!,
              rates: rates.baseAddress!)
          }
        }
      }
    }
  }

  // MARK: Solvers

  /// Tolerances measured by the worst synapse, with an absolute tolerance for each group. Components without
  /// ``StateComponent/isErrorControlled`` are left out.
  public func tolerances(
    relative: Double = Tolerances.standardRelative,
    absolute: [StateComponent.Group: Double] = [:],
    otherwise: Double = Tolerances.standardAbsolute
  ) -> Tolerances {
    let components = rule.absoluteTolerances(absolute, otherwise: otherwise)
    let areEqual = components.allSatisfy { $0 == otherwise }
    return Tolerances(
      relative: relative,
      absolute: areEqual
        ? [otherwise] : components.flatMap { repeatElement($0, count: synapseCount) },
      norm: .worstGroup(count: synapseCount))
  }

  /// What a component of the flat state is called in messages, for example `synapse 17, ρ`.
  public var componentName: @Sendable (Int) -> String {
    let symbols = rule.components.map(\.symbol)
    let (n, first) = (synapseCount, firstSynapse)
    return { "synapse \(first + $0 % n), \(symbols[$0 / n])" }
  }
}
