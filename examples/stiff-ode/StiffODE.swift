// A classic stiff problem, without synapses: van der Pol's oscillator with μ = 1000,
//
//     y₁′ = y₂,   y₂′ = μ (1 − y₁²) y₂ − y₁,   y(0) = (2, 0),
//
// whose reference solution at t = 2000 the IVP test set gives (F. Mazzia & C. Magherini, Test Set for
// Initial Value Problem Solvers, release 2.4, University of Bari). An event finds the zeros of y₁.
//
// Run it with: swift run -c release stiff-ode

import Foundation
import ODESolvers

@main
struct StiffODE {
  static func main() throws {
    #if SUNDIALS
      let stiffness = 1000.0
      var problem = InitialValueProblem(from: 0, to: 2000, initialState: [2, 0]) {
        _, y, derivative in
        derivative[0] = y[1]
        derivative[1] = stiffness * (1 - y[0] * y[0]) * y[1] - y[0]
      }
      problem.jacobian = { _, y, jacobian in
        // Column by column: ∂f₂/∂y₁ is element 1, ∂f₁/∂y₂ element 2.
        jacobian[1] = -2 * stiffness * y[0] * y[1] - 1
        jacobian[2] = 1
        jacobian[3] = stiffness * (1 - y[0] * y[0])
      }
      problem.events = [Event("zero of y1") { _, y in y[0] }]

      let method = CVODE(.bdf(.dense), tolerances: Tolerances(relative: 1e-9, absolute: 1e-12))
      let solution = try method.solve(problem)
      let reference = [0.1706167732170483e1, -0.8928097010247975e-3]
      for (component, value) in solution.states[0].enumerated() {
        let error = ((value - reference[component]) / reference[component]).magnitude
        print("y\(component + 1)(2000) = \(value), relative error \(String(format: "%.1e", error))")
      }
      for event in solution.events { print("\(event.name) at t = \(event.time)") }
      print(
        "\(solution.statistics.steps) steps, \(solution.statistics.rightHandSideEvaluations) rhs")
    #else
      print("This example needs CVODE: build with the trait SUNDIALS.")
    #endif
  }
}
