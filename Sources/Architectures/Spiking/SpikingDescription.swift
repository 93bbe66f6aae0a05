import DataSets
import NeuralNetworks
import SpikingNetworks

/// What the section `drive` of the kind `spikingNetwork` says besides what all networks have.
package struct SpikingDescription: Sendable, Equatable {
  /// How numbers become spikes.
  package var encoding = SpikeEncoding()
  /// The hidden layers.
  package var layers = [SpikingLayerPlan(units: 200)]
  /// The neurons of all layers that say nothing else.
  package var neuron = SpikingNeuron()
  /// How long spikes take, where a layer says nothing else.
  package var delay = 0.0
  /// How long a trial lasts; nil until it is read: the encoding and twice τ_m.
  package var trial: Double?
  /// What the outputs say.
  package var readout = SpikeReadout.standard
  /// What hidden neurons are pulled to, if they are.
  package var spikeCounts: SpikeCountTarget?
  /// A neuron that fires more often in a trial is an error.
  package var mostSpikes = 1000

  package init() {}
}

/// A hidden layer of spiking neurons as studies say it.
package struct SpikingLayerPlan: Sendable, Equatable {
  package var units: Int
  package var isRecurrent = false
  /// Its neurons, if they are others.
  package var neuron: SpikingNeuron?
  /// How long its spikes take, if that is another time.
  package var delay: Double?
}

extension SpikingDescription {
  /// How long a trial lasts.
  package var duration: Double { trial ?? encoding.duration + 2 * neuron.tauM }

  /// How the network computes.
  ///
  /// - Parameter given: the spikes of the examples, if these are spikes.
  package func simulation(of given: SpikeTrains?) -> SpikingSimulation {
    SpikingSimulation(
      encoding: encoding, given: given, duration: duration, readout: readout,
      spikeCounts: spikeCounts, mostSpikes: mostSpikes)
  }

  /// The network for examples of a size.
  package func network(features: Int, classes: Int) -> Network {
    var input = Shape(encoding.inputCount(features: features))
    var nodes: [Node] = []
    for plan in layers + [SpikingLayerPlan(units: classes)] {
      let layer = SpikingLayer(
        input, units: plan.units, isRecurrent: plan.isRecurrent, neuron: plan.neuron ?? neuron,
        delay: plan.delay ?? delay)
      nodes.append(Node(layer, of: nodes.isEmpty ? .examples : .node(nodes.count - 1)))
      input = layer.output
    }
    return Network(nodes: nodes)
  }

  /// How weights are drawn where a study says nothing: normal, with a mean by which a neuron that hears all its inputs at once gets
  /// to four times its threshold, an output to fifteen times, since spikes come one after the other and not all neurons fire;
  /// half the mean is the standard deviation.
  package func standardInitialisation(features: Int, classes: Int) -> Initialisation {
    let nodes = network(features: features, classes: classes).nodes
    return .layers(
      nodes.enumerated().map { k, node in
        let layer = node.layer as! SpikingLayer
        let isOutput = k == nodes.count - 1
        let mean =
          (isOutput ? 15 : 4) * layer.neuron.threshold / layer.neuron.largestResponse
          / Double(layer.input.count)
        return .normal(mean: mean, deviation: mean / 2)
      })
  }
}
