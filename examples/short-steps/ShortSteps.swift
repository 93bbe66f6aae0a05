// Steps that become events: a network of leaky integrate-and-fire neurons, simulated by exact spikes in continuous time and by
// steps that become shorter and shorter, with the same weights but for the factor τ_s/τ_m that steps have. For each length of a
// step, over ten random networks 10-50-10-2 and twenty examples each:
//
//     the share of neurons that fire as often in both,
//     the mean distance between the first spikes of hidden neurons, in ms,
//     the angle between the exact gradient and the surrogate's, of the cross entropy of the outputs' mean V, by the hidden layers'
//     weights, in degrees, and how many times as long the surrogate's is; the angle by the weights of the outputs, which need no surrogate.
//
// Run it with: swift run -c release short-steps

import DataSets
import Foundation
import NeuralNetworks
import RandomNumbers
import SpikingNetworks

let sizes = [10, 50, 10, 2]
let (tauM, tauS, duration) = (20.0, 5.0, 60.0)
let (examples, seeds) = (20, 10)
let labels = (0..<examples).map { Int32($0 % sizes.last!) }
let features = (0..<examples).map { Float($0) }
var setting: NetworkSetting {
  NetworkSetting(
    feedback: .transport, random: NetworkDraws(seed: 1, initialisation: .glorotUniform))
}

/// Each input fires three times, at random.
func spikes(_ field: RandomField) -> SpikeTrains {
  SpikeTrains(
    (0..<examples).map { example in
      (0..<3 * sizes[0]).map { k in
        let time = 40 * field.uniform(synapse: example, index: k)
        return SpikeTrains.Spike(neuron: Int32(k % sizes[0]), time: time)
      }
    }, neuronCount: sizes[0])
}

/// By which neurons get to a few times their threshold.
func weights(_ field: RandomField) -> [Double] {
  zip(sizes, sizes.dropFirst()).enumerated().flatMap { layer, ends in
    (0..<ends.0 * ends.1).map {
      6 / Double(ends.0) + 3 / Double(ends.0).squareRoot() * field.normal(synapse: $0, index: layer)
    }
  }
}

/// What one kind of simulation makes of the examples.
struct Found {
  var gradient: [Double]
  /// Of each example and hidden neuron its spikes.
  var times: [[Double]]

  init(_ evaluator: some NetworkEvaluator<Double>, _ weights: [Double]) throws {
    evaluator.load(features: features, labels: labels, rows: 0..<Int32(examples))
    gradient = Array(repeating: 0, count: weights.count)
    _ = try evaluator.gradient(forward: weights, backward: weights, into: &gradient)
    _ = try evaluator.evaluate(forward: weights)
    let hidden = sizes[1] + sizes[2]
    times = Array(repeating: [], count: examples * hidden)
    for example in 0..<examples {
      for spike in evaluator.spikes(ofExample: example) where [1, 2].contains(spike.layer) {
        let neuron = (spike.layer == 1 ? 0 : sizes[1]) + spike.neuron
        times[example * hidden + neuron].append(spike.time)
      }
    }
  }
}

func network(_ layer: (_ input: Shape, _ units: Int, _ isOutput: Bool) -> any Layer, loss: Loss)
  -> Network
{
  Network(
    nodes: sizes.indices.dropLast().map { k in
      let made = layer(Shape(sizes[k]), sizes[k + 1], k == sizes.count - 2)
      return Node(made, of: k == 0 ? .examples : .node(k - 1))
    }, loss: loss)
}

func events(_ trains: SpikeTrains, _ weights: [Double]) throws -> Found {
  let neuron = SpikingNeuron(tauM: tauM, tauS: tauS)
  let simulation = SpikingSimulation(
    encoding: SpikeEncoding(.given), given: trains, duration: duration,
    readout: .integratedVoltage)
  let network = network(
    { input, units, _ in SpikingLayer(input, units: units, neuron: neuron) },
    loss: .softmaxCrossEntropy)
  return try Found(
    SpikingWorkspace(simulation, network, setting, capacity: examples), weights)
}

func steps(_ length: Double, _ trains: SpikeTrains, _ weights: [Double]) throws -> Found {
  let neuron = SteppedNeuron.leakyIntegrateAndFire(tauM: tauM / length, tauS: tauS / length)
  let simulation = SteppedSimulation(
    input: .spikes(SpikeEncoding(.given)), given: trains, step: length,
    steps: Int((duration / length).rounded()), readout: .meanEntropy, gradient: .surrogate)
  let output = SteppedNeuron.integrator(decay: neuron.decay)
  let network = network(
    { input, units, isOutput in
      SteppedLayer(input, units: units, neuron: isOutput ? output : neuron)
    }, loss: .squaredError)
  return try Found(
    SteppedWorkspace<Double>(simulation, network, setting, capacity: examples),
    weights.map { $0 * tauS / tauM })
}

func product(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

func length(_ a: ArraySlice<Double>) -> Double { product(a, a).squareRoot() }

func angle(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
  acos(product(a, b) / (length(a) * length(b))) * 180 / .pi
}

@main struct ShortSteps {
  static func main() throws {
    print("step_ms,same_counts,first_spike_error_ms,hidden_angle,hidden_ratio,output_angle")
    let hidden = sizes[0] * sizes[1] + sizes[1] * sizes[2]
    for step in [4.0, 2, 1, 0.5, 0.25, 0.125] {
      var (same, neurons, error, compared) = (0, 0, 0.0, 0)
      var comparisons = [0.0, 0, 0]
      for seed in 1...UInt64(seeds) {
        let field = RandomField(seed: seed, purpose: .init(rawValue: 100))
        let (trains, weights) = (spikes(field), weights(field))
        let (exact, stepped) = (try events(trains, weights), try steps(step, trains, weights))
        for (a, b) in zip(exact.times, stepped.times) {
          neurons += 1
          if a.count == b.count { same += 1 }
          guard let a = a.min(), let b = b.min() else { continue }
          error += abs(a - b)
          compared += 1
        }
        let (own, others) = (exact.gradient[..<hidden], stepped.gradient[..<hidden])
        comparisons[0] += angle(own, others)
        comparisons[1] += length(others) / length(own)
        comparisons[2] += angle(exact.gradient[hidden...], stepped.gradient[hidden...])
      }
      let numbers =
        [
          step, Double(same) / Double(neurons), error / Double(compared),
        ] + comparisons.map { $0 / Double(seeds) }
      print(numbers.map { String(format: "%.4g", $0) }.joined(separator: ","))
    }
  }
}
