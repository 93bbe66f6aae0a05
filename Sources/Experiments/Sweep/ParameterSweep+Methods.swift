import Studies

extension ParameterSweep {
  /// What to know of a sweep whose runs have different methods though none of its keys names one: whether values differ
  /// may then be the methods' doing. Nil if there is nothing to know.
  public var methodWarning: String? {
    guard !grid.keys.contains(where: { ["integrator", "integrator.method"].contains($0) }) else {
      return nil
    }
    var first: [(method: String, index: Int)] = []
    var counts: [String: Int] = [:]
    for (index, study) in studies.enumerated() {
      let method = study.integrator.method.name
      if counts[method] == nil { first.append((method, index)) }
      counts[method, default: 0] += 1
    }
    guard first.count > 1 else { return nil }
    let methods = first.map {
      "\($0.method) in \(counts[$0.method]!) (\(description(of: $0.index))\(counts[$0.method]! > 1 ? ", …" : ""))"
    }
    return
      "the runs have different methods: \(methods.joined(separator: ", ")); integrator.method gives one to all"
  }
}
