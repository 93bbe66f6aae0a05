import Configuration
import SpikingNetworks

extension SteppedDescription {
  /// Writes the keys of the section `drive` that only spiking networks have.
  package func write(to writer: inout YAMLWriter) {
    writer.section("encoding") { input.write(to: &$0) }
    writer.write("layers", architecture.yaml)
    writer.section("neuron") {
      $0.write("kind", kind.rawValue)
      if kind == .leakyIntegrateAndFire {
        $0.write("tau_m", tauM)
        $0.write("tau_s", tauS)
      } else {
        $0.write("decay", decay)
        $0.write("activation", activation.rawValue)
      }
      $0.write("threshold", threshold)
      $0.write("learn_thresholds", "\(learnsThresholds)")
      $0.write("reset", reset.rawValue)
    }
    writer.write("simulation", SpikingSimulationKind.steps.rawValue)
    writer.section("gradient") { gradient.write(to: &$0) }
    writer.write("step", step)
    writer.write("trial", trial)
    writer.write("test_trial", testTrial)
    writer.write("readout", readout.rawValue)
  }
}

extension StepInput {
  fileprivate func write(to writer: inout YAMLWriter) {
    switch self {
    case .repeated: writer.write("kind", StepEncodingKind.repeated.rawValue)
    case .rows: writer.write("kind", StepEncodingKind.rows.rawValue)
    case .spikes(let encoding): encoding.write(to: &writer)
    }
  }
}

/// What study files call gradients of neurons in discrete time.
enum StepGradientKind: String, CaseIterable {
  case backpropagation, surrogate, neighbourhoodAggregation
}

extension StepGradient {
  /// What study files call it.
  var kind: StepGradientKind {
    switch self {
    case .backpropagation: .backpropagation
    case .surrogate: .surrogate
    case .neighbourhoodAggregation: .neighbourhoodAggregation
    }
  }

  fileprivate func write(to writer: inout YAMLWriter) {
    writer.write("kind", kind.rawValue)
    if case .neighbourhoodAggregation(let filters, let rescales) = self {
      writer.write("filters_errors", "\(filters)")
      writer.write("rescales_errors", "\(rescales)")
    }
  }
}

/// How neurons are simulated.
package enum SpikingSimulationKind: String, CaseIterable { case events, steps }
