import SynapticDynamics

/// Which method a study gets that leaves it open.
extension IntegrationMethod {
  /// The word for a method that is left open.
  package static let automaticWord = "auto"

  /// What is chosen among where it is left open, the best first: no error of time stepping, then steps of each synapse's
  /// own, then those of the whole population. The last solves every study.
  package static let automatic = [
    exact, windowMap, collocation, dormandPrince, cvodeAdams, rk4,
  ]

  /// The keys of the section `integrator` that ask for a method that has a use for them. A step asks for none: Euler's and
  /// RK4's are different algorithms.
  package static let choosingKeys = ["rtol", "atol", "positivity"]

  /// The first of ``automatic`` that solves a study and has a use for some keys, or the first that solves it if none has.
  package static func automatic(
    _ rule: RuleKind, _ drive: DriveDescription, using keys: [String] = []
  ) -> Self {
    let those = automatic.filter { $0.isAvailable && $0.refusals(rule, drive).isEmpty }
    return those.first { method in keys.allSatisfy(method.keys.contains) } ?? those[0]
  }

  /// What speaks for it where it is chosen.
  package func merit(_ rule: RuleKind) -> String {
    switch self {
    case .exact where rule.windows == .solved:
      "gradients are held, and what the rule makes of that is linear, or integrals of what is"
    case .exact: "gradients are held, and the rule has a closed form for that"
    case .windowMap:
      "gradients follow the weights, and the rule has a closed form for given ones"
    case .collocation: "each synapse has steps of its own, which end where signs change"
    case .dormandPrince:
      "each synapse has steps of its own, which end at kinks, whatever the rule"
    case .cvodeAdams: "it solves any rule under any gradients, by tolerances"
    default: "it solves any rule under any gradients, and this program has no CVODE"
    }
  }
}

extension Study {
  /// The method in one line: what it is, whether it is the one that is taken where the method is left open, and why.
  package var methodChoice: String {
    func automatic(_ keys: String...) -> IntegrationMethod {
      .automatic(rule, drive, using: keys)
    }
    let (method, best) = (integrator.method, automatic())
    if method == best {
      return "\(method.name), as auto takes it: \(method.merit(rule))\(passedOver(for: method))"
    }
    let standard = IntegratorDescription()
    let hasTolerances =
      integrator.relativeTolerance != standard.relativeTolerance
      || integrator.absoluteTolerance != standard.absoluteTolerance
    for (isAsked, key, what) in [
      (hasTolerances, "rtol", "rtol or atol"), (integrator.positivity, "positivity", "positivity"),
    ] where isAsked && method == automatic(key) {
      return
        "\(method.name), as auto takes it with \(what): \(method.merit(rule)); without it takes"
        + " \(best.name), since \(best.merit(rule))"
    }
    return "\(method.name), as the study says; auto takes \(best.name): \(best.merit(rule))"
  }

  /// Why it is none of the closed forms, in brackets.
  private func passedOver(for method: IntegrationMethod) -> String {
    let closed: IntegrationMethod =
      drive.network == nil || drive.isHeld ? .exact : .windowMap
    guard method != closed, let refusal = closed.refusals(rule, drive).first else { return "" }
    return " (\(refusal.prefix { $0 != ";" }))"
  }
}
