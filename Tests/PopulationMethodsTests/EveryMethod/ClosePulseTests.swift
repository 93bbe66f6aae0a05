import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import Testing

/// Rows of a drive as close as two neighbouring numbers: every method integrates what they say.
@Suite struct ClosePulseTests {
  /// A pulse of g between two rows, and m behind it: g (1 − e^(−d/τ_m)) e^(−s/τ_m), with d and s the differences of
  /// the numbers, which are exact.
  @Test(arguments: [1e3, 1e6, 1e15], [1.0, 2, 3, 8, 9, 64, 1000])
  func pulsesCount(_ time: Double, _ units: Double) throws {
    let end = time + units * time.ulp
    let length = end - time
    let height = 0.25 / length
    let after = max(8, 64 * end.ulp)
    let final = end + after
    let drive = TabulatedDrive(
      ListedTable(times: [time - 4096 * time.ulp, time, end], rows: [[0], [height], [0]]))
    let rule = BioAdam()
    let tau = rule.forward.tauM
    let expected = -height * expm1(-length / tau) * exp(-after / tau)
    for method in [
      "exact", "collocation", "rk4", "euler", "euler in place", "cvodeAdams", "cvodeBDF",
    ] {
      let dynamics = try PopulationDynamics(rule: rule, drive: drive)
      let solver: any Solver
      var tolerance = 1e-13
      switch method {
      case "exact": solver = try ExactPropagator(dynamics)
      case "collocation": (solver, tolerance) = (try Collocation(dynamics, relative: 1e-8), 1e-7)
      case "rk4": (solver, tolerance) = (RungeKutta4(stepSize: max(0.01, 8 * end.ulp)), 1e-3)
      case "euler": (solver, tolerance) = (ForwardEuler(stepSize: max(0.01, 8 * end.ulp)), 1.5e-1)
      case "euler in place":
        (solver, tolerance) = (
          try PopulationEuler(dynamics, stepSize: max(0.01, 8 * end.ulp)), 1.5e-1
        )
      default:
        #if SUNDIALS
          let tolerances = dynamics.tolerances(relative: 1e-9, otherwise: 1e-12)
          solver = CVODE(
            method == "cvodeAdams" ? .adams : .bdf(.structured), tolerances: tolerances)
          tolerance = 1e-6
        #else
          continue
        #endif
      }
      let state = BioAdam.start
      let problem = dynamics.problem(from: time - 4096 * time.ulp, to: final, initialState: state)
      var observer = SampleRecorder()
      let solution = solver.solve(problem, sampling: [], observer: &observer)
      // With steps of less than an eighth tolerances cannot be met there, which is said.
      if time == 1e15, ["cvodeAdams", "cvodeBDF", "collocation"].contains(method),
        case .failed(is SolverFailure) = solution.ending
      {
        continue
      }
      try solution.check()
      let m = BioAdam.momentum(solution.state)
      #expect(
        abs(m - expected) < tolerance * expected,
        "\(method) at \(time), \(units) units: \(m), expected \(expected)")
    }
  }

  /// Rows that follow each other by one unit at 1e15, with opposite signs.
  @Test func signsAtTheLimitOfNumbers() throws {
    let t = 1e15
    let table = ListedTable(
      times: [0, t, t + 1, t + 2], rows: [[0], [1], [-1], [0]])
    let dynamics = try PopulationDynamics(rule: BioAdam(), drive: TabulatedDrive(table))
    let problem = dynamics.problem(from: 0, to: t + 3, initialState: BioAdam.start)
    let solution = try ExactPropagator(dynamics).solve(problem, at: [t, t + 1, t + 2, t + 3])
    let decay = exp(-0.1)
    let first = -expm1(-0.1)
    let second = -1 + (first + 1) * decay
    let expected = [0, first, second, second * decay]
    for (state, m) in zip(solution.states, expected) {
      #expect(abs(BioAdam.momentum(state) - m) < 1e-14)
    }
  }
}

extension BioAdam {
  /// At rest.
  fileprivate static let start: [Double] = [0, 2, 1, 0.1, 0.1]
  fileprivate static func momentum(_ state: [Double]) -> Double { state[0] }
}
