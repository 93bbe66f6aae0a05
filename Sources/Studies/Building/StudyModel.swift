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
  /// The state at time 0.
  public let initialState: [Double]

  /// Makes the rule, opens the drive and draws the initial values.
  ///
  /// - Throws: ``StudyError`` if the parts do not fit together, ``DataFileError`` if a file is wrong.
  public init(_ study: Study) throws {
    self.study = study
    let n = study.synapseCount
    let forward = study.synapse.initialForward.values(count: n, field: study.field(.forwardWeights))
    let backward = study.synapse.initialBackward.values(
      count: n, field: study.field(.backwardWeights))
    let rule = try study.makeRule(forwardWeights: forward)
    let drive = try study.makeDrive()
    dynamics = try PopulationDynamics(rule: rule, drive: drive)
    initialState =
      try Self.initialSubstances(study, rule: rule, drive: drive) + forward + backward
  }

  /// A model of the same study over other synapses.
  init(_ study: Study, dynamics: PopulationDynamics, initialState: [Double]) {
    self.study = study
    self.dynamics = dynamics
    self.initialState = initialState
  }

  /// The problem of integrating the study from start to end.
  public func problem() -> InitialValueProblem {
    dynamics.problem(from: 0, to: study.duration, initialState: initialState)
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
    try source.begin(0...edge)
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
