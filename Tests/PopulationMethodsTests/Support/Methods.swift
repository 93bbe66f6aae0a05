import GradientDrives
import ODESolvers
import SynapticDynamics

/// A solver for a random case, and how far it may be from the solution.
struct Method: Sendable, CustomStringConvertible {
  let name: String
  /// The error to be expected, relative to the scale of what is looked at.
  let error: Double
  let make: @Sendable (RandomCase) throws -> any Solver

  var description: String { name }

  /// A twentieth of the step up to which both substances relax without overshoot in forward Euler.
  static func step(for random: RandomCase) throws -> Double {
    let bounds = try random.drive.magnitudeBounds(over: 0...random.end)
    return StepSizeLimits(random.kinetics, gradientBounds: bounds).eulerMonotone / 20
  }

  /// The fixed-step methods and, where there are any, the adaptive ones.
  ///
  /// Forward Euler and RK4 at a twentieth of the rate: local errors (1/20)²/2 and (1/20)⁵/120 are
  /// made some twenty times before they are forgotten. CVODE at rtol 1e-8 makes some hundred steps.
  static let approximate: [Method] = {
    var methods = [
      Method(name: "euler", error: 2.5e-2) { ForwardEuler(stepSize: try step(for: $0)) },
      Method(name: "rk4", error: 1e-7) { RungeKutta4(stepSize: try step(for: $0)) },
    ]
    #if SUNDIALS
      let tolerances = Tolerances(relative: 1e-8, absolute: 1e-10)
      methods.append(
        Method(name: "cvodeAdams", error: 1e-6) { _ in CVODE(.adams, tolerances: tolerances) })
      methods.append(
        Method(name: "cvodeBDF", error: 1e-6) { _ in CVODE(.bdf(.dense), tolerances: tolerances) })
      methods.append(
        Method(name: "cvodeBDF structured", error: 1e-6) { _ in
          CVODE(.bdf(.structured), tolerances: tolerances)
        })
    #endif
    return methods
  }()
}

extension RandomCase {
  func solve(at times: [Double], with method: Method) throws -> [[Double]] {
    try solve(at: times) { _ in try method.make(self) }
  }
}
