import Architectures
import Configuration
import DataFiles
import DataSets
import NeuralNetworks
import SpikingNetworks

extension StudyReader {
  private enum NeuronKind: String, CaseIterable { case leakyIntegrateAndFire }
  private enum Simulation: String, CaseIterable { case events }
  private enum Gradient: String, CaseIterable { case eventProp }

  /// The section `drive` of the kind `spikingNetwork`.
  ///
  /// - Returns: the network, and whether its data can be opened.
  func spikingNetwork(_ section: Section, temperature: Double?) -> (
    NetworkDescription, hasData: Bool
  ) {
    let (data, augmentation) = data(section, fires: true)
    let hasSpikes = hasSpikes(section)
    var network = NetworkDescription(data: data ?? ChosenExamples(source: .named("")))
    network.augmentation = augmentation
    var spiking = SpikingDescription()
    (spiking.neuron, spiking.delay) = neuron(section)
    spiking.encoding = encoding(section, ofSpikes: hasSpikes)
    spiking.layers = spikingLayers(section, default: spiking)
    spiking.trial = section.number("trial", default: spiking.duration, .positive)
    spiking.readout = readout(section)
    spiking.spikeCounts = spikeCounts(section)
    spiking.mostSpikes = section.integerIfPresent("most_spikes", atLeast: 1) ?? spiking.mostSpikes
    _ = section.choice("simulation", default: Simulation.events)
    _ = section.choice("gradient", default: Gradient.eventProp)
    network.spiking = spiking
    network.initialisation = initialisation(section)
    network.backwardWeights = section.choice("backward_weights", default: network.backwardWeights)
    network.feedback = feedback(section, temperature: temperature)
    checkSpiking(network.feedback, section)
    network.errorModulation = section.errorModulation(feedback: network.feedback, dropout: 0)
    if spiking.layers.contains(where: \.isRecurrent),
      network.errorModulation?.importance == .outgoing
    {
      diagnostics.report(
        "drive.error_modulation.importance: found outgoing, which recurrent layers do not tell apart from their own"
          + " connections; expected incoming", at: section.node("error_modulation")!.origin)
    }
    network.hardware = section.hardware()
    network.frozen = layerNumbers(section, "frozen") ?? []
    checkPresentation(section)
    network.window = section.number("window", default: network.window, .positive)
    if hasSpikes {
      section.refuse("tasks", because: "spikes have no features that could change places")
    }
    network.tasks = tasks(section)
    network.batch = section.integerIfPresent("batch", atLeast: 1) ?? network.batch
    for (key, reason) in [
      ("precision", "spikes are found in 64 bits"),
      ("dropout", "what is left out are spikes of the input, by drive.encoding.dropout"),
      ("activation", "neurons fire"), ("loss", "the readout says what the loss is"),
    ] { section.refuse(key, because: reason) }
    return (network, data != nil)
  }

  // MARK: Neurons

  private func neuron(_ section: Section) -> (SpikingNeuron, delay: Double) {
    let inner = section.section("neuron")
    defer { inner.finish() }
    _ = inner.choice("kind", default: NeuronKind.leakyIntegrateAndFire)
    return (
      constants(inner, default: SpikingNeuron()), inner.number("delay", default: 0, .notNegative)
    )
  }

  /// The constants of neurons; the standard ones where they do not fit together, which is told.
  private func constants(_ section: Section, default standard: SpikingNeuron) -> SpikingNeuron {
    let tauM = section.number("tau_m", default: standard.tauM, .positive)
    let tauS = section.number("tau_s", default: standard.tauS, .positive)
    let threshold = section.number("threshold", default: standard.threshold, .positive)
    let reset = section.number("reset", default: min(standard.reset, threshold - 1))
    let refractory = section.number("refractory", default: standard.refractoryTime, .notNegative)
    guard reset < threshold else {
      let origin = (section.node("reset") ?? section.node("threshold"))?.origin ?? section.origin
      diagnostics.report(
        "\(section.name).reset: found \(reset), expected less than the threshold \(threshold): a neuron that is reset"
          + " to its threshold would fire for ever", at: origin)
      return standard
    }
    for (key, value) in [("tau_m", tauM), ("tau_s", tauS)] {
      section.checkInverse(of: key, value)
    }
    guard (1e-6...1e6).contains(tauM / tauS) else {
      diagnostics.report(
        "\(section.name): found tau_m \(tauM) and tau_s \(tauS), expected time constants at most a million times apart",
        at: section.origin)
      return standard
    }
    return SpikingNeuron(
      tauM: tauM, tauS: tauS, threshold: threshold, reset: reset, refractoryTime: refractory)
  }

  private static let mostNeurons = 1_000_000
  private static let mostLayers = 1000

  private func spikingLayers(_ section: Section, default standard: SpikingDescription)
    -> [SpikingLayerPlan]
  {
    guard let node = section.node("layers") else { return standard.layers }
    guard case .list(let items) = node.content, items.count <= Self.mostLayers else {
      diagnostics.report(
        "drive.layers: found \(node.summary), expected a list of at most \(Self.mostLayers) layers, each a number of"
          + " neurons or {units: 100, recurrent: true}", at: node.origin)
      return standard.layers
    }
    return items.enumerated().compactMap { number, item in
      let key = "layers[\(number)]"
      guard case .mapping = item.content else {
        return units(section, item, key: key).map { SpikingLayerPlan(units: $0) }
      }
      let layer = Section(
        item, name: section.qualified(key), at: item.origin, diagnostics: diagnostics)
      defer { layer.finish() }
      require("units", in: layer)
      guard let units = layer.node("units").flatMap({ units(layer, $0, key: "units") }) else {
        return nil
      }
      var plan = SpikingLayerPlan(
        units: units, isRecurrent: layer.flag("recurrent", default: false))
      if let inner = layer.sectionIfPresent("neuron") {
        plan.neuron = constants(inner, default: standard.neuron)
        inner.finish()
      }
      plan.delay = layer.numberIfPresent("delay", .notNegative)
      return plan
    }
  }

