import GradientDrives
import ODESolvers
import Parallel
import RuleEquations
import SynapticDynamics

/// What a study describes, made: the population's dynamics and its initial state.
///
/// A model serves one run at a time; make one for each run.
public struct StudyModel {
  /// The study.
  public let study: Study
  /// The rule under the drive.
  public let dynamics: PopulationDynamics
  /// The synapses of the study's population that are integrated here.
  public let synapses: Range<Int>
  /// The network, if one supplies the gradient.
  package let network: NetworkModel?
  /// What the synapses of the whole population are called, if their drive's file says it.
  package let labels: [String]?
  /// The state at time 0, if it is not the one that the study describes.
  private let givenState: [Double]?

  /// Makes the rule and opens the drive.
  ///
  /// - Parameters:
  ///   - study: the study.
  ///   - inputs: where the files that it names are opened; those that it was read with.
  ///   - threads: how many may work on the population; results do not depend on it.
  ///   - ranks: who share the population; results do not depend on them either.
  /// - Throws: ``StudyError`` if the parts do not fit together, `DataFileError` if a file is wrong.
  public init(
    _ study: Study, inputs: StudyInputs = .standard, threads: Int = 1, ranks: Ranks = .alone
  ) throws {
    try study.check(for: ranks)
    self.study = study
    givenState = nil
    synapses = ranks.share(of: study.synapseCount)
    network = try study.drive.network.map {
      try NetworkModel(study, $0, inputs: inputs, threads: threads, ranks: ranks)
    }
    if case .file(let file, _) = study.drive {
      labels = try inputs.table(of: file).labels
    } else {
      labels = nil
    }
    do {
      dynamics = try PopulationDynamics(
        rule: study.makeRule(for: synapses),
        drive: network?.drive ?? study.makeDrive(of: synapses, inputs: inputs),
        weights: network?.weightLaw(of: synapses) ?? WeightLaw(),
        constants: study.makeVaryingConstants(),
        threads: threads, ranks: ranks,
        firstSynapse: synapses.lowerBound, populationCount: study.synapseCount)
    } catch let error as EquationRuleTooLarge { throw StudyError("rule.equations: \(error)") }
    try study.synapse.earlierRun?.check(
      dynamics.rule.components, population: study.synapseCount, network: network?.network)
    // It goes by the whole population, however it is shared.
    dynamics.locatesSignChanges = study.synapseCount <= PopulationDynamics.mostLocatedSynapses
  }

  /// A model of the same study over other synapses.
  package init(_ study: Study, dynamics: PopulationDynamics, initialState: [Double]) {
    self.study = study
    self.dynamics = dynamics
    network = nil
    labels = nil
    synapses = 0..<dynamics.synapseCount
    givenState = initialState
  }

  /// Draws the state at time 0.
  ///
  /// - Throws: `DataFileError` if a file of the drive cannot be read.
  public func initialState() throws -> [Double] { try givenState ?? drawnState() }

  /// The state at time 0 in the numbers that the study's method keeps it in.
  ///
  /// - Throws: `DataFileError` if a file of the drive cannot be read.
  package func start() throws -> StateVector {
    return study.integrator.isSinglePrecision
      ? .single(try drawnState()) : .double(try initialState())
  }

  private func drawnState<Scalar: BinaryFloatingPoint>() throws -> [Scalar] {
    var state: [Scalar] = try freshState()
    try study.synapse.earlierRun?.fill(
      &state, dynamics.rule.components, of: synapses, network: network?.network)
    return state
  }

  private func freshState<Scalar: BinaryFloatingPoint>() throws -> [Scalar] {
    // Taken as a whole: growing by doubling would show in a large population.
    var state: [Scalar] = []
    state.reserveCapacity(dynamics.rule.components.count * dynamics.synapseCount)
    try appendSubstances(to: &state)
    if let weights = network?.initialWeights() {
      state += weights.forward[synapses].lazy.map { Scalar($0) }
      state += weights.backward[synapses].lazy.map { Scalar($0) }
      return state
    }
    for synapse in synapses {
      state.append(
        Scalar(
          study.synapse.initialForward.value(of: synapse, field: study.field(.forwardWeights))))
    }
    for synapse in synapses {
      state.append(
        Scalar(
          study.synapse.initialBackward.value(of: synapse, field: study.field(.backwardWeights))))
    }
    return state
  }

