import ODESolvers
import SynapticDynamics

extension StudyReader {
  /// The section `integrator`.
  ///
  /// - Parameter isCompared: whether the study says how methods are compared, which uses the keys of all methods.
  func integrator(
    _ section: Section, default method: IntegratorDescription.Method, isCompared: Bool
  ) -> IntegratorDescription {
    var integrator = IntegratorDescription()
    integrator.method = section.choice("method", default: method)
    refuseUnusedKeys(section, method: integrator.method, isCompared: isCompared)
    integrator.dt = section.number("dt", default: integrator.dt, .positive)
    integrator.precision = section.choice("precision", default: .double)
    integrator.relativeTolerance = section.number(
      "rtol", default: integrator.relativeTolerance, .positive)
    integrator.absoluteTolerance = absoluteTolerance(section) ?? integrator.absoluteTolerance
    integrator.positivity = section.flag("positivity", default: false)
    integrator.linearSolver = section.choice("linear_solver", default: .structured)
    integrator.maximumSteps =
      section.integerIfPresent("max_steps", atLeast: 1) ?? integrator.maximumSteps
    #if !SUNDIALS
      if [.cvodeAdams, .cvodeBDF].contains(integrator.method) {
        diagnostics.report(
          "integrator.method: \(integrator.method.rawValue) needs SUNDIALS, and this program was"
            + " built without it; use euler, rk4, exact, collocation or windowMap",
          at: section.node("method")?.origin ?? section.origin)
      }
    #endif
    section.finish()
    return integrator
  }

  /// The closed form where a network has one; CVODE, if it is there, for all else.
  func defaultMethod(rule: RuleKind, drive: DriveDescription) -> IntegratorDescription.Method {
    if let network = drive.network, rule == BioAdam.kind, network.feedback.decay == 0 {
      return drive.isHeld ? .exact : .windowMap
    }
    #if SUNDIALS
      return .cvodeAdams
    #else
      return .rk4
    #endif
  }

  private func absoluteTolerance(_ section: Section) -> IntegratorDescription.AbsoluteTolerance? {
    guard let node = section.node("atol") else { return nil }
    guard case .mapping = node.content else {
      return section.number(node, key: "atol", .positive).map { .all($0) }
    }
    let groups = section.section("atol")
    var values: [StateComponent.Group: Double] = [:]
    for group in StateComponent.Group.allCases {
      values[group] = groups.numberIfPresent(group.rawValue, .positive)
    }
    groups.finish()
    guard !values.isEmpty else {
      diagnostics.report(
        "\(section.qualified("atol")): found no group, expected some of m, rho, w", at: node.origin)
      return nil
    }
    return .groups(values)
  }

  /// The section `record`.
  func record(
    _ section: Section, duration: Double, count: Int, network: NetworkDescription?, hasClock: Bool
  ) -> RecordDescription {
    let grid =
      grid(section, duration: duration)
      ?? network.map { .every($0.epochDuration) } ?? standardGrid(duration)
    if let network { checkEdges(grid, section, network: network, duration: duration) }
    let selection = selection(section, count: count)
    if !hasClock { section.refuse("contraction_clock", because: "only bioAdam has such a clock") }
    let clock = section.flag("contraction_clock", default: false)
    section.finish()
    return RecordDescription(grid: grid, synapses: selection, contractionClock: clock)
  }

  /// With a network times are recorded where windows meet: its gradients are those of all weights, which are
  /// at hand there.
  private func checkEdges(
    _ grid: RecordDescription.Grid, _ section: Section, network: NetworkDescription,
    duration: Double
  ) {
    // Where windows are too many, they are told, and so would be the times.
    guard duration.isFinite, duration / network.window <= Self.largestCount else { return }
    let times = grid.times(duration: duration)
    let stray = times.first { time in
      let edge = (time / network.window).rounded() * network.window
      return time < duration && !time.isSameTime(as: edge)
    }
    if let stray {
      let node = section.node("every") ?? section.node("times") ?? section.node("log")
      diagnostics.report(
        "record: the time \(stray) lies within a window of \(network.window), expected multiples of it: a"
          + " network is recorded where windows meet", at: node?.origin ?? section.origin)
    }
  }