  private func units(_ section: Section, _ node: ConfigurationNode, key: String) -> Int? {
    if case .scalar(let text) = node.content,
      let count = finiteNumber(text).flatMap({ Int(exactly: $0) }),
      (1...Self.mostNeurons).contains(count)
    {
      return count
    }
    diagnostics.report(
      "\(section.qualified(key)): found \(node.summary), expected a whole number of neurons from 1 to \(Self.mostNeurons)",
      at: node.origin)
    return nil
  }

  // MARK: Spikes in and out

  private func encoding(_ section: Section, ofSpikes: Bool) -> SpikeEncoding {
    let standard = SpikeEncoding(ofSpikes ? .given : .latency)
    guard let node = section.node("encoding") else { return standard }
    guard case .mapping = node.content else {
      let kind = section.choice("encoding", default: standard.kind)
      check(kind, ofSpikes: ofSpikes, "drive.encoding", at: node.origin)
      return SpikeEncoding(kind)
    }
    let inner = section.section("encoding")
    defer { inner.finish() }
    let kind = inner.choice("kind", default: standard.kind)
    check(
      kind, ofSpikes: ofSpikes, "drive.encoding.kind",
      at: inner.node("kind")?.origin ?? inner.origin)
    if kind != .rate { inner.refuse("highest_rate", because: "only kind: rate has rates") }
    // A trial that an option gives takes its place for a while.
    if ofSpikes, let trial = section.node("trial")?.origin, !trial.isOption {
      inner.refuse("duration", because: "drive.trial says how long given spikes are shown")
    }
    return SpikeEncoding(
      kind, duration: inner.number("duration", default: standard.duration, .positive),
      bias: inner.numberIfPresent("bias", .notNegative),
      highestRate: inner.number("highest_rate", default: standard.highestRate, .positive),
      dropout: share(inner, "dropout", default: 0))
  }

  /// Numbers must be encoded, and spikes are not.
  private func check(
    _ kind: SpikeEncoding.Kind, ofSpikes: Bool, _ key: String, at origin: ConfigurationNode.Origin
  ) {
    guard (kind == .given) != ofSpikes else { return }
    let others = SpikeEncoding.Kind.allCases.filter { $0 != .given }.map(\.rawValue)
    diagnostics.report(
      "\(key): found \(kind.rawValue), but "
        + (ofSpikes
          ? "drive.data.spikes are spikes already; expected given"
          : "the examples are no spikes (drive.data.spikes); expected one of \(others.joined(separator: ", "))"),
      at: origin)
  }

  private func readout(_ section: Section) -> SpikeReadout {
    guard let node = section.node("readout") else { return .standard }
    let inner: Section
    let name: SpikeReadoutName
    if case .mapping = node.content {
      inner = section.section("readout")
      name = inner.choice("kind", default: SpikeReadout.standard.name)
    } else {
      inner = Section(nil, name: "drive.readout", at: node.origin, diagnostics: diagnostics)
      name = section.choice("readout", default: SpikeReadout.standard.name)
    }
    defer { inner.finish() }
    guard case .firstSpike(let alpha, let tau0, let tau1, _) = SpikeReadout.standard,
      name == .firstSpike
    else {
      for key in ["alpha", "tau_0", "tau_1", "silent_label"] {
        inner.refuse(key, because: "only firstSpike has a loss of times")
      }
      return name == .maximumVoltage ? .maximumVoltage : .integratedVoltage
    }
    return .firstSpike(
      alpha: inner.number("alpha", default: alpha, .notNegative),
      tau0: inner.number("tau_0", default: tau0, .positive),
      tau1: inner.number("tau_1", default: tau1, .positive),
      ignoresSilentLabels: inner.choice("silent_label", default: SilentLabel.late) == .ignored)
  }

  private func spikeCounts(_ section: Section) -> SpikeCountTarget? {
    guard let inner = section.sectionIfPresent("spike_counts") else { return nil }
    defer { inner.finish() }
    require("target", in: inner)
    require("strength", in: inner)
    return SpikeCountTarget(
      target: inner.number("target", default: 1, .notNegative),
      strength: inner.number("strength", default: 0, .notNegative))
  }

  // MARK: What does not go with spikes

  private func checkSpiking(_ feedback: FeedbackPathway, _ section: Section) {
    let reason: String
    switch feedback {
    case .indirect: reason = "a spike passes no error on to the layers above"
    case .weightMirror: reason = "spiking layers have no response to noise that could be mirrored"
    default: return
    }
    diagnostics.report(
      "drive.feedback: found \(feedback.name.rawValue), but \(reason); expected another pathway",
      at: section.node("feedback")!.origin)
  }

  private func checkPresentation(_ section: Section) {
    let presentation = section.choice("presentation", default: NetworkDrive.Presentation.held)
    guard presentation != .held else { return }
    diagnostics.report(
      "drive.presentation: found \(presentation.rawValue), expected held: the gradient of a spiking network jumps in"
        + " its weights wherever a spike appears or vanishes",
      at: section.node("presentation")!.origin)
  }
}
