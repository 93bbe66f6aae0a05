import ODESolvers
import SynapticDynamics

/// What a study describes, made: the population's dynamics and its initial state.
///
/// A model serves one run at a time; make one for each run.
public struct StudyModel {
  /// The study.
  public let study: Study
  /// The rule under the drive.
  public let dynamics: PopulationDynamics
  /// The state at time 0, if it is not the one that the study describes.
  private let givenState: [Double]?

  /// Makes the rule and opens the drive.
  ///
  /// - Parameters:
  ///   - study: the study.
  ///   - threads: how many may work on the population; results do not depend on it.
  /// - Throws: ``StudyError`` if the parts do not fit together, ``DataFileError`` if a file is wrong.
  public init(_ study: Study, threads: Int = 1) throws {
    self.study = study
    givenState = nil
    let rule = try study.makeRule(forwardWeights: study.forwardWeights)
    dynamics = try PopulationDynamics(rule: rule, drive: study.makeDrive(), threads: threads)
  }

  /// A model of the same study over other synapses.
  init(_ study: Study, dynamics: PopulationDynamics, initialState: [Double]) {
    self.study = study
    self.dynamics = dynamics
    givenState = initialState
  }

  /// Draws the state at time 0.
  ///
  /// - Throws: ``DataFileError`` if a file of the drive cannot be read.
  public func initialState() throws -> [Double] {
    if let givenState { return givenState }
    var state = try Self.initialSubstances(study, rule: dynamics.rule, drive: dynamics.drive)
    state += study.forwardWeights
    state += study.synapse.initialBackward.values(
      count: study.synapseCount, field: study.field(.backwardWeights))
    return state
  }

  /// The problem of integrating the study from start to end.
  ///
  /// - Throws: ``DataFileError`` if a file of the drive cannot be read.
  public func problem() throws -> InitialValueProblem { problem(try initialState()) }

  /// The problem with an initial state that was drawn before.
  func problem(_ initialState: consuming [Double]) -> InitialValueProblem {
    dynamics.problem(from: 0, to: study.duration, initialState: initialState)
  }

  /// Some of the population's synapses.
  package func selection(_ indices: [Int]) -> SynapseSelection {
    SynapseSelection(
      indices: indices, components: dynamics.rule.components.count,
      synapseCount: dynamics.synapseCount)
  }

  /// The largest steps of fixed-step methods, for Bio-Adam.
  ///
  /// - Throws: ``DataFileError`` if a file of the drive cannot be read.
  func stepLimits() throws -> StepLimits? {
    guard let rule = dynamics.rule as? BioAdam else { return nil }
    let bounds = try dynamics.drive.magnitudeBounds(over: 0...study.duration)
    return StepLimits(rule, signalBounds: bounds)
  }

  private static func initialSubstances(
    _ study: Study, rule: any SynapticRule, drive: any GradientDrive
  ) throws -> [Double] {
    let n = study.synapseCount
    guard let rule = rule as? BioAdam else {
      return Array(repeating: 0, count: (rule.components.count - 2) * n)
    }
    var first = [Double](repeating: 0, count: drive.signalCount)
    var source = try drive.makeSource()
    let edge = drive.breakpoints(in: 0..<study.duration).first ?? study.duration
    try source.begin([0...edge])
    source.gradient(at: 0, into: &first)

    var substances: [Double] = []
    for branch in rule.branches {
      let rest = branch.kinetics.restConcentration
      substances += Array(repeating: rest, count: 2 * n)
      let choice = branch.signal == 0 ? nil : study.synapse.backward?.initialRho
      substances += (choice ?? study.synapse.initialRho).values(
        branch.kinetics, gradients: first[(branch.signal * n)..<((branch.signal + 1) * n)])
    }
    if rule.tracksContractionClock { substances += Array(repeating: 0, count: n) }
    return substances
  }
}

extension SynapseDescription.InitialRho {
  /// ρ(0) of every synapse.
  fileprivate func values(_ kinetics: BioAdam.Kinetics, gradients: ArraySlice<Double>) -> [Double] {
    switch self {
    case .one: gradients.map { _ in 1 }
    case .zero: gradients.map { _ in 0 }
    case .saturated: gradients.map { _ in kinetics.coConsumption.saturation }
    case .equilibrium: gradients.map { Equilibrium(kinetics, gradient: $0).rho }
    case .values(let values):
      values.count == 1 ? gradients.map { _ in values[0] } : values
    }
  }
}

extension Study {
  /// The initial forward weights.
  fileprivate var forwardWeights: [Double] {
    synapse.initialForward.values(count: synapseCount, field: field(.forwardWeights))
  }
}
