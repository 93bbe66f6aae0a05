import ODESolvers
import SynapticDynamics
import Testing

/// Bio-Adam's Jacobian against central differences of its rates.
@Suite struct JacobianTests {
  /// Every element, also those that must be zero, in random states.
  ///
  /// The rates are products of two components and tanh(w/2T): with d = 1e-5 the differences are off
  /// by d²/6 times a third derivative of at most η ρ |m|/T³ ≲ 100, 2e-9, and by rounding,
  /// 1e-16/d times rates of at most 100: 1e-9.
  @Test(arguments: Self.rules)
  func agreesWithDifferences(_ rule: BioAdam) throws {
    let n = 2
    let dimension = n * rule.components.count
    for seed in 0..<40 {
      var random = SeededRandom(seed: seed)
      let gradient = (0..<(n * rule.signalsPerSynapse)).map { _ in random.normal() }
      let drive = TabulatedDrive(ListedTable(constant: gradient))
      let problem = try PopulationDynamics(rule: rule, drive: drive).problem(
        from: 0, to: 1, initialState: (0..<dimension).map { _ in random.uniform(-3, 3) })
      try problem.segmentWillBegin?(0...1)
      let state = problem.initialState
      var jacobian = [Double](repeating: 0, count: dimension * dimension)
      var span = jacobian.mutableSpan
      try #require(problem.jacobian != nil)
      try problem.jacobian?(0, state.span, &span)
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

  private func rates(
    _ problem: InitialValueProblem, _ state: [Double], _ column: Int, by d: Double
  ) throws -> [Double] {
    var state = state
    state[column] += d
    var rates = [Double](repeating: 0, count: state.count)
    var span = rates.mutableSpan
    try problem.rightHandSide(0, state.span, &span)
    return rates
  }

  static let rules: [BioAdam] = {
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
      BioAdam(plain, tracksContractionClock: true),
      BioAdam(predisposed, tracksContractionClock: true), BioAdam(plain, backward: predisposed),
      BioAdam(predisposed, backward: doubled, tracksContractionClock: true),
    ]
  }()
}
