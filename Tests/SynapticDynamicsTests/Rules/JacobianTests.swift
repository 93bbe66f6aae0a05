import GradientDrives
import ODESolvers
import SynapticDynamics
import TestSupport
import Testing

/// The rules' Jacobians against central differences of their rates.
@Suite struct JacobianTests {
  /// Every element, also those that must be zero, in random states.
  ///
  /// The rates are products of two components and tanh(w/2T): with d = 1e-5 the differences are off
  /// by d²/6 times a third derivative of at most η ρ |m|/T³ ≲ 100, 2e-9, and by rounding,
  /// 1e-16/d times rates of at most 100: 1e-9.
  /// RMSProp and Adam have roots of v besides, which is kept above 0.3: third derivatives below 50.
  @Test(arguments: Self.rules)
  func agreesWithDifferences(_ rule: any DifferentiableRule) throws {
    for seed in 0..<40 {
      let problem = try randomProblem(rule, seed: seed)
      let state = problem.initialState
      let dimension = state.count
      let jacobian = try jacobian(of: problem)
      for column in 0..<dimension {
        let d = 1e-5
        let (above, below) = (
          try rates(problem, state, column, by: d), try rates(problem, state, column, by: -d)
        )
        for row in 0..<dimension {
          let difference = (above[row] - below[row]) / (2 * d)
          let element = jacobian[row + column * dimension]
          #expect(
            (element - difference).magnitude < 1e-7,
            "seed \(seed): row \(row), column \(column): \(element), not \(difference)")
        }
      }
    }
  }

  /// The solution of Newton's systems, put back into (I − γJ) x with the tested J.
  ///
  /// Rounding of some twenty operations on numbers up to 1e3.
  @Test(arguments: Self.rules)
  func newtonSystemsAreSolved(_ rule: any DifferentiableRule) throws {
    for seed in 0..<40 {
      let problem = try randomProblem(rule, seed: seed)
      let dimension = problem.dimension
      let jacobian = try jacobian(of: problem)
      var random = SeededRandom(seed: 1000 + seed)
      let gamma = random.uniform(0.01, 0.3)
      let right = (0..<dimension).map { _ in random.normal() }
      var solution = right
      var span = solution.mutableSpan
      try #require(problem.newtonSolve != nil)
      try problem.newtonSolve?(Self.time, gamma, problem.initialState.span, &span)
      for row in 0..<dimension {
        var sum = solution[row]
        var scale = sum.magnitude + right[row].magnitude
        for column in 0..<dimension {
          let term = gamma * jacobian[row + column * dimension] * solution[column]
          sum -= term
          scale += term.magnitude
        }
        #expect((sum - right[row]).magnitude < 1e-14 * scale, "seed \(seed): row \(row)")
      }
    }
  }

  /// A time at which Adam's bias corrections are finite.
  private static let time = 0.7

  private func randomProblem(_ rule: any DifferentiableRule, seed: Int) throws
    -> InitialValueProblem
  {
    let n = 2
    var random = SeededRandom(seed: seed)
    let gradient = (0..<(n * rule.signalsPerSynapse)).map { _ in random.normal() }
    let drive = TabulatedDrive(ListedTable(constant: gradient))
    let state = rule.components.flatMap { component in
      (0..<n).map { _ in
        let value = random.uniform(-3, 3)
        return component.group == .rho ? 0.3 + value.magnitude : value
      }
    }
    let problem = try PopulationDynamics(rule: rule, drive: drive).problem(
      from: 0, to: 1, initialState: state)
    var start = state
    var startSpan = start.mutableSpan
    try problem.pieceWillBegin?(0...1, &startSpan)
    return problem
  }

  private func jacobian(of problem: InitialValueProblem) throws -> [Double] {
    let dimension = problem.dimension
    var jacobian = [Double](repeating: 0, count: dimension * dimension)
    var span = jacobian.mutableSpan
    try #require(problem.jacobian != nil)
    try problem.jacobian?(Self.time, problem.initialState.span, &span)
    return jacobian
  }

  private func rates(
    _ problem: InitialValueProblem, _ state: [Double], _ column: Int, by d: Double
  ) throws -> [Double] {
    var state = state
    state[column] += d
    var rates = [Double](repeating: 0, count: state.count)
    var span = rates.mutableSpan
    try problem.rightHandSide(Self.time, state.span, &span)
    return rates
  }

  static let rules: [any DifferentiableRule] = {
    func kinetics(_ predisposition: Predisposition?, gain: Double = 1) -> BioAdam.Kinetics {
      BioAdam.Kinetics(
        tauM: 2, coConsumption: CoConsumption(tauRho: 0.5, epsilon: 0.1), learningRate: 0.7,
        gradientGain: gain, predisposition: predisposition)
    }
    let plain = kinetics(nil)
    let predisposed = kinetics(Predisposition(temperature: 0.8), gain: 3)
    let doubled = kinetics(Predisposition(temperature: 2, gain: 2))
    return [
      BioAdam(plain), BioAdam(predisposed), BioAdam(doubled),
      BioAdam(predisposed, tracksContractionClock: true), BioAdam(plain, backward: predisposed),
      BioAdam(predisposed, backward: doubled, tracksContractionClock: true),
      GradientFlow(
        learningRate: 0.7, gradientGain: 2, predisposition: Predisposition(temperature: 1)),
      Momentum(tauM: 2, learningRate: 0.7, predisposition: Predisposition(temperature: 1)),
      Momentum(tauM: 2, learningRate: 0.7),
      Momentum(
        tauM: 2, learningRate: 0.7, gradientGain: 3,
        predisposition: Predisposition(temperature: 1), looksAhead: true),
      Momentum(tauM: 2, learningRate: 0.7, looksAhead: true),
      RMSProp(
        tauV: 3, epsilon: 0.5, learningRate: 0.7, predisposition: Predisposition(temperature: 1)),
      AdaGrad(epsilon: 0.5, learningRate: 0.7, predisposition: Predisposition(temperature: 1)),
      AdaGrad(epsilon: 0.5, learningRate: 0.7, gradientGain: 3),
      Adam(tauM: 2, tauV: 3, epsilon: 0.5, learningRate: 0.7),
      Adam(
        tauM: 2, tauV: 3, epsilon: 0.5, learningRate: 0.7,
        predisposition: Predisposition(temperature: 1), biasCorrection: .continuous),
      Adam(tauM: 2, tauV: 3, epsilon: 0.5, learningRate: 0.7, biasCorrection: .discrete),
    ]
  }()
}
