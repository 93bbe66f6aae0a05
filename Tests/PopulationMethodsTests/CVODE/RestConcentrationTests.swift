import GradientDrives
import RandomNumbers

#if SUNDIALS
  import Foundation
  import ODESolvers
  import PopulationMethods
  import SynapticDynamics
  import Testing

  /// m₀ changes neither m nor the weights, nor the error of CVODE.
  @Suite struct RestConcentrationTests {
    private static let restConcentrations = [0, 1, 100, 1e4, 1e6]

    /// Under a sine m has a closed form: with A = 1/(1 + (ωτ)²) and p(t) = A (sin(ωt+φ) − ωτ cos(ωt+φ)),
    /// m = p(t) − p(0) e^(−t/τ). At rtol 1e-8 the error over some thousand steps is 1e-7 of the largest m.
    @Test(arguments: [CVODE.Method.adams, .bdf(.structured)])
    func errorUnderSinesDoesNotDependOnIt(_ method: CVODE.Method) throws {
      let (omega, phase, tau) = (2 * Double.pi * 0.03, 0.4, 10.0)
      func particular(_ t: Double) -> Double {
        (sin(omega * t + phase) - omega * tau * cos(omega * t + phase))
          / (1 + omega * tau * (omega * tau))
      }
      let times = (1...60).map { 5 * Double($0) }
      let expected = times.map { particular($0) - particular(0) * exp(-$0 / tau) }
      let drive = SinesDrive(amplitude: [1], frequency: [0.03], phase: [phase])
      let runs = try Self.runs(method, drive, times)
      for (m0, run) in zip(Self.restConcentrations, runs) {
        #expect(largestError(run.states.map { $0[0] }, expected) < 3e-7, "m₀ = \(m0)")
        expectSame(run, runs[0], "m₀ = \(m0)")
      }
    }

    /// Under noise that is held the closed form of windows is the reference.
    @Test(arguments: [CVODE.Method.adams, .bdf(.structured)])
    func errorUnderNoiseDoesNotDependOnIt(_ method: CVODE.Method) throws {
      let drive = TabulatedDrive(
        HeldNoiseTable(
          signalCount: 1, window: 5, standardDeviation: [1],
          field: RandomField(seed: 4, purpose: .gradient)))
      let times = (1...60).map { 5 * Double($0) }
      let runs = try Self.runs(method, drive, times)
      let dynamics = try PopulationDynamics(rule: Self.rule(m0: 0), drive: drive)
      let exact = try ExactPropagator(dynamics).solve(Self.problem(dynamics, m0: 0), at: times)
      for (m0, run) in zip(Self.restConcentrations, runs) {
        let error = largestError(run.states.map { $0[0] }, exact.states.map { $0[0] })
        #expect(error < 3e-7, "m₀ = \(m0)")
        expectSame(run, runs[0], "m₀ = \(m0)")
      }
    }

    /// The same steps, and the same bits of all but the sum, which stays at 2m₀ exactly.
    private func expectSame(_ run: SampledSolution, _ other: SampledSolution, _ comment: Comment) {
      #expect(run.statistics == other.statistics, comment)
      for (state, same) in zip(run.states, other.states) {
        #expect([state[0]] + state[2...] == [same[0]] + same[2...], comment)
      }
      #expect(run.states.allSatisfy { $0[1] == run.states[0][1] }, comment)
    }

    private func largestError(_ values: [Double], _ expected: [Double]) -> Double {
      let errors = zip(values, expected).map { ($0 - $1).magnitude }
      return errors.max()! / expected.map(\.magnitude).max()!
    }

    private static func rule(m0: Double) -> BioAdam {
      BioAdam(
        BioAdam.Kinetics(
          learningRate: 0.01, restConcentration: m0, predisposition: Predisposition(temperature: 1))
      )
    }

    private static func problem(_ dynamics: PopulationDynamics, m0: Double) -> InitialValueProblem {
      dynamics.problem(
        from: 0, to: 300,
        initialState: rule(m0: m0).substancesAtRest(count: 1) + [0.05, -0.03])
    }

    private static func runs(
      _ method: CVODE.Method, _ drive: any GradientDrive, _ times: [Double]
    ) throws -> [SampledSolution] {
      try restConcentrations.map { m0 in
        let dynamics = try PopulationDynamics(rule: rule(m0: m0), drive: drive)
        let tolerances = dynamics.tolerances(relative: 1e-8, otherwise: 1e-12)
        return try CVODE(method, tolerances: tolerances).solve(
          problem(dynamics, m0: m0), at: times)
      }
    }
  }
#endif
