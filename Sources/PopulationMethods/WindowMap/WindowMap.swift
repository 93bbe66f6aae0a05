import ODESolvers
import SynapticDynamics

/// Bio-Adam under signals that follow the weights, as those of a network do, solved along the polynomial of past signals.
///
/// The synapses' equations are linear in themselves, and cost little; what costs is the signals, which move as slowly as
/// the weights do. So a step is taken in the signals' own time: their polynomial through the last k times is carried on, the synapses follow it
/// to the step's end, one by one, to all digits and from one change of sign to the next, and the signals are computed there.
/// With these the polynomial is one degree higher, and the synapses follow it once more, unless that
/// would change next to nothing. That is the method of Adams, one
/// evaluation a step, but for signals alone: no kink of |g| or of |m| takes part in it, and where nothing but the signals moves the step is
/// exact, whatever its length.
///
/// What the step would have lost by one degree less is its error estimate, for each synapse what the difference of the signals does to m, ρ and the weights.
/// The same differences tell by how many signals the next step goes, up to 6, and its length: with those at its end it is of order 7. A window begins with the signals held, and the order
/// rises by one with each step: two gradients where the weights move little in a window.
///
/// Signals of rectifiers or of signs of weights jump where something changes sign. All that is known of a step with a jump is that the
/// signals at its end are not those expected. That difference may have come at once, anywhere in the step, and is held against the tolerance as such.
///
/// (Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, III.1 and III.5: the method of Adams with variable steps and
/// orders.)
public struct WindowMap: Solver {
  private let rule: BioAdam
  private let dynamics: PopulationDynamics
  private let tolerances: GroupTolerances

  /// Creates the method for one population.
  ///
  /// - Parameters:
  ///   - dynamics: the population.
  ///   - relative: the relative error allowed per step.
  ///   - absolute: the absolute error allowed per step of each group of components; 1e-9 where nothing is
  ///     said.
  /// - Throws: `SolverFailure` unless the rule is Bio-Adam, no weight decays, and the signals follow them.
  public init(
    _ dynamics: PopulationDynamics, relative: Double = Tolerances.standardRelative,
    absolute: [StateComponent.Group: Double] = [:]
  ) throws {
    let rule = try dynamics.closedFormRule(for: "windowMap")
    guard dynamics.feed.followsWeights else {
      throw SolverFailure(
        .invalidOptions("the method windowMap needs signals that follow the weights of a network"),
        time: 0, advice: "Use exact where signals are held, or collocation.")
    }
    self.rule = rule
    self.dynamics = dynamics
    tolerances = GroupTolerances(relative: relative, absolute: absolute)
  }

  /// `windowMap`.
  public var name: String { "windowMap" }

  /// Allocates three states and the signals of eight times.
  ///
  /// - Precondition: the problem comes from the same dynamics.
  public func makeStepper(for problem: InitialValueProblem, reading components: [Int]?)
    -> any Stepper
  {
    WindowMapStepper(
      problem, reading: components, rule: rule, dynamics: dynamics, tolerances: tolerances)
  }
}

/// The errors that a step may make: of each component relative·|component| + absolute.
struct GroupTolerances {
  let relative: Double
  let momentum: Double
  let rho: Double
  let weight: Double

  /// - Parameters:
  ///   - relative: of every component.
  ///   - absolute: of groups of components; the standard where nothing is said.
  init(relative: Double, absolute: [StateComponent.Group: Double]) {
    func tolerance(_ group: StateComponent.Group) -> Double {
      absolute[group] ?? Tolerances.standardAbsolute
    }
    self.relative = relative
    momentum = tolerance(.m)
    rho = tolerance(.rho)
    weight = tolerance(.w)
  }
}
