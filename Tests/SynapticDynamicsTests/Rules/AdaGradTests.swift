import Foundation
import GradientDrives
import ODESolvers
import SynapticDynamics
import TestSupport
import Testing

/// AdaGrad in continuous time.
@Suite struct AdaGradTests {
  /// Under a constant gradient v = (K g)² t, and without predisposition
  ///
  ///     w(t) − w(0) = −2 η sign g (√t − ε/|K g| ln(1 + |K g| √t/ε)).
  ///
  /// The rate is steep where it begins, ηg/ε: of the error that is allowed per step, 1e-9, some hundreds add up.
  @Test(arguments: [0.3, -0.02, 4]) func constantGradientsHaveAClosedForm(_ g: Double) throws {
    let (gain, rate, epsilon, end) = (1.5, 0.1, 0.01, 50.0)
    let rule = AdaGrad(epsilon: epsilon, learningRate: rate, gradientGain: gain)
    let dynamics = try PopulationDynamics(
      rule: rule, drive: TabulatedDrive(ListedTable(constant: [g])))
    let problem = dynamics.problem(from: 0, to: end, initialState: [0, 0.25, -0.5])
    let size = gain * g.magnitude
    let root = end.squareRoot()
    let moved =
      -2 * rate * (g < 0 ? -1 : 1) * (root - epsilon / size * log(1 + size * root / epsilon))
    func check(_ solver: any Solver, _ tolerance: Double) throws {
      let state = try solver.final(problem)
      #expect((state[0] / (size * size * end) - 1).magnitude < 1e-8, "\(solver.name): \(state)")
      for (weight, start) in [(state[1], 0.25), (state[2], -0.5)] {
        let error = (weight - start - moved).magnitude
        #expect(error < tolerance, "\(solver.name): off by \(error)")
      }
    }
    #if SUNDIALS
      let tolerances = dynamics.tolerances(relative: 1e-10, otherwise: 1e-12)
      try check(CVODE(.adams, tolerances: tolerances), 1e-7)
      try check(CVODE(.bdf(.structured), tolerances: tolerances), 1e-6)
    #endif
    // Where v = 0 the rate is η|K g|/ε: the first step counts it for a sixth of its length.
    try check(RungeKutta4(stepSize: 1e-4), 1e-4 * rate * size / (6 * epsilon))
  }
}
