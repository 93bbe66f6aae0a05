import Configuration
import DataFiles

extension StudyReader {
  /// The section `drive.tasks`, if it is there.
  func tasks(_ drive: Section) -> TasksDescription? {
    let before = diagnostics.count
    guard let section = drive.sectionIfPresent("tasks") else { return nil }
    var tasks = TasksDescription()
    // Of what is no section no key can be called missing.
    guard diagnostics.count == before else { return tasks }
    defer { section.finish() }
    section.require("count")
    section.require("epochs")
    tasks.epochs = section.integerIfPresent("epochs", atLeast: 1) ?? tasks.epochs
    let count = section.integerIfPresent("count", atLeast: 1) ?? tasks.count
    if count <= Self.largestTaskCount {
      tasks.count = count
    } else {
      diagnostics.report(
        "drive.tasks.count: found \(count), expected at most \(Self.largestTaskCount)",
        at: section.node("count")!.origin)
    }
    // Its bound is known once the data are opened.
    _ = section.node("permuted_pixels")
    return tasks
  }

  /// After an epoch every task so far is tested, and all permutations are held in memory.
  private static let largestTaskCount = 1000

  /// How many pixels change places.
  ///
  /// - Parameters:
  ///   - drive: the section `drive`.
  ///   - featureCount: how many features the examples have; nil if they could not be opened.
  func permutedPixels(_ drive: Section, featureCount: Int?) -> Int? {
    guard let node = drive.section("tasks").node("permuted_pixels") else { return nil }
    if case .scalar("all") = node.content { return nil }
    if case .scalar(let text) = node.content,
      let count = finiteNumber(text).flatMap(Int.init(exactly:)), count >= 2,
      count <= featureCount ?? .max
    {
      return count
    }
    diagnostics.report(
      "drive.tasks.permuted_pixels: found \(node.summary), expected all or a whole number from 2"
        + (featureCount.map { " to \($0)" } ?? ""), at: node.origin)
    return nil
  }
}
