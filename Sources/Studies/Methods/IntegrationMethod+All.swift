import ODESolvers
import PopulationMethods
import SynapticDynamics

extension IntegrationMethod {
  /// The methods that study files know.
  package static let all = [
    euler, rk4, exact, collocation, windowMap, dormandPrince, cvodeAdams, cvodeBDF,
  ]

  /// Forward Euler, in place.
  package static let euler = IntegrationMethod(
    "euler", .fixed, ownKeys: ["precision"], watchesInvariants: true,
    numbers: { $0.isSinglePrecision ? 0.5 * $1 : $1 },
    stepBounds: { ($0.eulerStable, $0.eulerMonotone) },
    make: { model, integrator in
      try PopulationEuler(
        model.dynamics, stepSize: integrator.dt,
        isSequential: model.study.synapse.updateOrder == .sequential,
        precision: integrator.precision)
    })

  /// The classical Runge–Kutta method of order four.
  package static let rk4 = IntegrationMethod(
    "rk4", .fixed, numbers: { _, state in 6 * state }, stepBounds: { ($0.rungeKutta4Stable, nil) },
    make: { _, integrator in RungeKutta4(stepSize: integrator.dt) })

  /// Held windows without an error of time stepping.
  package static let exact = IntegrationMethod(
    "exact", .closedForm, ownKeys: ["precision"], watchesInvariants: true,
    numbers: { ($0.isSinglePrecision ? 0.6 : 1.2) * $1 },
    needs: { rule, drive in
      let need = "needs a drive that is held, and this one moves all the time; use another method"
      switch rule.windows {
      case .law:
        return needs(
          rule, drive, solving: "bioAdam and rules written as equations", unless: drive.isHeld, need
        )
      case .solved: return drive.isHeld ? [] : [need]
      case .refused(let refusal):
        return ["\(refusal.reason); use another method"] + (drive.isHeld ? [] : [need])
      }
    },
    make: { try ExactPropagator($0.dynamics, precision: $1.precision) })

  /// Collocation synapse by synapse.
  package static let collocation = adaptive(
    "collocation", numbers: 3.2,
    needs: { rule, drive in
      needs(
        rule, drive, unless: drive.network == nil || drive.isHeld,
        "needs gradients that do not follow the weights; use windowMap")
    },
    make: { try Collocation($0, relative: $1, absolute: $2) })

  /// Past gradients, where these follow the weights, and each synapse's own way along them.
  package static let windowMap = adaptive(
    "windowMap", numbers: 2,
    needs: { rule, drive in
      needs(
        rule, drive, unless: drive.network != nil && !drive.isHeld,
        "needs gradients that follow the weights of a network; use exact or collocation")
    },
    make: { try WindowMap($0, relative: $1, absolute: $2) })

  /// The pair 8(5,3) of Dormand and Prince, synapse by synapse.
  package static let dormandPrince = adaptive(
    "dormandPrince", numbers: 2,
    needs: { _, drive in
      drive.network == nil || drive.isHeld
        ? [] : ["needs gradients that do not follow the weights; use cvodeAdams"]
    },
    make: { try DormandPrince($0, relative: $1, absolute: $2) })

  /// CVODE's Adams method.
  package static let cvodeAdams = IntegrationMethod(
    "cvodeAdams", .adaptive, ownKeys: ["positivity"], needsSUNDIALS: true, locatesSigns: true,
    numbers: { _, state in 18 * state }, make: { try $0.cvode($1, bdf: false) })

  /// CVODE's backward differentiation formulas.
  package static let cvodeBDF = IntegrationMethod(
    "cvodeBDF", .adaptive, ownKeys: ["positivity", "linear_solver"], needsSUNDIALS: true,
    locatesSigns: true,
    numbers: { integrator, state in
      // A dense system is the matrix and a copy of the Jacobian.
      18 * state + (integrator.linearSolver == .dense ? 2 * state * state : 0)
    },
    make: { try $0.cvode($1, bdf: true) })

  /// A method for populations that goes by tolerances.
  private static func adaptive(
    _ name: String, numbers: Double,
    needs: @escaping @Sendable (RuleKind, DriveDescription) -> [String],
    make:
      @escaping @Sendable (PopulationDynamics, Double, [StateComponent.Group: Double]) throws ->
      any Solver
  ) -> Self {
    IntegrationMethod(
      name, .adaptive, numbers: { numbers * $1 }, needs: needs,
      make: { try make($0.dynamics, $1.relativeTolerance, $1.absoluteTolerance.groups) })
  }

  /// What a method made for Bio-Adam does not solve: other rules, drives that do not suit it, and weights that decay.
  private static func needs(
    _ rule: RuleKind, _ drive: DriveDescription, solving rules: String = "the rule bioAdam",
    unless isSuitable: Bool, _ need: String
  ) -> [String] {
    var needs: [String] = []
    if rule != BioAdam.kind {
      needs.append("solves \(rules), not \(rule.name); use another method")
    }
    if !isSuitable { needs.append(need) }
    if let network = drive.network, network.feedback.decay > 0 {
      needs.append(
        "has no closed form for weights that decay, as kolenPollack's do; use euler, rk4 or cvodeAdams"
      )
    }
    return needs
  }
}

extension StudyModel {
  fileprivate func cvode(_ integrator: IntegratorDescription, bdf isBDF: Bool) throws -> any Solver
  {
    #if SUNDIALS
      let tolerances =
        switch integrator.absoluteTolerance {
        case .all(let value):
          dynamics.tolerances(relative: integrator.relativeTolerance, otherwise: value)
        case .groups(let groups):
          dynamics.tolerances(relative: integrator.relativeTolerance, absolute: groups)
        }
      let linearSolver: CVODE.LinearSolver =
        switch integrator.linearSolver {
        case .structured: .structured
        case .dense: .dense
        case .krylov: .krylov(dimension: 0)
        }
      var solver = CVODE(isBDF ? .bdf(linearSolver) : .adams, tolerances: tolerances)
      if integrator.positivity {
        solver.nonNegative = dynamics.positiveComponents
        solver.willAccept = dynamics.positivityCheck(tolerances)
      }
      return solver
    #else
      throw StudyError("integrator.method: \(integrator.method.name) needs SUNDIALS")
    #endif
  }
}
