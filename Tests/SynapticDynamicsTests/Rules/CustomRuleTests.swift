import Foundation
import GradientDrives
import ODESolvers
import SynapticDynamics
import Testing

/// A rule of one's own, as the documentation of SynapticRule shows it.
@Suite struct CustomRuleTests {
  struct LeakyFlow: SynapticRule {
    let name = "leakyFlow"
    let components = [StateComponent.forwardWeight, .backwardWeight]

    func rates(
      at time: Double, gradient: Span<Double>, state: Span<Double>,
      rates: inout MutableSpan<Double>
    ) {
      for i in state.indices { rates[i] = -gradient[i % gradient.count] - state[i] }
    }
  }

  /// w(t) = (w(0) + g) e^(−t) − g; RK4's error at h = 0.01 is below 1e-10.
  @Test func runsAsDocumented() throws {
    let drive = TabulatedDrive(ListedTable(constant: [0.5, -2]))
    let dynamics = try PopulationDynamics(rule: LeakyFlow(), drive: drive)
    let problem = dynamics.problem(from: 0, to: 2, initialState: [1, 2, 3, 4])
    let final = try RungeKutta4(stepSize: 0.01).final(problem)
    for (k, start) in [1.0, 2, 3, 4].enumerated() {
      let g = k % 2 == 0 ? 0.5 : -2
      #expect((final[k] - ((start + g) * exp(-2) - g)).magnitude < 1e-9)
    }
    #expect(dynamics.componentName(3) == "synapse 1, w_b")
  }
}
