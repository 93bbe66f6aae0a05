import Configuration
import DataFiles
import GradientDrives
import RandomNumbers

/// A drive as the study says it.
struct DriveAsRead {
  var description = DriveDescription.constant(gradient: .constant(0))
  /// The number of synapses that it is for, if its lists or its file say so.
  var impliedCount: Int?
  /// Whether what it names can be opened.
  var canBeOpened = true
}

extension StudyReader {
  /// The section `drive`; files that it names are left closed.
  func drive(_ section: Section, temperature: Double?) -> DriveAsRead {
    guard section.node("kind") != nil else {
      diagnostics.report(
        "the key \"drive.kind\" is missing, expected one of "
          + DriveDescription.Kind.allCases.map(\.rawValue).joined(separator: ", "),
        at: section.origin)
      return DriveAsRead()
    }
    let before = diagnostics.count
    let kind = section.choice("kind", default: DriveDescription.Kind.constant)
    // Of an unknown kind no key can be called wrong or missing.
    guard diagnostics.count == before else { return DriveAsRead() }
    var drive = DriveAsRead()
    switch kind {
    case .constant: (drive.description, drive.impliedCount) = constant(section)
    case .steps: (drive.description, drive.impliedCount) = steps(section)
    case .sines: (drive.description, drive.impliedCount) = sines(section)
    case .heldNoise: (drive.description, drive.impliedCount) = heldNoise(section)
    case .ornsteinUhlenbeck: drive.description = ornsteinUhlenbeck(section)
    case .csv: drive.description = csv(section)
    case .npy: drive.description = npy(section)
    case .network:
      let network: NetworkDescription
      (network, drive.canBeOpened) = self.network(section, temperature: temperature)
      drive.description = .network(network)
    case .spikingNetwork:
      let network: NetworkDescription
      (network, drive.canBeOpened) = spikingNetwork(section, temperature: temperature)
      drive.description = .network(network)
    }
    section.finish()
    return drive
  }

  private func constant(_ section: Section) -> (DriveDescription, Int?) {
    section.require("gradient")
    let gradient = section.values("gradient", default: .constant(0))
    return (.constant(gradient: gradient), gradient.impliedCount)
  }

  private func steps(_ section: Section) -> (DriveDescription, Int?) {
    section.require("times")
    section.require("gradients")
    guard let timesNode = section.node("times"),
      let times = section.numbers(timesNode, key: "times", .notNegative),
      let gradientsNode = section.node("gradients")
    else { return (.constant(gradient: .constant(0)), nil) }
    guard case .list(let items) = gradientsNode.content, items.count == times.count, !items.isEmpty
    else {
      diagnostics.report(
        "drive.gradients: found \(gradientsNode.summary), expected a list of \(times.count), one"
          + " for each time", at: gradientsNode.origin)
      return (.constant(gradient: .constant(0)), nil)
    }
    if let index = times.indices.dropFirst().first(where: { times[$0] <= times[$0 - 1] }) {
      diagnostics.report(
        "drive.times: \(times[index]) follows \(times[index - 1]), expected ascending times",
        at: timesNode.origin)
    }
    let gradients = items.compactMap { section.values($0, key: "gradients") }
    let counts = Set(gradients.compactMap(\.impliedCount))
    if counts.count > 1 {
      diagnostics.report(
        "drive.gradients: the lists differ in length: \(counts.sorted())", at: gradientsNode.origin)
    }
    return (.steps(times: times, gradients: gradients), counts.first)
  }

  private func sines(_ section: Section) -> (DriveDescription, Int?) {
    section.require("amplitude")
    section.require("frequency")
    let amplitude = section.values("amplitude", default: .constant(0))
    let frequency = section.values("frequency", default: .constant(0))
    let phase = section.values("phase", default: .constant(0))
    let counts = [amplitude, frequency, phase].compactMap(\.impliedCount)
    if Set(counts).count > 1 {
      diagnostics.report(
        "drive: the lists of amplitude, frequency and phase differ in length", at: section.origin)
    }
    return (
      .sines(
        amplitude: amplitude, frequency: frequency, phase: phase, harmonics: harmonics(section)),
      counts.first
    )
  }

  /// A list of relative amplitudes, or a number n for 1, ½, …, 1/n.
  private func harmonics(_ section: Section) -> [Double] {
    guard let node = section.node("harmonics") else { return [1] }
    if case .list(let items) = node.content, !items.isEmpty {
      return section.numbers(node, key: "harmonics") ?? [1]
    }
    if case .scalar(let text) = node.content,
      let count = finiteNumber(text).flatMap(Int.init(exactly:)),
      (1...1000).contains(count)
    {
      return (1...count).map { 1 / Double($0) }
    }
    diagnostics.report(
      "drive.harmonics: found \(node.summary), expected a list of relative amplitudes or a whole"
        + " number from 1 to 1000", at: node.origin)
    return [1]
  }

  private func heldNoise(_ section: Section) -> (DriveDescription, Int?) {
    section.require("sd")
    let deviation = section.values("sd", default: .constant(1), .notNegative)
    return (
      .heldNoise(window: section.number("window", default: 1, .positive), deviation: deviation),
      deviation.impliedCount
    )
  }

  private func ornsteinUhlenbeck(_ section: Section) -> DriveDescription {
    section.require("sd")
    section.require("tau")
    return .ornsteinUhlenbeck(
      window: section.number("window", default: 1, .positive),
      mean: section.number("mean", default: 0),
      deviation: section.number("sd", default: 1, .notNegative),
      correlationTime: section.number("tau", default: 1, .positive),
      interpolation: section.choice("interpolation", default: .held))
  }
}
