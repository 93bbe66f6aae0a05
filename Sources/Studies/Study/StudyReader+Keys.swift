import SynapticDynamics

/// The rules and methods among which a study, its settings and those who run it choose: a key that none of them has a
/// use for is a mistake. A name that nothing has may stand for anything.
struct Choices {
  private var ruleNames: Set<String> = []
  private var methodNames: Set<String> = []

  /// Adds what a study chooses.
  mutating func add(_ root: ConfigurationNode) {
    ruleNames.insert(root.word(at: "rule") ?? BioAdam.kind.name)
    if let method = root.word(at: "integrator", "method") { methodNames.insert(method) }
  }

  /// The rules, with the one that a study has in the end.
  func rules(of rule: RuleKind) -> [RuleKind] {
    let all = RuleKind.all
    guard ruleNames.isSubset(of: all.map(\.name)) else { return all }
    return all.filter { $0 == rule || ruleNames.contains($0.name) }
  }

  /// The methods, with the one that a study has in the end.
  func methods(of method: IntegratorDescription.Method) -> [IntegratorDescription.Method] {
    let all = IntegratorDescription.Method.allCases
    guard methodNames.isSubset(of: all.map(\.rawValue)) else { return all }
    return all.filter { $0 == method || methodNames.contains($0.rawValue) }
  }
}

extension StudyReader {
  /// Refuses the constants that none of some rules has.
  func refuseForeignKeys(_ section: Section, _ initial: Section, of rules: [RuleKind]) {
    let own = Set(rules.flatMap(\.keys))
    for key in Set(RuleKind.all.flatMap(\.keys)).subtracting(own) {
      let others = RuleKind.all.filter { $0.keys.contains(key) }
      section.refuse(key, because: Self.reason(rules, others))
    }
    if rules.allSatisfy({ $0.updateOrder == nil }) {
      section.refuse(
        "update_order", because: "\(Self.list(rules)) has no substances to move before the weights")
    }
    guard !rules.contains(BioAdam.kind) else { return }
    section.refuse("backward", because: Self.reason(rules, [BioAdam.kind]))
    initial.refuse("rho", because: Self.reason(rules, [BioAdam.kind]))
  }

  /// Refuses the keys that none of the methods in question has a use for.
  func refuseUnusedKeys(_ section: Section, method: IntegratorDescription.Method, isCompared: Bool)
  {
    let methods = choices.methods(of: method)
    let own = Set(methods.flatMap(\.keys))
    for key in Set(IntegratorDescription.Method.allCases.flatMap(\.keys)).subtracting(own) {
      // What a file says may be there for the comparison; what an option says is meant for this run.
      if isCompared, let node = section.node(key), case .file = node.origin { continue }
      let others = IntegratorDescription.Method.allCases.filter { $0.keys.contains(key) }
      section.refuse(
        key,
        because: Self.reason(methods.map(\.rawValue), others.map(\.rawValue)))
    }
  }

  private static func reason(_ rules: [RuleKind], _ others: [RuleKind]) -> String {
    reason(rules.map(\.name), others.map(\.name))
  }

  private static func reason(_ those: [String], _ others: [String]) -> String {
    "\(list(those)) \(those.count == 1 ? "does" : "do") not use it, but \(list(others))"
      + " \(others.count == 1 ? "does" : "do")"
  }

  private static func list(_ rules: [RuleKind]) -> String { list(rules.map(\.name)) }

  private static func list(_ names: [String]) -> String {
    names.count < 2
      ? names.joined() : "\(names.dropLast().joined(separator: ", ")) and \(names.last!)"
  }
}

extension IntegratorDescription.Method {
  /// The keys of the section `integrator` that it has a use for, apart from those that every method has.
  var keys: [String] {
    switch self {
    case .euler: ["dt", "precision"]
    case .rk4: ["dt"]
    case .exact: []
    case .collocation, .windowMap: ["rtol", "atol"]
    case .cvodeAdams: ["rtol", "atol", "positivity"]
    case .cvodeBDF: ["rtol", "atol", "positivity", "linear_solver"]
    }
  }
}
