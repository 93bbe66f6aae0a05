import RandomNumbers
import SynapticDynamics

/// A rule as a study contains it, read and found right.
package struct WrittenRule: Sendable, Equatable {
  package let text: RuleText
  let system: EquationSystem
  /// The programs where nothing becomes of the weights besides, whichever synapses follow it.
  let programs: EquationPrograms
  /// The same for windows of held signals, or why there are none.
  let windows: Result<WindowPrograms, WindowPlan.Obstacle>

  /// Reads the equations.
  ///
  /// - Parameter report: is told every mistake.
  /// - Returns: nil if there are mistakes.
  package init?(_ text: RuleText, report: (EquationSystem.Mistake) -> Void) {
    guard let system = EquationSystem(text, report: report) else { return nil }
    let zeros = system.zeroDivisors(text)
    for mistake in zeros { report(mistake) }
    guard zeros.isEmpty else { return nil }
    let equations = PopulationEquations(
      system, constants: text.constants, weights: WeightLaw())
    do { programs = try Self.room { try EquationPrograms(equations) } } catch {
      report(EquationSystem.Mistake(part: .equations, message: "\(error)"))
      return nil
    }
    windows = Result { () throws(WindowPlan.Obstacle) in try WindowPrograms.make(equations) }
    self.text = text
    self.system = system
  }

  /// The equations with what becomes of the weights besides.
  private func equations(_ weights: WeightLaw) -> PopulationEquations {
    PopulationEquations(system, constants: text.constants, weights: weights)
  }

  /// The programs with what becomes of the weights besides.
  ///
  /// - Throws: ``EquationRuleTooLarge``.
  func programs(_ weights: WeightLaw) throws -> EquationPrograms {
    try Self.room { try EquationPrograms(equations(weights)) }
  }

  /// Those for methods that step each synapse by itself.
  ///
  /// - Throws: ``EquationRuleTooLarge``.
  func lanePrograms(_ weights: WeightLaw) throws -> LanePrograms {
    try Self.room { try LanePrograms(equations(weights)) }
  }

  /// Those for windows of held signals.
  ///
  /// - Throws: `WindowRefusal`.
  func windowPrograms(_ weights: WeightLaw) throws -> WindowPrograms {
    do {
      return weights == WeightLaw()
        ? try windows.get() : try WindowPrograms.make(equations(weights))
    } catch { throw error.refusal(text) }
  }

  /// Tells what is too large in the rule's words.
  private static func room<Programs>(_ make: () throws -> Programs) throws -> Programs {
    do { return try make() } catch is ProgramTooLarge { throw EquationRuleTooLarge() }
  }

  /// Whether a rule of that name is shipped as text.
  package static func isShipped(_ name: String) -> Bool { ShippedRules.texts[name] != nil }

  /// How many synapses lists of constants and of initial values are for.
  package var impliedCounts: [(what: String, count: Int)] {
    (text.constants.map { ("rule.constants.\($0.name)", $0.values) }
      + text.substances.map { ("rule.substances.\($0.name).initial", $0.initial) })
      .compactMap { what, source in source.impliedCount.map { (what, $0) } }
  }

  /// Whether there are constants that are not the same for all synapses.
  package var hasOwnConstants: Bool { !programs.layout.constants.isEmpty }

  /// How many signals each pair receives.
  package var signalsPerSynapse: Int { system.signalCount }

  /// The rule for some synapses.
  ///
  /// - Parameters:
  ///   - synapses: which of a study's population.
  ///   - field: from which constants are drawn.
  package func rule(for synapses: Range<Int>, field: RandomField) -> EquationRule {
    EquationRule(self, synapses: synapses, field: field)
  }

  /// The rule as study files know those that are built in.
  package var kind: RuleKind {
    var kind = RuleKind(
      text.name, constants: [], updateOrder: text.substances.isEmpty ? nil : .simultaneous
    ) { _ in rule(for: 0..<1, field: RandomField(seed: 1, purpose: .ruleConstants)) }
    switch windows {
    case .success: kind.windows = .solved
    case .failure(let obstacle): kind.windows = .refused(obstacle.refusal(text))
    }
    return kind
  }

  /// Rules of one text are one.
  package static func == (one: WrittenRule, other: WrittenRule) -> Bool { one.text == other.text }
}

extension RandomField.Purpose {
  /// Constants of rules written as equations that differ from synapse to synapse.
  package static let ruleConstants = Self(rawValue: 9)
  /// What the substances of such rules begin with.
  package static let substances = Self(rawValue: 10)
}

extension RuleKind {
  /// What stands for a rule whose text is wrong.
  package static let unknown = RuleKind("", constants: [], updateOrder: .simultaneous) { _ in
    GradientFlow()
  }
}