  /// Two hundred pieces, or the ends alone of a duration too short to be divided.
  private func standardGrid(_ duration: Double) -> RecordDescription.Grid {
    duration / 200 > .leastNormalMagnitude ? .every(duration / 200) : .times([0, duration])
  }

  private func grid(_ section: Section, duration: Double) -> RecordDescription.Grid? {
    let given = ["every", "times", "log"].filter { section.node($0) != nil }
    guard given.count <= 1 else {
      diagnostics.report(
        "record: found \(given.joined(separator: " and ")), expected one of them",
        at: section.origin)
      return nil
    }
    if let node = section.node("log") {
      return logarithmic(section, node, key: "log", duration: duration)
    }
    for key in ["every", "times"] {
      if let node = section.node(key), case .mapping = node.content {
        let inner = section.section(key)
        defer { inner.finish() }
        guard let node = inner.node("log") else {
          diagnostics.report(
            "\(section.qualified(key)): expected {log: [first, last, count]}", at: node.origin)
          return nil
        }
        return logarithmic(inner, node, key: "log", duration: duration)
      }
    }
    if let node = section.node("times") {
      return times(section, node, duration: duration)
    }
    guard let interval = section.numberIfPresent("every", .positive) else { return nil }
    guard duration == .infinity || duration / interval <= Self.largestCount else {
      diagnostics.report(
        "record.every: \(interval) makes \(shortDescription(duration / interval)) times to record,"
          + " expected at most \(shortDescription(Self.largestCount))",
        at: section.node("every")!.origin)
      return nil
    }
    return .every(interval)
  }

  /// The times of a grid are held in memory: this many take 0.8 GB.
  static var largestCount: Double { 1e8 }

  private func times(_ section: Section, _ node: ConfigurationNode, duration: Double)
    -> RecordDescription.Grid?
  {
    guard let times = section.numbers(node, key: "times", .notNegative) else { return nil }
    if let index = times.indices.dropFirst().first(where: { times[$0] <= times[$0 - 1] }) {
      diagnostics.report(
        "record.times: \(times[index]) follows \(times[index - 1]), expected ascending times",
        at: node.origin)
      return nil
    }
    guard let last = times.last, last <= duration else {
      diagnostics.report(
        "record.times: found \(times.last.map { "\($0)" } ?? "no time"), expected times up to the"
          + " duration \(duration)", at: node.origin)
      return nil
    }
    return .times(times)
  }

  private func logarithmic(
    _ section: Section, _ node: ConfigurationNode, key: String, duration: Double
  ) -> RecordDescription.Grid? {
    guard let values = section.numbers(node, key: key, .positive) else { return nil }
    guard values.count == 3, values[0] < values[1], values[1] <= duration,
      let count = Int(exactly: values[2]), count >= 2, values[2] <= Self.largestCount
    else {
      diagnostics.report(
        "\(section.qualified(key)): found \(values), expected [first, last, count] with first <"
          + " last ≤ \(duration) and a count from 2 to \(shortDescription(Self.largestCount))",
        at: node.origin)
      return nil
    }
    let times = logarithmicGrid(from: values[0], to: values[1], count: count)
    guard zip(times, times.dropFirst()).allSatisfy(<) else {
      diagnostics.report(
        "\(section.qualified(key)): \(count) times from \(values[0]) to \(values[1]) lie closer"
          + " together than numbers can tell, expected fewer", at: node.origin)
      return nil
    }
    return .logarithmic(from: values[0], to: values[1], count: count)
  }

  private func selection(_ section: Section, count: Int) -> RecordDescription.Selection {
    let standard = RecordDescription.Selection.count(min(10, count))
    guard let node = section.node("synapses") else { return standard }
    switch node.content {
    case .scalar("all"): return .all
    case .list:
      guard let values = section.numbers(node, key: "synapses", .notNegative) else {
        return standard
      }
      let indices = values.compactMap(Int.init(exactly:))
      guard indices.count == values.count, !indices.isEmpty,
        zip(indices, indices.dropFirst()).allSatisfy(<), indices.last! < count
      else {
        diagnostics.report(
          "record.synapses: expected ascending whole numbers from 0 to \(count - 1)",
          at: node.origin)
        return standard
      }
      return .list(indices)
    default:
      guard let number = section.integerIfPresent("synapses", atLeast: 1) else { return standard }
      return .count(min(number, count))
    }
  }
}