  /// The solver that the study asks for, or another method in its place.
  ///
  /// - Throws: `SolverFailure` if the method does not fit the study.
  package func makeSolver(_ integrator: IntegratorDescription? = nil) throws -> any Solver {
    let integrator = integrator ?? study.integrator
    return try integrator.method.make(self, integrator)
  }

  /// The problem of integrating the study from start to end.
  ///
  /// - Throws: `DataFileError` if a file of the drive cannot be read.
  public func problem() throws -> InitialValueProblem {
    problem(.double(try initialState()))
  }

  /// The problem with an initial state that was drawn before.
  package func problem(_ initialState: consuming StateVector) -> InitialValueProblem {
    dynamics.problem(from: 0, to: study.duration, initialState: initialState)
  }

  /// Those of some of the population's synapses that are integrated here.
  package func selection(_ indices: [Int]) -> SynapseSelection {
    SynapseSelection(
      indices: indices.filter(synapses.contains).map { $0 - synapses.lowerBound },
      components: dynamics.rule.components.count,
      synapseCount: dynamics.synapseCount)
  }

  /// The largest steps of fixed-step methods, for Bio-Adam.
  ///
  /// - Throws: `DataFileError` if a file of the drive cannot be read.
  package func stepSizeLimits() throws -> StepSizeLimits? {
    guard let rule = dynamics.rule as? BioAdam, network == nil else { return nil }
    return try ownStepSizeLimits(rule).smallest(
      among: dynamics.ranks, firstSynapse: synapses.lowerBound)
  }

  private func ownStepSizeLimits(_ rule: BioAdam) throws -> StepSizeLimits {
    // Where m sets the limit whatever the signals are, nobody need go through them: that takes as long as a run.
    if let known = dynamics.drive.knownBounds {
      let limits = StepSizeLimits(rule, signalBounds: known)
      if limits.limit == .momentum { return limits }
    }
    let bounds = try dynamics.drive.magnitudeBounds(over: 0...study.duration)
    return StepSizeLimits(rule, signalBounds: bounds)
  }

  private func appendSubstances<Scalar: BinaryFloatingPoint>(to state: inout [Scalar]) throws {
    let n = dynamics.synapseCount
    if let equations = study.equations {
      for (k, substance) in equations.text.substances.enumerated() {
        for synapse in synapses {
          let value = substance.initial.value(
            of: synapse, field: study.field(.substances), index: k)
          state.append(Scalar(value))
        }
      }
      return
    }
    guard let rule = dynamics.rule as? BioAdam else {
      state += repeatElement(0, count: (dynamics.rule.components.count - 2) * n)
      return
    }
    for branch in rule.branches {
      state += repeatElement(0, count: n)
      state += repeatElement(Scalar(2 * branch.kinetics.restConcentration), count: n)
      let own = branch.signal == 0 ? nil : study.synapse.backward?.initialRho
      let choice = own ?? study.synapse.initialRho
      if choice == .equilibrium {
        state += try firstGradient(signal: branch.signal).map {
          Scalar(Equilibrium(branch.kinetics, gradient: $0).rho)
        }
      } else {
        for synapse in synapses { state.append(Scalar(choice.value(branch.kinetics, of: synapse))) }
      }
    }
    if rule.tracksContractionClock { state += repeatElement(0, count: n) }
  }

  /// One signal of each synapse at time 0.
  private func firstGradient(signal: Int) throws -> [Double] {
    let (n, drive) = (dynamics.synapseCount, dynamics.drive)
    var first = [Double](repeating: 0, count: drive.signalCount)
    var source = try drive.makeSource()
    let edge = drive.breakpoints(in: 0..<study.duration).first ?? study.duration
    try source.begin([0...edge])
    source.gradient(at: 0, into: &first)
    return Array(first[(signal * n)..<((signal + 1) * n)])
  }
}

extension SynapseDescription.InitialRho {
  /// ρ(0) of a synapse, where it does not depend on its gradient.
  fileprivate func value(_ kinetics: BioAdam.Kinetics, of synapse: Int) -> Double {
    switch self {
    case .one: 1
    case .zero: 0
    case .saturated: kinetics.coConsumption.saturation
    case .equilibrium: preconditionFailure("the equilibrium is that of a gradient")
    case .values(let values): values.count == 1 ? values[0] : values[synapse]
    }
  }
}
