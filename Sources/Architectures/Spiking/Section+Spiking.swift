import Configuration
import DataFiles
import SpikingNetworks

extension Section {
  private enum NeuronKind: String, CaseIterable { case leakyIntegrateAndFire }
  private enum Gradient: String, CaseIterable { case eventProp }

  /// What a section `drive` says of spiking neurons in continuous time.
  ///
  /// - Parameter ofSpikes: whether the examples are spikes.
  package func spiking(ofSpikes: Bool) -> SpikingDescription {
    var spiking = SpikingDescription()
    (spiking.neuron, spiking.delay) = neuron()
    spiking.encoding = encoding(ofSpikes: ofSpikes)
    spiking.layers = spikingLayers(default: spiking)
    spiking.trial = number("trial", default: spiking.duration, .positive)
    spiking.readout = readout()
    spiking.spikeCounts = spikeCounts()
    spiking.mostSpikes = integerIfPresent("most_spikes", atLeast: 1) ?? spiking.mostSpikes
    _ = choice("gradient", default: Gradient.eventProp)
    return spiking
  }

  private func neuron() -> (SpikingNeuron, delay: Double) {
    let inner = section("neuron")
    defer { inner.finish() }
    _ = inner.choice("kind", default: NeuronKind.leakyIntegrateAndFire)
    return (
      inner.constants(default: SpikingNeuron()), inner.number("delay", default: 0, .notNegative)
    )
  }

  /// The constants of neurons; the standard ones where they do not fit together, which is told.
  private func constants(default standard: SpikingNeuron) -> SpikingNeuron {
    let tauM = number("tau_m", default: standard.tauM, .positive)
    let tauS = number("tau_s", default: standard.tauS, .positive)
    let threshold = number("threshold", default: standard.threshold, .positive)
    let reset = number("reset", default: min(standard.reset, threshold - 1))
    let refractory = number("refractory", default: standard.refractoryTime, .notNegative)
    guard reset < threshold else {
      let origin = (node("reset") ?? node("threshold"))?.origin ?? origin
      diagnostics.report(
        "\(name).reset: found \(reset), expected less than the threshold \(threshold): a neuron that is reset"
          + " to its threshold would fire for ever", at: origin)
      return standard
    }
    for (key, value) in [("tau_m", tauM), ("tau_s", tauS)] {
      checkInverse(of: key, value)
    }
    guard (1e-6...1e6).contains(tauM / tauS) else {
      diagnostics.report(
        "\(name): found tau_m \(tauM) and tau_s \(tauS), expected time constants at most a million times apart",
        at: origin)
      return standard
    }
    return SpikingNeuron(
      tauM: tauM, tauS: tauS, threshold: threshold, reset: reset, refractoryTime: refractory)
  }

  private static let mostNeurons = 1_000_000
  private static let mostLayers = 1000

  private func spikingLayers(default standard: SpikingDescription)
    -> [SpikingLayerPlan]
  {
    guard let node = node("layers") else { return standard.layers }
    guard case .list(let items) = node.content, items.count <= Self.mostLayers else {
      diagnostics.report(
        "drive.layers: found \(node.summary), expected a list of at most \(Self.mostLayers) layers, each a number of"
          + " neurons or {units: 100, recurrent: true}", at: node.origin)
      return standard.layers
    }
    return items.enumerated().compactMap { number, item in
      let key = "layers[\(number)]"
      guard case .mapping = item.content else {
        return units(item, key: key).map { SpikingLayerPlan(units: $0) }
      }
      let layer = Section(
        item, name: qualified(key), at: item.origin, diagnostics: diagnostics)
      defer { layer.finish() }
      layer.require("units")
      guard let units = layer.node("units").flatMap({ layer.units($0, key: "units") }) else {
        return nil
      }
      var plan = SpikingLayerPlan(
        units: units, isRecurrent: layer.flag("recurrent", default: false))
      if let inner = layer.sectionIfPresent("neuron") {
        plan.neuron = inner.constants(default: standard.neuron)
        inner.finish()
      }
      plan.delay = layer.numberIfPresent("delay", .notNegative)
      return plan
    }
  }

  private func units(_ node: ConfigurationNode, key: String) -> Int? {
    if case .scalar(let text) = node.content,
      let count = finiteNumber(text).flatMap({ Int(exactly: $0) }),
      (1...Self.mostNeurons).contains(count)
    {
      return count
    }
    diagnostics.report(
      "\(qualified(key)): found \(node.summary), expected a whole number of neurons from 1 to \(Self.mostNeurons)",
      at: node.origin)
    return nil
  }

  // MARK: Outputs

  private func readout() -> SpikeReadout {
    let (name, inner) = kind(of: "readout", default: SpikeReadout.standard.name)
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

  private func spikeCounts() -> SpikeCountTarget? {
    guard let inner = sectionIfPresent("spike_counts") else { return nil }
    defer { inner.finish() }
    inner.require("target")
    inner.require("strength")
    return SpikeCountTarget(
      target: inner.number("target", default: 1, .notNegative),
      strength: inner.number("strength", default: 0, .notNegative))
  }
}
