import ODESolvers
import SynapticDynamics

/// A rule under a held drive, solved window by window: one step for each piece
/// between breakpoints, whatever its length, and no time-stepping error.
///
/// Of Bio-Adam everything has a closed form. Momentum and ρ are elementary; the weights follow ∫ m ρ dt, with predisposition through the
/// Wright omega function. Where m changes sign within a window, the window is split there:
/// t* = τ_m ln(1 − m(0)/g). See `docs/model.md` for the derivation. Other rules bring windows of their own: those written as
/// equations have closed forms of what is linear in them, and integrals to rounding of the rest.
///
/// The population is carried in place, block by block; a block goes through as many windows as nobody
/// looks between while it is in the cache.
public struct ExactPropagator: Solver {
  private let kernel: any WindowKernel
  private let dynamics: PopulationDynamics
  private let precision: Precision

  /// Creates the method for one population.
  ///
  /// - Parameters:
  ///   - dynamics: the population.
  ///   - precision: the numbers that the state is kept in.
  /// - Throws: `SolverFailure` unless the rule has windows that can be solved and the drive is held.
  public init(_ dynamics: PopulationDynamics, precision: Precision = .double) throws {
    let kernel = try dynamics.windowKernel()
    guard dynamics.feed.isHeld else {
      throw SolverFailure(
        .invalidOptions("the method exact needs a drive that is held between its breakpoints"),
        time: 0, advice: "Use an adaptive method, or hold the drive.")
    }
    self.kernel = kernel
    self.dynamics = dynamics
    self.precision = precision
  }

  /// `exact`.
  public var name: String { "exact" }

  /// Allocates the state and blocks of signals.
  ///
  /// - Precondition: the problem comes from the same dynamics.
  public func makeStepper(for problem: InitialValueProblem, reading components: [Int]?)
    -> any Stepper
  {
    switch precision {
    case .double:
      ExactStepper<Double>(problem, reading: components, kernel: kernel, dynamics: dynamics)
    case .single:
      ExactStepper<Float>(problem, reading: components, kernel: kernel, dynamics: dynamics)
    }
  }
}
