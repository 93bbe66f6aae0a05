import CKernels

/// The errors that a step may make.
struct CollocationTolerances {
  let values: collocation_tolerances

  /// - Parameters:
  ///   - relative: of every component; above 1e-6, coarse steps would cost more than they save.
  ///   - absolute: of groups of components; 1e-12 where nothing is said.
  init(relative: Double, absolute: [StateComponent.Group: Double]) {
    values = collocation_tolerances(
      relative: min(relative, 1e-6), momentum: absolute[.m] ?? 1e-12, rho: absolute[.rho] ?? 1e-12,
      weight: absolute[.w] ?? 1e-12)
  }
}
