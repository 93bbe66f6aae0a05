import CKernels
import ODESolvers
import SynapticDynamics

/// The errors that a step may make.
struct CollocationTolerances {
  let values: collocation_tolerances

  /// - Parameters:
  ///   - relative: of every component; above 1e-6, coarse steps would cost more than they save.
  ///   - absolute: of groups of components; the standard where nothing is said.
  init(relative: Double, absolute: [StateComponent.Group: Double]) {
    func tolerance(_ group: StateComponent.Group) -> Double {
      absolute[group] ?? Tolerances.standardAbsolute
    }
    values = collocation_tolerances(
      relative: min(relative, 1e-6), momentum: tolerance(.m), rho: tolerance(.rho),
      weight: tolerance(.w))
  }
}
