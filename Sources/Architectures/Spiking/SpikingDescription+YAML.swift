import Configuration
import SpikingNetworks

extension SpikingDescription {
  /// Writes the keys of the section `drive` that only spiking networks have.
  package func write(to writer: inout YAMLWriter) {
    writer.section("encoding") { encoding.write(to: &$0) }
    writer.write("layers", "[\(layers.map(\.yaml).joined(separator: ", "))]")
    writer.section("neuron") {
      $0.write("kind", "leakyIntegrateAndFire")
      neuron.write(to: &$0)
      $0.write("delay", delay)
    }
    writer.write("simulation", SpikingSimulationKind.events.rawValue)
    writer.write("gradient", "eventProp")
    writer.write("trial", duration)
    writer.section("readout") { readout.write(to: &$0) }
    if let spikeCounts {
      writer.section("spike_counts") {
        $0.write("target", spikeCounts.target)
        $0.write("strength", spikeCounts.strength)
      }
    }
    writer.write("most_spikes", "\(mostSpikes)")
  }
}

extension SpikeEncoding {
  func write(to writer: inout YAMLWriter) {
    writer.write("kind", kind.rawValue)
    // The trial says how long given spikes are shown.
    if kind != .given { writer.write("duration", duration) }
    if let bias { writer.write("bias", bias) }
    if kind == .rate { writer.write("highest_rate", highestRate) }
    writer.write("dropout", dropout)
  }
}

extension SpikingNeuron {
  fileprivate var keys: [(String, Double)] {
    [
      ("tau_m", tauM), ("tau_s", tauS), ("threshold", threshold), ("reset", reset),
      ("refractory", refractoryTime),
    ]
  }

  fileprivate func write(to writer: inout YAMLWriter) {
    for (key, value) in keys { writer.write(key, value) }
  }

  fileprivate var yaml: String {
    "{\(keys.map { "\($0): \($1.yaml)" }.joined(separator: ", "))}"
  }
}

extension SpikingLayerPlan {
  fileprivate var yaml: String {
    guard self != SpikingLayerPlan(units: units) else { return "\(units)" }
    var text = "{units: \(units), recurrent: \(isRecurrent)"
    if let neuron { text += ", neuron: \(neuron.yaml)" }
    if let delay { text += ", delay: \(delay.yaml)" }
    return text + "}"
  }
}

extension SpikeReadout {
  /// What study files call it.
  var name: SpikeReadoutName {
    switch self {
    case .firstSpike: .firstSpike
    case .maximumVoltage: .maximumVoltage
    case .integratedVoltage: .integratedVoltage
    }
  }

  fileprivate func write(to writer: inout YAMLWriter) {
    writer.write("kind", name.rawValue)
    if case .firstSpike(let alpha, let tau0, let tau1, let ignoresSilentLabels) = self {
      writer.write("alpha", alpha)
      writer.write("tau_0", tau0)
      writer.write("tau_1", tau1)
      writer.write("silent_label", (ignoresSilentLabels ? SilentLabel.ignored : .late).rawValue)
    }
  }
}

/// What becomes of an example whose label's output is silent.
enum SilentLabel: String, CaseIterable { case late, ignored }

/// What study files call readouts.
enum SpikeReadoutName: String, CaseIterable { case firstSpike, maximumVoltage, integratedVoltage }
