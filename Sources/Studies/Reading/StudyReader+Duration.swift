import Configuration

extension StudyReader {
  /// How long a study lasts: by `duration`, or in epochs of a network, or as long as its tasks.
  func duration(_ given: Double?, _ root: Section, drive: DriveDescription) -> Double? {
    let epochs: Double? = root.numberIfPresent("epochs", .positive)
    if let node = root.node("epochs") {
      if root.node("duration") != nil {
        diagnostics.report(
          "epochs: stands beside duration, expected one of them", at: node.origin)
      }
      guard let network = drive.network else {
        diagnostics.report(
          "epochs: only a network goes through its examples in epochs, expected duration",
          at: node.origin)
        return given
      }
      return epochs.map { $0 * network.epochDuration }
    }
    if root.node("duration") == nil {
      if let network = drive.network, let tasks = network.tasks {
        return tasks.totalEpochs * network.epochDuration
      }
      diagnostics.report(
        "the key \"duration\" is missing: how many learning steps", at: root.origin)
    }
    return given
  }
}
