import Configuration
import DataSets

extension StudyReader {
  /// Whether the data of a drive are spikes, right or wrong.
  func hasSpikes(_ drive: Section) -> Bool { drive.node("data")?.node(at: "spikes") != nil }

  /// The section `drive.data.spikes`.
  ///
  /// - Parameters:
  ///   - data: the section `drive.data`.
  ///   - labels: the table of training labels, if there is one.
  ///   - testLabels: that of test labels.
  ///   - share: how much is split off for tests, if that is said.
  ///   - label: the column of the classes, if it is said.
  func spikeFiles(
    _ data: Section, labels: String?, testLabels: String?, _ share: Double?, label: String?
  ) -> SpikeFiles {
    var files = SpikeFiles(training: .init(spikes: "", labels: labels))
    let before = diagnostics.count
    let section = data.section("spikes")
    data.refuse("set", because: "drive.data.spikes are the examples")
    // Of what is no section no key can be called missing.
    guard diagnostics.count == before else { return files }
    defer { section.finish() }
    section.require("training_file")
    let spikes = existingFile(section, "training_file")
    let testSpikes = existingFile(section, "test_file")
    if section.node("test_file") == nil {
      data.refuse("test_file", because: "there is no drive.data.spikes.test_file")
    } else if share != nil {
      diagnostics.report(
        "drive.data: found spikes.test_file and test_share, expected one of them", at: data.origin)
    }
    files.training = .init(spikes: spikes ?? "", labels: labels)
    files.test = testSpikes.map { .init(spikes: $0, labels: testLabels) }
    files.testShare = share ?? files.testShare
    files.label = label ?? files.label
    files.neurons = neuronCount(section)
    files.timeScale = section.number("time_scale", default: files.timeScale, .positive)
    return files
  }

  /// How many neurons the spikes are of, if that is said.
  private func neuronCount(_ section: Section) -> Int? {
    guard let count = section.integerIfPresent("neurons", atLeast: 1) else { return nil }
    guard count <= SpikeTrains.mostNeurons else {
      diagnostics.report(
        "drive.data.spikes.neurons: found \(count), expected at most \(SpikeTrains.mostNeurons)",
        at: section.node("neurons")!.origin)
      return nil
    }
    return count
  }
}
