import DataSets
import Foundation
import NeuralNetworks
import SpikingNetworks
import TestSupport

/// A small network with its spikes, loss and gradients in 50 digits: see `Fixtures/make_references.py`.
struct NetworkReference: Decodable, CustomStringConvertible {
  struct Readout: Decodable {
    var kind: String
    var alpha, tau0, tau1: Double?
  }
  struct Layer: Decodable {
    var units: Int
    var tauM, tauS, threshold, reset, refractory: Double
    var spiking: Bool
    var delays: [Double]
    var weights, backward: [[Double]]
    var recurrent, recurrentBackward: [[Double]]?
  }
  struct Gradient: Decodable {
    var weights: [[Double]]
    var recurrent: [[Double]]?
    var delays: [Double]
    var tauM, tauS, threshold: Double
  }
  struct Expected: Decodable {
    var spikes: [[Double]]
    var loss: Double
    var outputs: [Double]
    var layers: [Gradient]
    var firmness: Double?
  }
  var name: String
  var seed: Int
  var duration: Double
  var readout: Readout
  var label, inputCount: Int
  var inputs: [[Double]]
  var layers: [Layer]
  var expected: Expected

  var description: String { "\(name), seed \(seed)" }

  static let all: [NetworkReference] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/networks.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try! decoder.decode([NetworkReference].self, from: Data(contentsOf: file))
  }()

  var simulation: SpikingSimulation {
    let kind: SpikeReadout =
      switch readout.kind {
      case "firstSpike":
        .firstSpike(alpha: readout.alpha!, tau0: readout.tau0!, tau1: readout.tau1!)
      case "maximumVoltage": .maximumVoltage
      default: .integratedVoltage
      }
    let spikes = inputs.map { SpikeTrains.Spike(neuron: Int32($0[0]), time: $0[1]) }
    return SpikingSimulation(
      encoding: SpikeEncoding(.given), given: SpikeTrains([spikes], neuronCount: inputCount),
      duration: duration, readout: kind)
  }

  var network: Network {
    var input = inputCount
    let nodes = layers.enumerated().map { k, layer in
      let spiking = SpikingLayer(
        Shape(input), delays: layer.delays, isRecurrent: layer.recurrent != nil,
        neuron: SpikingNeuron(
          tauM: layer.tauM, tauS: layer.tauS, threshold: layer.threshold, reset: layer.reset,
          refractoryTime: layer.refractory))
      input = layer.units
      return Node(spiking, of: k == 0 ? .examples : .node(k - 1))
    }
    return Network(nodes: nodes)
  }

  private func joined(_ weights: [[Double]], _ recurrent: [[Double]]?) -> [Double] {
    weights.indices.flatMap { weights[$0] + (recurrent?[$0] ?? []) }
  }

  var forward: [Double] { layers.flatMap { joined($0.weights, $0.recurrent) } }
  var backward: [Double] { layers.flatMap { joined($0.backward, $0.recurrentBackward) } }
  var gradient: [[Double]] { expected.layers.map { joined($0.weights, $0.recurrent) } }
  var isTransport: Bool { forward == backward }
}
