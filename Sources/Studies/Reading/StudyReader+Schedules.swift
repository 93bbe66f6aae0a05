import Configuration
import SynapticDynamics

/// How constants change in the course of a network's training.
extension StudyReader {
  /// What a constant is multiplied by.
  ///
  /// - Parameters:
  ///   - schedules: the section `synapse.schedule`.
  ///   - key: the constant.
  ///   - domain: which factors it takes.
  ///   - epochs: how many the run has, if that is known.
  func schedule(
    _ schedules: Section, _ key: String, _ domain: Section.Domain, _ epochs: Double?
  ) -> Schedule? {
    guard let section = schedules.sectionIfPresent(key) else { return nil }
    defer { section.finish() }
    let before = diagnostics.count
    let kinds = ["steps", "exponential", "cosine", "pairs"]
    let given = kinds.filter { section.node($0) != nil }
    guard given.count == 1 else {
      if diagnostics.count == before {
        diagnostics.report(
          "\(section.name): found \(given.isEmpty ? "none" : given.joined(separator: " and ")) of"
            + " steps, exponential, cosine and pairs, expected one of them", at: section.origin)
      }
      return nil
    }
    let schedule: Schedule? =
      switch given[0] {
      case "steps": steps(section.section("steps"))
      case "exponential":
        section.numberIfPresent("exponential", .positive).map(Schedule.exponential)
      case "cosine": cosine(section.section("cosine"), domain, epochs)
      default: pairs(section, domain)
      }
    guard diagnostics.count == before, let schedule, let epochs else { return nil }
    check(schedule, section, domain, epochs)
    return schedule
  }

  private func steps(_ section: Section) -> Schedule? {
    defer { section.finish() }
    section.require("epochs")
    section.require("factor")
    let epochs = section.node("epochs").flatMap { section.numbers($0, key: "epochs", .positive) }
    let factor = section.numberIfPresent("factor", .positive)
    guard let epochs, let factor else { return nil }
    checkAscending(epochs, section.name + ".epochs", at: section.node("epochs")!.origin)
    return .steps(epochs: epochs, factor: factor)
  }

  private func cosine(_ section: Section, _ domain: Section.Domain, _ epochs: Double?) -> Schedule?
  {
    defer { section.finish() }
    section.require("to")
    let last = section.numberIfPresent("to", domain)
    let length = section.numberIfPresent("epochs", .positive) ?? epochs
    guard let last, let length else { return nil }
    return .cosine(to: last, epochs: length)
  }

  private func pairs(_ section: Section, _ domain: Section.Domain) -> Schedule? {
    let node = section.node("pairs")!
    let form = "[[epoch, factor], …], with \(domain.rawValue) as a factor"
    var pairs: [Schedule.Pair] = []
    if case .list(let items) = node.content {
      for item in items {
        guard case .list(let both) = item.content, both.count == 2 else { break }
        guard let epoch = section.number(both[0], key: "pairs", .notNegative),
          let factor = section.number(both[1], key: "pairs", domain)
        else { return nil }
        pairs.append(Schedule.Pair(epoch: epoch, factor: factor))
      }
      if !items.isEmpty, pairs.count == items.count {
        checkAscending(pairs.map(\.epoch), section.name + ".pairs", at: node.origin)
        return .pairs(pairs)
      }
    }
    diagnostics.report(
      "\(section.name).pairs: found \(node.summary), expected \(form)", at: node.origin)
    return nil
  }

  private func checkAscending(
    _ epochs: [Double], _ key: String, at origin: ConfigurationNode.Origin
  ) {
    if !zip(epochs, epochs.dropFirst()).allSatisfy(<) {
      diagnostics.report("\(key): expected epochs that ascend", at: origin)
    }
  }

  /// The bounds that a factor of the whole run must keep, so that no rate or temperature overflows or becomes 0.
  private static let factors = 1e-100...1e100

  private func check(
    _ schedule: Schedule, _ section: Section, _ domain: Section.Domain, _ epochs: Double
  ) {
    let bounds = Self.factors
    for factor in schedule.extremes(upTo: epochs)
    where !bounds.contains(factor) && !(factor == 0 && domain == .notNegative) {
      diagnostics.report(
        "\(section.name): found a factor of \(factor) in the run's \(epochs) epochs, expected one from"
          + " \(bounds.lowerBound) to \(bounds.upperBound)", at: section.origin)
      return
    }
  }
}
