extension Study {
  /// How a rule that is written in the study was understood, line by line, and which methods solve it; nothing for rules
  /// that are built in.
  package var explanation: [String] {
    guard let equations else { return [] }
    let methods = IntegrationMethod.all.filter(\.isAvailable)
    let refusals = methods.map { ($0, $0.refusals(rule, drive)) }
    return ["the rule \(rule.name) as it was understood"] + equations.explanation
      + [
        "methods: \(refusals.filter(\.1.isEmpty).map(\.0.name).joined(separator: ", "))"
      ]
      + refusals.compactMap { $1.first.map { "not \($0)" } }
  }
}
