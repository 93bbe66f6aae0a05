import DataFiles

/// What all starts of a search came to.
struct RestOutcome {
  /// Each rest once, stable ones first.
  private(set) var rests: [RestSearch.Rest] = []
  private(set) var points: [RestPoint] = []
  /// Why there is none, if there is none.
  private(set) var reasons: [String] = []

  /// - Parameters:
  ///   - search: the search.
  ///   - initial: the state that the pair begins with.
  ///   - names: of all components.
  init(_ search: RestSearch, initial: [Double], names: [String]) {
    let system = search.system
    let first = system.unknowns.map { initial[$0] }
    var drifts: [(x: [Double], components: [Int])] = []
    var escapes: [Int: Int] = [:]
    var stuck = 0
    // Without unknowns there is but one start.
    for k in 0..<(first.isEmpty ? 1 : RestSearch.startCount) {
      switch search.run(from: search.start(k, initial: first)) {
      case .rest(let rest):
        if !rests.contains(where: { isSame($0, rest, search) }) { rests.append(rest) }
      case .drift(let x, let components): drifts.append((x, components))
      case .escape(let unknown): escapes[unknown, default: 0] += 1
      case .stuck: stuck += 1
      }
    }
    var found: [(rest: RestSearch.Rest, point: RestPoint)] = []
    for rest in rests {
      let point = RestPoint(system, rest, names: names)
      let isKnown =
        point.stability == .neutral
        && found.contains { $0.point.stability == .neutral && isNear($0.rest, rest) }
      if !isKnown { found.append((rest, point)) }
    }
    found.sort {
      let ranks = ($0.point.stability.rawValue, $1.point.stability.rawValue)
      return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : $0.rest.x.lexicographicallyPrecedes($1.rest.x)
    }
    rests = found.map(\.rest)
    points = found.map(\.point)
    guard rests.isEmpty else { return }
    if let drift = drifts.first {
      let rates = system.allRates(drift.x)
      let moving = drift.components.map { "d\(names[$0])/dt is \(shortDescription(rates[$0]))" }
      let isFree = drift.components.allSatisfy(system.free.contains)
      let others = first.isEmpty ? "" : " where all else rests"
      let those = drift.components.map { names[$0] }
      reasons.append(
        moving.listed + others
          + (isFree
            ? ", whatever \(those.listed) \(those.count == 1 ? "is" : "are")"
            : ", and the Jacobian is singular there, so that nothing stops \(those.count == 1 ? "it" : "them")")
      )
      return
    }
    let starts = RestSearch.startCount
    let ran = escapes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\(names[system.unknowns[$0.key]]) runs away from \($0.value)" }
    reasons.append(
      "of \(starts) starts none led to a rest"
        + (ran.isEmpty ? "" : ": \(ran.joined(separator: ", "))")
        + (stuck == 0
          ? "" : "\(ran.isEmpty ? ":" : ",") from \(stuck) Newton's method came to no end"))
  }

  private func isSame(_ a: RestSearch.Rest, _ b: RestSearch.Rest, _ search: RestSearch) -> Bool {
    // Where nothing determines an unknown, its value says nothing.
    let isNear = a.x.indices.allSatisfy {
      a.undetermined.contains($0) && b.undetermined.contains($0)
        || (a.x[$0] - b.x[$0]).magnitude <= 1e-6 * search.scale(a.x[$0])
    }
    return isNear || a.isSingular && b.isSingular && search.isLine(from: a.x, to: b.x)
  }

  /// Where an eigenvalue is 0, Newton's method comes near slowly, and ends before all digits are right.
  private func isNear(_ a: RestSearch.Rest, _ b: RestSearch.Rest) -> Bool {
    zip(a.x, b.x).allSatisfy { ($0 - $1).magnitude <= 1e-4 * max($0.magnitude, 1) }
  }
}
