import Configuration
import DataFiles
import NeuralNetworks
import ODESolvers
import Results
import SynapticDynamics

extension StudyReader {
  /// The section `record`.
  func record(
    _ section: Section, duration: Double, count: Int, network: NetworkDescription?, rule: RuleKind,
    hasTemperature: Bool
  ) -> RecordDescription {
    let grid =
      grid(section, duration: duration) ?? .standard(duration: duration, network: network)
    if let network { checkEdges(grid, section, network: network, duration: duration) }
    let selection = selection(section, count: count)
    let clock = contractionClock(section, rule: rule, hasTemperature: hasTemperature)
    let isWhole = section.node("columns") == nil || section.has("all", for: "columns")
    let columns = isWhole ? nil : section.textsIfPresent("columns")
    let format = section.choice("format", default: TraceFormat.csv)
    let final = section.flag("final", default: false)
    if network?.outputsFire == nil {
      section.refuse(
        "spikes",
        because: network?.isSpiking == true
          ? "soft units have no spikes" : "only drive.kind: spikingNetwork has neurons that spike")
    }
    if network?.spiking == nil {
      section.refuse(
        "voltages", because: "only drive.kind: spikingNetwork with simulation: events has voltages")
    }
    let spikes = section.flag("spikes", default: false)
    let voltages = voltages(section, network: network)
    let population = section.flag("population", default: selection.count(of: count) < count)
    section.finish()
    return RecordDescription(
      grid: grid, synapses: selection, columns: columns, format: format, contractionClock: clock,
      final: final, spikes: spikes, voltages: voltages, population: population)
  }

  /// Puts the columns to record into the trace's order, and tells those that there are not.
  func chooseColumns(of study: inout Study, _ section: Section) {
    guard let wanted = study.record.columns, let node = section.node("columns") else { return }
    let known = study.traceColumns
    for name in wanted where !known.contains(name) {
      diagnostics.report(
        "record.columns: found \"\(name.excerpt)\", expected some of \(known.joined(separator: ", "))"
          + suggestion(for: name, among: known), at: node.origin)
    }
    let chosen = known.filter { wanted.contains($0) }
    study.record.columns = chosen == known ? nil : chosen
  }

  /// Whether the clock is recorded: that of bioAdam under predisposition.
  private func contractionClock(
    _ section: Section, rule: RuleKind, hasTemperature: Bool
  ) -> Bool {
    let key = "contraction_clock"
    let origin = section.origin(of: key)
    let hasClock = choices.rules(of: rule, at: origin).contains(BioAdam.kind)
    if !hasClock { section.refuse(key, because: "only bioAdam has such a clock") }
    let isWanted = section.flag(key, default: false)
    if isWanted, hasClock, !hasTemperature, !choices.mayHaveTemperature(at: origin) {
      section.refuse(
        key, because: "without synapse.temperature there is no predisposition, and no contraction")
    }
    return isWanted && rule == BioAdam.kind && hasTemperature
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
    let times = logarithmicallySpaced(count, from: values[0], to: values[1])
    guard zip(times, times.dropFirst()).allSatisfy(<) else {
      diagnostics.report(
        "\(section.qualified(key)): \(count) times from \(values[0]) to \(values[1]) lie closer"
          + " together than numbers can tell, expected fewer", at: node.origin)
      return nil
    }
    return .logarithmic(from: values[0], to: values[1], count: count)
  }

  private func selection(_ section: Section, count: Int) -> RecordDescription.Selection {
    let standard = RecordDescription.Selection.standard(of: count)
    guard let node = section.node("synapses") else { return standard }
    switch node.content {
    case .scalar("all"): return .all
    case .list: return indices(section, "synapses", below: count).map { .list($0) } ?? standard
    default:
      guard let number = section.integerIfPresent("synapses", atLeast: 1) else { return standard }
      return .count(min(number, count))
    }
  }

  /// The list of places that a key has; nil, and told, if it is none.
  ///
  /// - Parameters:
  ///   - count: how many places there are; nil if nobody knows.
  ///   - what: what they are places of, where that is not plain from the key.
  private func indices(_ section: Section, _ key: String, below count: Int?, of what: String = "")
    -> [Int]?
  {
    let node = section.node(key)!
    guard let values = section.numbers(node, key: key, .notNegative) else { return nil }
    let indices = values.compactMap(Int.init(exactly:))
    guard indices.count == values.count, !indices.isEmpty,
      zip(indices, indices.dropFirst()).allSatisfy(<), indices.last! < count ?? .max
    else {
      let range = count.map { "to \($0 - 1)" } ?? "on"
      let found =
        values.count <= 8
        ? "[\(values.map(\.shortText).joined(separator: ", "))]" : node.summary
      diagnostics.report(
        "\(section.qualified(key)): found \(found), expected ascending whole numbers from 0 \(range)\(what)",
        at: node.origin)
      return nil
    }
    return indices
  }
}

extension StudyReader {
  /// So many rows of voltages are held in memory, with their text: half a gigabyte.
  private static var mostVoltages: Double { 3e6 }

  /// The section `record.voltages`.
  private func voltages(_ section: Section, network: NetworkDescription?) -> RecordedVoltages? {
    guard let network, let spiking = network.spiking,
      let inner = section.sectionIfPresent("voltages")
    else { return nil }
    defer { inner.finish() }
    var voltages = RecordedVoltages.standard(trial: spiking.duration)
    if inner.node("examples") != nil {
      voltages.examples =
        indices(
          inner, "examples", below: network.examples.testCount,
          of: ", places among the test examples")
        ?? voltages.examples
    }
    let sizes =
      spiking.layers.map(\.units)
      + (network.examples.testCount == nil ? [] : [network.examples.classCount])
    let largest = network.examples.testCount == nil ? nil : sizes.max()
    let neurons =
      inner.node("neurons") == nil
      ? nil : indices(inner, "neurons", below: largest, of: ", neurons of the largest layer")
    voltages.electrodes = Electrodes(
      neurons: neurons ?? voltages.electrodes.neurons,
      interval: inner.number("interval", default: voltages.electrodes.interval, .positive))
    let traces = voltages.examples.count * voltages.electrodes.neurons.count * (sizes.count)
    let rows = spiking.duration / voltages.electrodes.interval * Double(traces)
    if rows > Self.mostVoltages {
      diagnostics.report(
        "record.voltages: found an interval of \(voltages.electrodes.interval), which makes \(shortDescription(rows)) rows,"
          + " expected at most \(shortDescription(Self.mostVoltages)): record fewer examples or neurons, or less often",
        at: (inner.node("interval") ?? section.node("voltages")!).origin)
    }
    return voltages
  }
}
