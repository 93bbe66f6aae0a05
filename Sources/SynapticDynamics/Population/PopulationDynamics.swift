import GradientDrives
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
/// One object serves one run at a time: its ``feed`` gives the signals of the pieces being integrated.
public final class PopulationDynamics {
  /// What the synapses follow.
  public let rule: any SynapticRule
  /// Where the signals come from.
  public let drive: any GradientDrive
  /// The signals, on their way through a run.
  public let feed: SignalFeed
  /// The number of synapse pairs, n.
  public let synapseCount: Int
  /// How many threads may work on the population. Results do not depend on it.
  public let threads: Int
  /// Who share the whole population.
  public let ranks: Ranks
  /// The synapse of the whole population that is number 0 here.
  public let firstSynapse: Int
  /// The number of synapse pairs of all ranks together.
  package let populationCount: Int
  /// What becomes of the weights besides.
  public let weights: WeightLaw
  /// The rule's constants in the piece that is integrated.
  package let constants: HeldConstants
  /// Watches the invariants of a run, if anything does; methods that take many windows or steps at once tell it.
  package var monitor: InvariantMonitor?
  /// Adds |g| up along a run, if anything does; methods that go through whole pieces block by block do so.
  package var gradientSums: GradientSums?
  /// Whether solvers that can locate changes of sign are asked to.
  package var locatesSignChanges: Bool
  /// The rule's loops over synapses, if they are kernels.
  package let kernel: (any RuleKernel)?

  /// Synapses that are worked on together: their state stays in the second-level cache.
  package static let blockSize = Parallel.blockSize

  /// Opens the drive.
  ///
  /// - Parameters:
  ///   - rule: what the synapses follow.
  ///   - drive: where the signals of this part come from; signals that depend on the weights are those of the whole population.
  ///   - weights: what becomes of the weights besides.
  ///   - constants: how the rule's constants vary.
  ///   - threads: how many threads may work on the population.
  ///   - ranks: who share the whole population, of which this is one's part.
  ///   - firstSynapse: the first of this part, for messages.
  ///   - populationCount: how many synapses all ranks have together; nil: those of this one.
  /// - Throws: what opening the drive throws, and what is in the way of the rule's kernels.
  /// - Precondition: the drive has ``SynapticRule/signalsPerSynapse`` signals for each synapse, and
  ///   there is at least one thread; constants vary only of built-in rules. They are scheduled, and weights shrink, only where
  ///   signals depend on the weights.
  public init(
    rule: any SynapticRule, drive: any GradientDrive, weights: WeightLaw = WeightLaw(),
    constants: VaryingConstants = VaryingConstants(),
    threads: Int = 1, ranks: Ranks = .alone, firstSynapse: Int = 0, populationCount: Int? = nil
  ) throws {
    precondition(threads > 0, "there must be a thread to work on the population")
    precondition(
      drive.dependsOnWeights || !constants.areScheduled && weights.shrinkage == nil,
      "pieces that begin together have the same constants")
    self.constants = HeldConstants(constants, firstSynapse: firstSynapse)
    precondition(
      self.constants.areTheRules || rule is any ScalableRule, "the constants of the rule stay")
    self.rule = rule
    self.drive = drive
    self.weights = weights
    self.threads = threads
    self.ranks = ranks
    self.firstSynapse = firstSynapse
    kernel = try (rule as? any KernelRule)?.kernel(weights, self.constants)
    feed = try SignalFeed(drive, for: rule, threads: threads, ranks: ranks)
    synapseCount = feed.synapseCount
    self.populationCount = populationCount ?? synapseCount
    precondition(
      ranks.count == 1 || populationCount != nil, "ranks have to know how many synapses all have")
    locatesSignChanges = ranks.count == 1 && synapseCount <= Self.mostLocatedSynapses
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
    let signs =
      signChanges == .located
      ? HeldSigns(rows: kernel!.signCount, synapseCount: synapseCount) : nil
    var problem = InitialValueProblem(
      from: start, to: end, start: initialState,
      breakpoints: drive.breakpoints(in: start..<end)
    ) { [self] time, state, rates in
      try writeRates(at: time, state: state, holding: signs, rates: &rates)
    }
    problem.pieceWillBegin = { [self] piece, state in
      try state.withUnsafeMutableBufferPointer {
        try begin([piece], state: $0.baseAddress!)
      }
      signs?.release()
    }
    problem.pieceDidEnd = { [self] state in
      state.withUnsafeMutableBufferPointer { leave(state: $0.baseAddress!) }
    }
    addJacobian(holding: signs, to: &problem)
    if let signs { problem.switches = switches(holding: signs) }
    problem.threads = threads
    problem.ranks = ranks
    problem.componentName = componentName
    return problem
  }

  /// Moves to consecutive pieces between breakpoints: their signals, and the constants that are held in them.
  ///
  /// - Parameters:
  ///   - pieces: the pieces; one alone if the signals depend on the weights.
  ///   - state: the state at their start, whose weights may jump.
  /// - Throws: what stands in the way of the signals.
  package func begin<Scalar: WeightScalar>(
    _ pieces: ArraySlice<ClosedRange<Double>>, state: UnsafeMutablePointer<Scalar>
  ) throws {
    constants.begin(pieces.first!)
    try feed.begin(pieces, state: state)
  }

  /// Ends the pieces begun last.
  ///
  /// - Parameter state: the state at their end, whose weights may jump: by what shrinks them, and then by what the drive does.
  package func leave<Scalar: WeightScalar & BinaryFloatingPoint>(
    state: UnsafeMutablePointer<Scalar>
  ) {
    if let shrinkage = weights.shrinkage, let piece = feed.lastPiece, shrinkage.isDue(after: piece)
    {
      shrinkage.apply(
        constants.learningRate, to: state + feed.firstWeight, of: synapseCount,
        includesBackward: weights.movesBackward)
    }
    feed.leave(state: state)
  }

  /// What a component of the flat state is called in messages, for example `synapse 17, ρ`.
  public var componentName: @Sendable (Int) -> String {
    let symbols = rule.components.map(\.symbol)
    let (n, first) = (synapseCount, firstSynapse)
    return { "synapse \(first + $0 % n), \(symbols[$0 / n])" }
  }
}
