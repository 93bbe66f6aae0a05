import ODESolvers

/// A population of synapse pairs that follows a rule under a drive, ready to be integrated.
///
/// ```swift
/// let dynamics = try PopulationDynamics(rule: BioAdam(), drive: drive)
/// let problem = dynamics.problem(from: 0, to: 2000, initialState: state)
/// let solution = try CVODE(.adams, tolerances: dynamics.tolerances()).solve(problem)
/// ```
///
/// One object serves one run at a time: it holds the gradients of the piece being integrated.
public final class PopulationDynamics {
  /// The law.
  public let rule: any SynapticRule
  /// The signals.
  public let drive: any GradientDrive
  /// The number of synapse pairs, n.
  public let synapseCount: Int
  /// The signals at the last evaluation; for a held drive those of the piece.
  public private(set) var gradient: [Double]
  private var source: any GradientSource
  let isHeld: Bool

  /// Opens the drive.
  ///
  /// - Throws: what opening the drive throws.
  /// - Precondition: the drive has ``SynapticRule/signalsPerSynapse`` signals for each synapse.
  public init(rule: any SynapticRule, drive: any GradientDrive) throws {
    precondition(
      drive.signalCount % rule.signalsPerSynapse == 0 && drive.signalCount > 0,
      "the drive must have \(rule.signalsPerSynapse) signals for each synapse")
    self.rule = rule
    self.drive = drive
    synapseCount = drive.signalCount / rule.signalsPerSynapse
    gradient = Array(repeating: 0, count: drive.signalCount)
    isHeld = drive.isHeld
    source = try drive.makeSource()
  }

  /// The problem of integrating this population.
  ///
  /// - Precondition: the state has one value for each component and synapse.
  public func problem(from start: Double, to end: Double, initialState: [Double])
    -> InitialValueProblem
  {
    precondition(
      initialState.count == rule.components.count * synapseCount,
      "the state needs \(rule.components.count) components for each of \(synapseCount) synapses")
    var problem = InitialValueProblem(
      from: start, to: end, initialState: initialState,
      breakpoints: drive.breakpoints(in: start..<end)
    ) { [self] time, state, rates in
      let gradient = gradient(at: time)
      rule.rates(at: time, gradient: gradient.span, state: state, rates: &rates)
    }
    problem.segmentWillBegin = { [self] segment in
      try source.begin(segment)
      if isHeld { source.gradient(at: segment.lowerBound, into: &gradient) }
    }
    if let rule = rule as? any DifferentiableRule {
      addJacobian(of: rule, to: &problem)
    }
    problem.componentName = { [componentName] in componentName($0) }
    return problem
  }

  private func addJacobian(
    of rule: some DifferentiableRule, to problem: inout InitialValueProblem
  ) {
    let size = rule.components.count
    var block = [Double](repeating: 0, count: size * size)
    problem.jacobian = { [self] time, state, jacobian in
      let gradient = gradient(at: time)
      rule.fillJacobian(
        at: time, gradient: gradient.span, state: state, block: &block, &jacobian)
    }
    problem.newtonSolve = { [self] time, gamma, state, vector in
      let gradient = gradient(at: time)
      rule.solveNewton(
        gamma: gamma, at: time, gradient: gradient.span, state: state, block: &block, &vector)
    }
  }

  /// The signals at a time within the piece being integrated.
  public func gradient(at time: Double) -> [Double] {
    if !isHeld { source.gradient(at: time, into: &gradient) }
    return gradient
  }

  /// Tolerances measured by the worst synapse, with an absolute tolerance for each group.
  public func tolerances(
    relative: Double = 1e-6, absolute: [StateComponent.Group: Double] = [:],
    otherwise: Double = 1e-9
  ) -> Tolerances {
    let values = rule.components.flatMap { component in
      repeatElement(absolute[component.group] ?? otherwise, count: synapseCount)
    }
    return Tolerances(
      relative: relative, absolute: absolute.isEmpty ? [otherwise] : values,
      norm: .worstGroup(count: synapseCount))
  }

  /// What a component of the flat state is called in messages, for example `synapse 17, ρ`.
  public var componentName: @Sendable (Int) -> String {
    let symbols = rule.components.map(\.symbol)
    let n = synapseCount
    return { "synapse \($0 % n), \(symbols[$0 / n])" }
  }
}
