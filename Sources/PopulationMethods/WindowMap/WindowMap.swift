import ODESolvers
import SynapticDynamics

/// Bio-Adam under signals that follow the weights, as those of a network do, solved by the closed form of
/// a window of held signals.
///
/// For given signals the synapses' equations have a closed form; only the signals move, and slowly, as
/// the weights do. So the state is taken twice, as (u, v) with u = v at the start of a step, and each half
/// is carried in closed form under the signals of the other:
///
///     du/dt = F(u, g(v)),   dv/dt = F(v, g(u))
///
/// Alternating half a stride of v with whole strides of u is Strang's splitting of this system: symmetric, so
/// its error has even powers of the stride alone, and strides of H/2, H/4, H/6, H/8 extrapolate to the orders
/// 2, 4, 6, 8. Where nothing but the signals moves the step is exact, whatever its length.
///
/// Two neighbouring orders are compared, the lowest with the signals simply held; the step ends at the
/// first order whose neighbour agrees with it. That takes two gradients where the weights move little in a
/// step, and 5, 10 or 17 for the higher orders; if these do not agree either, or shorter steps are cheaper,
/// the step is cut.
///
/// Signals of rectifiers or of signs of weights jump where something changes sign, and an order sees nothing of a jump
/// in its last stride. There v is carried to the step's end, too, under the signals of u: the one half then takes
/// signals where the other's strides meet, as the midpoint rule and the trapezoidal rule do, and a jump anywhere makes
/// them differ by half a stride of it, which is at least what either errs by. This difference counts as an error; it
/// costs one more gradient for each row, which is the first of the next step if that was row one.
///
/// (W. B. Gragg, SIAM J. Numer. Anal. 2 (1965) 384, is the case of a right-hand side without a closed form;
/// Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, II.9, the choice of order and step.)
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
    tolerances = GroupTolerances(
      relative: relative, absolute: rule.absoluteTolerances(absolute))
  }

  /// `windowMap`.
  public var name: String { "windowMap" }

  /// Allocates nine states, thirteen where the signals are not smooth.
  ///
  /// - Precondition: the problem comes from the same dynamics.
  public func makeStepper(for problem: InitialValueProblem, reading components: [Int]?)
    -> any Stepper
  {
    WindowMapStepper(
      problem, reading: components, rule: rule, dynamics: dynamics, tolerances: tolerances)
  }
}

/// The errors that a step may make.
struct GroupTolerances {
  /// Of every component.
  let relative: Double
  /// Of each component; infinity where no error is controlled.
  let absolute: [Double]
}
