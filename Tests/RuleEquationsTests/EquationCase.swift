import RandomNumbers
import RuleEquations
import SynapticDynamics
import TestSupport

/// A rule from the text of the section `rule`.
///
/// - Throws: `ConfigurationError` with its mistakes.
func writtenRule(_ yaml: String) throws -> WrittenRule {
  try WrittenRule(yaml: yaml, path: "rule.yaml")
}

/// A rule in which the weights follow an expression.
func rule(
  weight: String, substances: [String: String] = [:], constants: String = "{}"
) throws -> any SynapticRule & KernelRule & DifferentiableRule {
  let names = substances.keys.sorted()
  let equations = (names.map { "  \($0): \"\(substances[$0]!)\"" } + ["  w: \"\(weight)\""])
  return try writtenRule(
    """
    name: tested
    constants: \(constants)
    substances: {\(names.map { "\($0): {}" }.joined(separator: ", "))}
    equations:
    \(equations.joined(separator: "\n"))
    """
  ).rule(for: 0..<1, field: RandomField(seed: 1, purpose: .ruleConstants))
}

/// The derivatives of one pair, or of several.
func rates(
  _ rule: any SynapticRule, at time: Double = 0, gradient: [Double], state: [Double]
) -> [Double] {
  var rates = [Double](repeating: .nan, count: state.count)
  var span = rates.mutableSpan
  rule.rates(at: time, gradient: gradient.span, state: state.span, rates: &span)
  return rates
}
